-- How far ingest is, one row per stream (contract/streams.ts) and partition, written each second: all messages below
-- `nextOffset` are in the tables.
-- `caughtUpAgoMs`: how long before `reportedAt` ingest last held all that Kafka had.
-- `joined...`: how far the stream's states hold its log: a start reads the states and the log from here.
-- `checkedAt`: the latest question of `ledger_checks` that was answered. `partitions`: how many the topic has, so that one
-- which nobody reads is seen. `clockMs`: the clock of who reports.
-- Of two reports of a lane the one with the greater number holds, not the later one: ClickHouse's clock may be put back, and
-- for as long the reports of before would hide those that come.
CREATE TABLE IF NOT EXISTS lanes (
  stream LowCardinality(String),
  kafkaPartition UInt16,
  generation UInt16,
  nextOffset UInt64,
  highWatermark UInt64,
  caughtUpAgoMs UInt64,
  consumer LowCardinality(String),
  reportedAt DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC'),
  joinedGeneration UInt16,
  joinedOffset UInt64,
  checkedAt DateTime64(3, 'UTC'),
  report UInt64,
  partitions UInt16,
  clockMs Int64
)
ENGINE = ReplacingMergeTree(report)
ORDER BY (stream, kafkaPartition);
