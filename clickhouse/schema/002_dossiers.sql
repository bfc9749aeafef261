-- The current state of each dossier: per field the value of the greatest event time; at equal times the greatest value.
--
-- Each field is a tuple (event time, value ...) joined by max, which is commutative, associative and idempotent: order
-- and repetition of inserts cannot change it (contract/join.ts is the same rule in code). A field that no event told
-- has time 0. A cleared field has the type's empty value, which is the least, so a value told at the same time wins.
-- No partitions: an insert of a few rows would become a part in each of them.
CREATE TABLE IF NOT EXISTS dossiers (
  code String CODEC(ZSTD(1)),
  firstEventAt SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
  status SimpleAggregateFunction(max, Tuple(DateTime64(3, 'UTC'), UInt8)),
  unit SimpleAggregateFunction(max, Tuple(DateTime64(3, 'UTC'), String, String)),
  channel SimpleAggregateFunction(max, Tuple(DateTime64(3, 'UTC'), UInt8)),
  procedure SimpleAggregateFunction(max, Tuple(DateTime64(3, 'UTC'), String, String, String, UInt8)),
  officer SimpleAggregateFunction(max, Tuple(DateTime64(3, 'UTC'), String, String)),
  department SimpleAggregateFunction(max, Tuple(DateTime64(3, 'UTC'), String)),
  applicantType SimpleAggregateFunction(max, Tuple(DateTime64(3, 'UTC'), UInt8)),
  submittedAt SimpleAggregateFunction(max, Tuple(DateTime64(3, 'UTC'), DateTime64(3, 'UTC'))),
  receivedAt SimpleAggregateFunction(max, Tuple(DateTime64(3, 'UTC'), DateTime64(3, 'UTC'))),
  dueAt SimpleAggregateFunction(max, Tuple(DateTime64(3, 'UTC'), DateTime64(3, 'UTC'))),
  finishedAt SimpleAggregateFunction(max, Tuple(DateTime64(3, 'UTC'), DateTime64(3, 'UTC'))),
  returnedAt SimpleAggregateFunction(max, Tuple(DateTime64(3, 'UTC'), DateTime64(3, 'UTC'))),
  refusedAt SimpleAggregateFunction(max, Tuple(DateTime64(3, 'UTC'), DateTime64(3, 'UTC'))),
  paidOnline SimpleAggregateFunction(max, Tuple(DateTime64(3, 'UTC'), UInt8)),
  feeVnd SimpleAggregateFunction(max, Tuple(DateTime64(3, 'UTC'), Int64)),
  digitised SimpleAggregateFunction(max, Tuple(DateTime64(3, 'UTC'), UInt8)),
  electronicResult SimpleAggregateFunction(max, Tuple(DateTime64(3, 'UTC'), UInt8)),
  vneidVerified SimpleAggregateFunction(max, Tuple(DateTime64(3, 'UTC'), UInt8)),
  step SimpleAggregateFunction(max, Tuple(DateTime64(3, 'UTC'), DateTime64(3, 'UTC'), DateTime64(3, 'UTC')))
)
ENGINE = AggregatingMergeTree
ORDER BY code;

CREATE MATERIALIZED VIEW IF NOT EXISTS dossiers_from_events TO dossiers AS
SELECT
  code,
  eventTime AS firstEventAt,
  if(bitTest(told, 0), (eventTime, status), (toDateTime64(0, 3, 'UTC'), toUInt8(0))) AS status,
  if(bitTest(told, 1), (eventTime, unitCode, unitName), (toDateTime64(0, 3, 'UTC'), '', '')) AS unit,
  if(bitTest(told, 2), (eventTime, channel), (toDateTime64(0, 3, 'UTC'), toUInt8(0))) AS channel,
  if(bitTest(told, 3), (eventTime, procedureCode, procedureName, procedureField, procedureLevel), (toDateTime64(0, 3, 'UTC'), '', '', '', toUInt8(0))) AS procedure,
  if(bitTest(told, 4), (eventTime, officerId, officerName), (toDateTime64(0, 3, 'UTC'), '', '')) AS officer,
  if(bitTest(told, 5), (eventTime, department), (toDateTime64(0, 3, 'UTC'), '')) AS department,
  if(bitTest(told, 6), (eventTime, applicantType), (toDateTime64(0, 3, 'UTC'), toUInt8(0))) AS applicantType,
  if(bitTest(told, 7), (eventTime, submittedAt), (toDateTime64(0, 3, 'UTC'), toDateTime64(0, 3, 'UTC'))) AS submittedAt,
  if(bitTest(told, 8), (eventTime, receivedAt), (toDateTime64(0, 3, 'UTC'), toDateTime64(0, 3, 'UTC'))) AS receivedAt,
  if(bitTest(told, 9), (eventTime, dueAt), (toDateTime64(0, 3, 'UTC'), toDateTime64(0, 3, 'UTC'))) AS dueAt,
  if(bitTest(told, 10), (eventTime, finishedAt), (toDateTime64(0, 3, 'UTC'), toDateTime64(0, 3, 'UTC'))) AS finishedAt,
  if(bitTest(told, 11), (eventTime, returnedAt), (toDateTime64(0, 3, 'UTC'), toDateTime64(0, 3, 'UTC'))) AS returnedAt,
  if(bitTest(told, 12), (eventTime, refusedAt), (toDateTime64(0, 3, 'UTC'), toDateTime64(0, 3, 'UTC'))) AS refusedAt,
  if(bitTest(told, 13), (eventTime, paidOnline), (toDateTime64(0, 3, 'UTC'), toUInt8(0))) AS paidOnline,
  if(bitTest(told, 14), (eventTime, feeVnd), (toDateTime64(0, 3, 'UTC'), toInt64(0))) AS feeVnd,
  if(bitTest(told, 15), (eventTime, digitised), (toDateTime64(0, 3, 'UTC'), toUInt8(0))) AS digitised,
  if(bitTest(told, 16), (eventTime, electronicResult), (toDateTime64(0, 3, 'UTC'), toUInt8(0))) AS electronicResult,
  if(bitTest(told, 17), (eventTime, vneidVerified), (toDateTime64(0, 3, 'UTC'), toUInt8(0))) AS vneidVerified,
  if(bitTest(told, 18), (eventTime, stepStartedAt, stepDueAt), (toDateTime64(0, 3, 'UTC'), toDateTime64(0, 3, 'UTC'), toDateTime64(0, 3, 'UTC'))) AS step
FROM events;
