-- How the result is handed over (returned by post is one of the service figures), and when a row was stored: the age of
-- what a source tells, and a sender's clock that is ahead.
ALTER TABLE events
  ADD COLUMN IF NOT EXISTS returnChannel UInt8,
  ADD COLUMN IF NOT EXISTS storedAt DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC') CODEC(Delta, ZSTD(1));

ALTER TABLE dossiers
  ADD COLUMN IF NOT EXISTS returnChannel SimpleAggregateFunction(max, Tuple(DateTime64(3, 'UTC'), UInt8));

ALTER TABLE dossiers_from_events MODIFY QUERY
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
  if(bitTest(told, 18), (eventTime, stepStartedAt, stepDueAt), (toDateTime64(0, 3, 'UTC'), toDateTime64(0, 3, 'UTC'), toDateTime64(0, 3, 'UTC'))) AS step,
  if(bitTest(told, 19), (eventTime, returnChannel), (toDateTime64(0, 3, 'UTC'), toUInt8(0))) AS returnChannel
FROM events;
