-- What people write to a case, and that its officer was reminded. Rows are only added; two of one id are one note that was sent
-- twice, the first counts. By case, for its page reads its own alone.
CREATE TABLE IF NOT EXISTS case_notes (
  at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC'),
  -- The sender's: sent again it is the same note.
  id String,
  kind LowCardinality(String),
  code String,
  sort Enum8('note' = 1, 'reminder' = 2),
  -- The identity, such as `person an.nguyen`, and what it is called.
  identity String,
  who String,
  text String,
  -- Of a reminder: who is told.
  told Array(String)
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(at)
ORDER BY (kind, code, at, id);
