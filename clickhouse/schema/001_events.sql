-- The event log: one row per Kafka message that was counted, in the order of arrival.
--
-- ORDER BY is the message's place in Kafka, so the server's tick follows the log with a range read, and an insert that
-- is repeated after a crash is the same key again: ReplacingMergeTree makes it one row. `generation` grows when the
-- topic was re-created and its offsets began anew.
-- Texts are plain: a dictionary for each (LowCardinality) doubles what an insert costs, and ZSTD stores them as small.
-- `told` has one bit per field (contract/fields.ts): set = the event told it; a told field with the type's empty value
-- (0, '', -1 for the fee) is cleared.
CREATE TABLE IF NOT EXISTS events (
  kafkaPartition UInt16,
  generation UInt16,
  kafkaOffset UInt64,
  code String CODEC(ZSTD(1)),
  eventTime DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  type String CODEC(ZSTD(1)),
  id String CODEC(ZSTD(1)),
  source String CODEC(ZSTD(1)),
  told UInt32,
  status UInt8,
  unitCode String CODEC(ZSTD(1)),
  unitName String CODEC(ZSTD(1)),
  channel UInt8,
  procedureCode String CODEC(ZSTD(1)),
  procedureName String CODEC(ZSTD(1)),
  procedureField String CODEC(ZSTD(1)),
  procedureLevel UInt8,
  officerId String CODEC(ZSTD(1)),
  officerName String CODEC(ZSTD(1)),
  department String CODEC(ZSTD(1)),
  applicantType UInt8,
  submittedAt DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  receivedAt DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  dueAt DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  finishedAt DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  returnedAt DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  refusedAt DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  paidOnline UInt8,
  feeVnd Int64,
  digitised UInt8,
  electronicResult UInt8,
  vneidVerified UInt8,
  stepStartedAt DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  stepDueAt DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  -- One dossier's events are asked for by code; the filter skips nearly all granules.
  INDEX codeFilter code TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = ReplacingMergeTree
ORDER BY (kafkaPartition, generation, kafkaOffset);
