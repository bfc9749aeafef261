-- The current state of each case by its `KIND/CODE`, as `dossier_states` is that of dossiers: per field the greatest (event
-- time, value), packed as clickhouse/packed-fields.ts says. Amount and score are kept plus one.
CREATE TABLE IF NOT EXISTS case_states (
  code String CODEC(LZ4),
  firstEventMs SimpleAggregateFunction(min, Int64),
  status SimpleAggregateFunction(max, UInt64),
  unit SimpleAggregateFunction(max, String),
  channel SimpleAggregateFunction(max, String),
  category SimpleAggregateFunction(max, String),
  officer SimpleAggregateFunction(max, String),
  receivedAt SimpleAggregateFunction(max, UInt128),
  acceptedAt SimpleAggregateFunction(max, UInt128),
  transferredAt SimpleAggregateFunction(max, UInt128),
  supplementAskedAt SimpleAggregateFunction(max, UInt128),
  finishedAt SimpleAggregateFunction(max, UInt128),
  publishedAt SimpleAggregateFunction(max, UInt128),
  dueAt SimpleAggregateFunction(max, UInt128),
  extendedTo SimpleAggregateFunction(max, UInt128),
  suspendedFrom SimpleAggregateFunction(max, UInt128),
  suspendedTo SimpleAggregateFunction(max, UInt128),
  amountVnd SimpleAggregateFunction(max, UInt128),
  score SimpleAggregateFunction(max, UInt128),
  fromUnit SimpleAggregateFunction(max, String),
  place SimpleAggregateFunction(max, String),
  outcome SimpleAggregateFunction(max, String),
  step SimpleAggregateFunction(max, String),
  parent SimpleAggregateFunction(max, String),
  confidential SimpleAggregateFunction(max, UInt64)
)
ENGINE = AggregatingMergeTree
ORDER BY code;
