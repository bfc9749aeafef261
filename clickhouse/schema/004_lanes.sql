-- How far ingest is, one row per partition, written each second: all messages below `nextOffset` are in the tables.
-- `caughtUpAgoMs`: how long before `reportedAt` ingest last held all that Kafka had.
CREATE TABLE IF NOT EXISTS lanes (
  kafkaPartition UInt16,
  generation UInt16,
  nextOffset UInt64,
  highWatermark UInt64,
  caughtUpAgoMs UInt64,
  consumer LowCardinality(String),
  reportedAt DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(reportedAt)
ORDER BY kafkaPartition;
