-- `dossier_states` to read: one row per dossier, codes as in the log, times 1970 for none, the fee -1 for none.
--
-- The states join every event. A corrected dossier is joined from the log when it is read, without what is revoked
-- (clickhouse/corrections.ts). The branch is not read while nothing is corrected.
CREATE VIEW IF NOT EXISTS dossiers AS
WITH
  x -> fromUnixTimestamp64Milli(toInt64(toUInt64(x)), 'UTC') AS timeOf,
  (x, n) -> replaceAll(replaceAll(splitByChar('\0', substring(x, 9))[n], '\x01\x01', '\0'), '\x01\x02', '\x01') AS textOf
SELECT
  code,
  fromUnixTimestamp64Milli(min(firstEventMs), 'UTC') AS firstEventAt,
  toUInt8(max(s.status) % 256) AS status,
  fromUnixTimestamp64Milli(toInt64(intDiv(max(s.status), 256)), 'UTC') AS statusAt,
  textOf(max(s.unit), 1) AS unitCode,
  textOf(max(s.unit), 2) AS unitName,
  toUInt8(max(s.channel) % 256) AS channel,
  textOf(max(s.procedure), 1) AS procedureCode,
  textOf(max(s.procedure), 2) AS procedureName,
  textOf(max(s.procedure), 3) AS procedureField,
  toUInt8OrZero(textOf(max(s.procedure), 4)) AS procedureLevel,
  textOf(max(s.officer), 1) AS officerId,
  textOf(max(s.officer), 2) AS officerName,
  textOf(max(s.department), 1) AS department,
  toUInt8(max(s.applicantType) % 256) AS applicantType,
  timeOf(max(s.submittedAt)) AS submittedAt,
  timeOf(max(s.receivedAt)) AS receivedAt,
  timeOf(max(s.dueAt)) AS dueAt,
  timeOf(max(s.finishedAt)) AS finishedAt,
  timeOf(max(s.returnedAt)) AS returnedAt,
  timeOf(max(s.refusedAt)) AS refusedAt,
  toUInt8(max(s.paidOnline) % 256) AS paidOnline,
  toInt64(toUInt64(max(s.feeVnd))) - 1 AS feeVnd,
  toUInt8(max(s.digitised) % 256) AS digitised,
  toUInt8(max(s.electronicResult) % 256) AS electronicResult,
  toUInt8(max(s.vneidVerified) % 256) AS vneidVerified,
  toUInt8(max(s.returnChannel) % 256) AS returnChannel
FROM (
  SELECT
    code, firstEventMs, status, unit, channel, procedure, officer, department, applicantType, submittedAt, receivedAt, dueAt,
    finishedAt, returnedAt, refusedAt, paidOnline, feeVnd, digitised, electronicResult, vneidVerified, returnChannel
  FROM dossier_states
  WHERE code NOT IN (SELECT code FROM events WHERE told >= 2147483648)
  UNION ALL
  WITH
    toUnixTimestamp64Milli(eventTime) AS toldMs,
    reverse(reinterpretAsFixedString(toldMs)) AS timeAt,
    x -> toUInt64(toldMs) * 256 + x AS codeAt,
    x -> bitOr(bitShiftLeft(toUInt128(toldMs), 64), toUInt128(toUInt64(x))) AS numberAt,
    x -> concat(replaceAll(replaceAll(x, '\x01', '\x01\x02'), '\0', '\x01\x01'), '\0') AS packed
  SELECT
    code,
    min(toldMs),
    maxIf(codeAt(status), bitTest(told, 0)),
    maxIf(concat(timeAt, packed(unitCode), packed(unitName)), bitTest(told, 1)),
    maxIf(codeAt(channel), bitTest(told, 2)),
    maxIf(concat(timeAt, packed(procedureCode), packed(procedureName), packed(procedureField), packed(toString(procedureLevel))), bitTest(told, 3)),
    maxIf(concat(timeAt, packed(officerId), packed(officerName)), bitTest(told, 4)),
    maxIf(concat(timeAt, packed(department)), bitTest(told, 5)),
    maxIf(codeAt(applicantType), bitTest(told, 6)),
    maxIf(numberAt(toUnixTimestamp64Milli(submittedAt)), bitTest(told, 7)),
    maxIf(numberAt(toUnixTimestamp64Milli(receivedAt)), bitTest(told, 8)),
    maxIf(numberAt(toUnixTimestamp64Milli(dueAt)), bitTest(told, 9)),
    maxIf(numberAt(toUnixTimestamp64Milli(finishedAt)), bitTest(told, 10)),
    maxIf(numberAt(toUnixTimestamp64Milli(returnedAt)), bitTest(told, 11)),
    maxIf(numberAt(toUnixTimestamp64Milli(refusedAt)), bitTest(told, 12)),
    maxIf(codeAt(paidOnline), bitTest(told, 13)),
    maxIf(numberAt(feeVnd + 1), bitTest(told, 14)),
    maxIf(codeAt(digitised), bitTest(told, 15)),
    maxIf(codeAt(electronicResult), bitTest(told, 16)),
    maxIf(codeAt(vneidVerified), bitTest(told, 17)),
    maxIf(codeAt(returnChannel), bitTest(told, 19))
  FROM events
  WHERE (SELECT count() FROM events WHERE told >= 2147483648) > 0
    AND code IN (SELECT code FROM events WHERE told >= 2147483648)
    AND told < 2147483648
    AND (code, source, id) NOT IN (
      SELECT code, revoked.1, revoked.2 FROM (
        SELECT code, arrayJoin(JSONExtract(correction, 'revokes', 'Array(Tuple(source String, id String))')) AS revoked
        FROM events WHERE told >= 2147483648))
  GROUP BY code
) AS s
GROUP BY code;
