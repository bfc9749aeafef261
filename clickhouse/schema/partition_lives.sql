-- The lives of each partition: offsets of Kafka name a message only within one of them. A topic that is made anew begins
-- its offsets at 0 (`created`), a log that came back shorter gives those from `fromOffset` on a second time (`truncated`),
-- and rows that the store lost are read again under a generation of their own (`mended`), so that everything that follows
-- the log by its positions meets them behind what it has read. `endOffset`: up to where the log was stored that a life
-- `created` or `truncated` put an end to; what it held from `fromOffset` on only the store has since.
-- ORDER BY: a partition's lives are read together, oldest first.
CREATE TABLE IF NOT EXISTS partition_lives (
  stream LowCardinality(String),
  kafkaPartition UInt16,
  generation UInt16,
  topicId String,
  fromOffset UInt64,
  cause LowCardinality(String),
  endOffset UInt64,
  begunAt DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (stream, kafkaPartition, generation);
