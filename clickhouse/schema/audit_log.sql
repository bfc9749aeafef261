-- Who did what: signed in, was refused, exported, changed an account. Rows are only added.
CREATE TABLE IF NOT EXISTS audit_log (
  at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC'),
  id UUID DEFAULT generateUUIDv7(),
  kind LowCardinality(String),
  name String,
  address String,
  action LowCardinality(String),
  -- What it was done to, such as `person an.nguyen`.
  target String,
  -- What changed, in words; never a secret.
  detail String
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(at)
ORDER BY (at, id);
