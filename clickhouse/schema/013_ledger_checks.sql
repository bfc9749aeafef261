-- A recount asks ingest here to hold the ledger against Kafka; `lanes.checkedAt` is the latest question that was answered.
CREATE TABLE IF NOT EXISTS ledger_checks (
  askedAt DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY askedAt
TTL toDateTime(askedAt) + INTERVAL 30 DAY;

ALTER TABLE lanes ADD COLUMN IF NOT EXISTS checkedAt DateTime64(3, 'UTC');

-- When states that had lost rows were joined from the log again: a server that has loaded them before loads them once more.
CREATE TABLE IF NOT EXISTS state_mends (
  mendedAt DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC'),
  dossiers UInt64
)
ENGINE = MergeTree
ORDER BY mendedAt;
