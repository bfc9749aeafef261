-- When states that had lost rows were joined from the log again: a server that has loaded them before loads them once more.
CREATE TABLE IF NOT EXISTS state_mends (
  stream LowCardinality(String),
  mendedAt DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC'),
  states UInt64
)
ENGINE = MergeTree
ORDER BY (stream, mendedAt);
