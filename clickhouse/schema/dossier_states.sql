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
