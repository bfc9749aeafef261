-- Offsets that neither an event nor a dead letter stands for, and why. `blank`: Kafka has no message there (a marker of a
-- transaction, one that was aborted, one that was compacted). `deleted`: Kafka deleted it before it was read. `lost`: the
-- store lost its row, and Kafka has it no longer. With events and dead letters this is every offset below a lane's.
CREATE TABLE IF NOT EXISTS log_gaps (
  stream LowCardinality(String),
  kafkaPartition UInt16,
  generation UInt16,
  fromOffset UInt64,
  toOffset UInt64,
  kind LowCardinality(String),
  foundAt DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (stream, kafkaPartition, generation, fromOffset);
