-- A recount asks ingest here to hold the ledger against Kafka; `lanes.checkedAt` is the latest question that was answered.
CREATE TABLE IF NOT EXISTS ledger_checks (
  askedAt DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY askedAt
TTL toDateTime(askedAt) + INTERVAL 30 DAY;
