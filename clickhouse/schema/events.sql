-- The event log: one row per Kafka message that was counted, in the order of arrival.
--
-- ORDER BY is the message's place in Kafka, so the server's tick follows the log with a range read, and an insert that
-- is repeated after a crash is the same key again: ReplacingMergeTree makes it one row. `generation` is the partition's
-- life that the offset belongs to (partition_lives).
-- What an insert costs is the speed of a back-fill and the latency of the wall: names that repeat are dictionaries
-- (LowCardinality), since an insert of Native blocks and each merge cost a third of plain texts under ZSTD.
-- `told` has one bit per field (contract/fields.ts): set = the event told it; a told field with the type's empty value
-- (0, '', -1 for the fee) is cleared. Bit 31, which no field has, is a correction.
-- `returnChannel`: how the result is handed over. `storedAt`: the age of what a source tells, and a sender's clock that is
-- ahead. `sender`: its name at the intake; '' for what others wrote to Kafka.
-- `correction`: what it revokes, why, and who ordered it: JSON of contract/event.ts's correctionData without the code; ''
-- of all other events.
CREATE TABLE IF NOT EXISTS events (
  kafkaPartition UInt16,
  generation UInt16,
  kafkaOffset UInt64,
  code String CODEC(LZ4),
  eventTime DateTime64(3, 'UTC') CODEC(Delta, LZ4),
  type LowCardinality(String) CODEC(LZ4),
  id String CODEC(LZ4),
  source LowCardinality(String) CODEC(LZ4),
  told UInt32,
  status UInt8,
  unitCode LowCardinality(String) CODEC(LZ4),
  unitName LowCardinality(String) CODEC(LZ4),
  channel UInt8,
  procedureCode LowCardinality(String) CODEC(LZ4),
  procedureName LowCardinality(String) CODEC(LZ4),
  procedureField LowCardinality(String) CODEC(LZ4),
  procedureLevel UInt8,
  officerId LowCardinality(String) CODEC(LZ4),
  officerName LowCardinality(String) CODEC(LZ4),
  department LowCardinality(String) CODEC(LZ4),
  applicantType UInt8,
  submittedAt DateTime64(3, 'UTC') CODEC(Delta, LZ4),
  receivedAt DateTime64(3, 'UTC') CODEC(Delta, LZ4),
  dueAt DateTime64(3, 'UTC') CODEC(Delta, LZ4),
  finishedAt DateTime64(3, 'UTC') CODEC(Delta, LZ4),
  returnedAt DateTime64(3, 'UTC') CODEC(Delta, LZ4),
  refusedAt DateTime64(3, 'UTC') CODEC(Delta, LZ4),
  paidOnline UInt8,
  feeVnd Int64,
  digitised UInt8,
  electronicResult UInt8,
  vneidVerified UInt8,
  stepStartedAt DateTime64(3, 'UTC') CODEC(Delta, LZ4),
  stepDueAt DateTime64(3, 'UTC') CODEC(Delta, LZ4),
  returnChannel UInt8,
  storedAt DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC') CODEC(Delta, LZ4),
  sender LowCardinality(String) CODEC(LZ4),
  correction String CODEC(LZ4),
  -- One dossier's events are asked for by code; the filter skips nearly all granules. The merges build it; before that a
  -- look-up reads the small new parts.
  INDEX codeFilter code TYPE bloom_filter(0.01) GRANULARITY 1,
  -- Bit 31 makes the few corrections the greatest.
  INDEX toldRange told TYPE minmax GRANULARITY 1
)
ENGINE = ReplacingMergeTree
ORDER BY (kafkaPartition, generation, kafkaOffset);
