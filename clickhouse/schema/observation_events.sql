-- The log of the stream `observation`, as `events` is that of dossiers. `code` is `indicator|scope|breakdown|period`; the
-- figures (contract/observation.ts) are numbers as JSON writes them, '' for none.
CREATE TABLE IF NOT EXISTS observation_events (
  kafkaPartition UInt16,
  generation UInt16,
  kafkaOffset UInt64,
  code String CODEC(LZ4),
  eventTime DateTime64(3, 'UTC') CODEC(Delta, LZ4),
  type LowCardinality(String) CODEC(LZ4),
  id String CODEC(LZ4),
  source LowCardinality(String) CODEC(LZ4),
  told UInt32,
  value String CODEC(LZ4),
  numerator String CODEC(LZ4),
  denominator String CODEC(LZ4),
  of String CODEC(LZ4),
  storedAt DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC') CODEC(Delta, LZ4),
  sender LowCardinality(String) CODEC(LZ4),
  correction String CODEC(LZ4),
  INDEX codeFilter code TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX toldRange told TYPE minmax GRANULARITY 1
)
ENGINE = ReplacingMergeTree
ORDER BY (kafkaPartition, generation, kafkaOffset);
