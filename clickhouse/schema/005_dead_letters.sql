-- Messages that cannot be counted. Their bytes are in the dead-letter topic; with the events this is the full ledger of
-- (partition, offset).
CREATE TABLE IF NOT EXISTS dead_letters (
  kafkaPartition UInt16,
  generation UInt16,
  kafkaOffset UInt64,
  reason String,
  field LowCardinality(String),
  firstSeen DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (kafkaPartition, generation, kafkaOffset);
