-- Messages that cannot be counted. Their bytes are in the dead-letter topic; with the events and `log_gaps` this is the full
-- ledger of (partition, offset).
-- A message that is read again after a crash is refused again: `firstSeen` stays, `lastSeen` moves. `schemaVersion` is
-- that of the event contract which refused it. `digest`: of the letter's bytes, to tell whether Kafka still has that message
-- at its offset.
CREATE TABLE IF NOT EXISTS dead_letters (
  stream LowCardinality(String),
  kafkaPartition UInt16,
  generation UInt16,
  kafkaOffset UInt64,
  reason String,
  field LowCardinality(String),
  firstSeen DateTime64(3, 'UTC'),
  lastSeen DateTime64(3, 'UTC') DEFAULT firstSeen,
  schemaVersion LowCardinality(String) DEFAULT '1',
  digest UInt64
)
ENGINE = ReplacingMergeTree
ORDER BY (stream, kafkaPartition, generation, kafkaOffset);
