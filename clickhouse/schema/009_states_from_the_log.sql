-- What an insert of ingest costs is the speed of a back-fill and the latency of the wall, so it writes the log alone.
-- Names that repeat are dictionaries (LowCardinality): an insert of Native blocks and each merge cost a third of plain
-- texts under ZSTD. The filter on the code is built by the merges; before that a look-up reads the small new parts.
ALTER TABLE events
  MODIFY COLUMN code String CODEC(LZ4),
  MODIFY COLUMN eventTime DateTime64(3, 'UTC') CODEC(Delta, LZ4),
  MODIFY COLUMN type LowCardinality(String) CODEC(LZ4),
  MODIFY COLUMN id String CODEC(LZ4),
  MODIFY COLUMN source LowCardinality(String) CODEC(LZ4),
  MODIFY COLUMN unitCode LowCardinality(String) CODEC(LZ4),
  MODIFY COLUMN unitName LowCardinality(String) CODEC(LZ4),
  MODIFY COLUMN procedureCode LowCardinality(String) CODEC(LZ4),
  MODIFY COLUMN procedureName LowCardinality(String) CODEC(LZ4),
  MODIFY COLUMN procedureField LowCardinality(String) CODEC(LZ4),
  MODIFY COLUMN officerId LowCardinality(String) CODEC(LZ4),
  MODIFY COLUMN officerName LowCardinality(String) CODEC(LZ4),
  MODIFY COLUMN department LowCardinality(String) CODEC(LZ4),
  MODIFY COLUMN submittedAt DateTime64(3, 'UTC') CODEC(Delta, LZ4),
  MODIFY COLUMN receivedAt DateTime64(3, 'UTC') CODEC(Delta, LZ4),
  MODIFY COLUMN dueAt DateTime64(3, 'UTC') CODEC(Delta, LZ4),
  MODIFY COLUMN finishedAt DateTime64(3, 'UTC') CODEC(Delta, LZ4),
  MODIFY COLUMN returnedAt DateTime64(3, 'UTC') CODEC(Delta, LZ4),
  MODIFY COLUMN refusedAt DateTime64(3, 'UTC') CODEC(Delta, LZ4),
  MODIFY COLUMN stepStartedAt DateTime64(3, 'UTC') CODEC(Delta, LZ4),
  MODIFY COLUMN stepDueAt DateTime64(3, 'UTC') CODEC(Delta, LZ4),
  MODIFY COLUMN storedAt DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC') CODEC(Delta, LZ4);

DROP VIEW IF EXISTS dossiers_from_events;

DROP TABLE IF EXISTS dossiers;

-- The current state of each dossier as far as the log is joined (lanes.joinedOffset): per field the greatest (event
-- time, value), which is commutative, associative and idempotent, so order and repetition cannot change it
-- (contract/join.ts is the same rule in code).
--
-- Time and value are packed as clickhouse/packed-fields.ts says, since a maximum of numbers and texts costs a tenth of
-- one of tuples, at each merge. The fee is kept plus one. A cleared field has the time and the least value.
-- No partitions: a chunk of a few rows would become a part in each of them.
CREATE TABLE IF NOT EXISTS dossier_states (
  code String CODEC(LZ4),
  firstEventMs SimpleAggregateFunction(min, Int64),
  status SimpleAggregateFunction(max, UInt64),
  unit SimpleAggregateFunction(max, String),
  channel SimpleAggregateFunction(max, UInt64),
  procedure SimpleAggregateFunction(max, String),
  officer SimpleAggregateFunction(max, String),
  department SimpleAggregateFunction(max, String),
  applicantType SimpleAggregateFunction(max, UInt64),
  submittedAt SimpleAggregateFunction(max, UInt128),
  receivedAt SimpleAggregateFunction(max, UInt128),
  dueAt SimpleAggregateFunction(max, UInt128),
  finishedAt SimpleAggregateFunction(max, UInt128),
  returnedAt SimpleAggregateFunction(max, UInt128),
  refusedAt SimpleAggregateFunction(max, UInt128),
  paidOnline SimpleAggregateFunction(max, UInt64),
  feeVnd SimpleAggregateFunction(max, UInt128),
  digitised SimpleAggregateFunction(max, UInt64),
  electronicResult SimpleAggregateFunction(max, UInt64),
  vneidVerified SimpleAggregateFunction(max, UInt64),
  step SimpleAggregateFunction(max, String),
  returnChannel SimpleAggregateFunction(max, UInt64)
)
ENGINE = AggregatingMergeTree
ORDER BY code;

-- The same to read: one row per dossier, codes as in the log, times 1970 for none, the fee -1 for none.
CREATE VIEW IF NOT EXISTS dossiers AS
WITH
  x -> fromUnixTimestamp64Milli(toInt64(toUInt64(x)), 'UTC') AS timeOf,
  (x, n) -> replaceAll(replaceAll(splitByChar('\0', substring(x, 9))[n], '\x01\x01', '\0'), '\x01\x02', '\x01') AS textOf
SELECT
  code,
  fromUnixTimestamp64Milli(min(firstEventMs), 'UTC') AS firstEventAt,
  toUInt8(max(dossier_states.status) % 256) AS status,
  fromUnixTimestamp64Milli(toInt64(intDiv(max(dossier_states.status), 256)), 'UTC') AS statusAt,
  textOf(max(dossier_states.unit), 1) AS unitCode,
  textOf(max(dossier_states.unit), 2) AS unitName,
  toUInt8(max(dossier_states.channel) % 256) AS channel,
  textOf(max(dossier_states.procedure), 1) AS procedureCode,
  textOf(max(dossier_states.procedure), 2) AS procedureName,
  textOf(max(dossier_states.procedure), 3) AS procedureField,
  toUInt8OrZero(textOf(max(dossier_states.procedure), 4)) AS procedureLevel,
  textOf(max(dossier_states.officer), 1) AS officerId,
  textOf(max(dossier_states.officer), 2) AS officerName,
  textOf(max(dossier_states.department), 1) AS department,
  toUInt8(max(dossier_states.applicantType) % 256) AS applicantType,
  timeOf(max(dossier_states.submittedAt)) AS submittedAt,
  timeOf(max(dossier_states.receivedAt)) AS receivedAt,
  timeOf(max(dossier_states.dueAt)) AS dueAt,
  timeOf(max(dossier_states.finishedAt)) AS finishedAt,
  timeOf(max(dossier_states.returnedAt)) AS returnedAt,
  timeOf(max(dossier_states.refusedAt)) AS refusedAt,
  toUInt8(max(dossier_states.paidOnline) % 256) AS paidOnline,
  toInt64(toUInt64(max(dossier_states.feeVnd))) - 1 AS feeVnd,
  toUInt8(max(dossier_states.digitised) % 256) AS digitised,
  toUInt8(max(dossier_states.electronicResult) % 256) AS electronicResult,
  toUInt8(max(dossier_states.vneidVerified) % 256) AS vneidVerified,
  toUInt8(max(dossier_states.returnChannel) % 256) AS returnChannel
FROM dossier_states
GROUP BY code;

-- How far `dossier_states` holds the log: a start reads the states and the log from here.
ALTER TABLE lanes
  ADD COLUMN IF NOT EXISTS joinedGeneration UInt16,
  ADD COLUMN IF NOT EXISTS joinedOffset UInt64;

-- A topic that was deleted and made anew has another id, and offsets from 0 on: each id is one generation.
CREATE TABLE IF NOT EXISTS topic_lives (
  topicId String,
  generation UInt16,
  firstSeenAt DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY topicId;
