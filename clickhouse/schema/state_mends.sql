-- When states that had lost rows were joined from the log again: a server that has loaded them before loads them once more.
CREATE TABLE IF NOT EXISTS state_mends (
  mendedAt DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC'),
  dossiers UInt64
)
ENGINE = MergeTree
ORDER BY mendedAt;
