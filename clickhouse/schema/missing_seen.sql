-- Missing messages that an administrator has seen. A range that grew afterwards is not seen.
CREATE TABLE IF NOT EXISTS missing_seen (
  stream LowCardinality(String),
  kafkaPartition UInt16,
  generation UInt16,
  fromOffset UInt64,
  toOffset UInt64,
  seenAt DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (stream, kafkaPartition, generation, fromOffset, toOffset);
