-- What became of every alert and every message, in order: an alert was raised, a message was decided, tried, taken,
-- an alert was acknowledged, shelved, resolved. Rows are only added, each a decision or what came of one; what is shown and
-- what is sent next follows from them (server/alerts/book). A decision stands here before anything comes of it. Of one
-- instant the acts count in the order of their numbers.
CREATE TABLE IF NOT EXISTS alert_acts (
  at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC'),
  id UUID DEFAULT generateUUIDv7(),
  act Enum8(
    'led' = 1, 'raised' = 2, 'reopened' = 3, 'told' = 4, 'tried' = 5, 'delivered' = 6, 'failed' = 7, 'dropped' = 8,
    'returned' = 9, 'retried' = 10, 'gone' = 11, 'back' = 12, 'acknowledged' = 13, 'shelved' = 14, 'unshelved' = 15,
    'resolved' = 16
  ),
  -- Of the server that led; 0: of people. What a server does whose term is over does not count.
  term UInt64,
  -- Of raised, reopened, acknowledged, shelved, unshelved, resolved: the first 16 bytes of SHA-256 of rule, kind, code,
  -- subject and due date, so that an alert is the same whoever raises it.
  alert String,
  -- Of told to retried: of a webhook its webhook-id. Of acknowledged: the message by whose link it was.
  message String,
  -- Of raised and reopened.
  rule LowCardinality(String),
  `condition` LowCardinality(String),
  severity LowCardinality(String),
  kind LowCardinality(String),
  code String,
  -- The stage, the indicator, the stream; of a condition of a unit when it began to hold.
  subject String,
  dueAt DateTime64(3, 'UTC'),
  unit LowCardinality(String),
  -- Of told, gone and back.
  channel LowCardinality(String),
  address String,
  -- Of told; `audience` of resolved: the highest that was told, '' when nobody was.
  template LowCardinality(String),
  recipient String,
  audience LowCardinality(String),
  -- Of told; of led the messages that it goes on with: others had not been sent.
  alerts Array(String),
  -- Of people's acts: by whom; of led: the server.
  who String,
  -- Of people's acts: what they say; of the others: why.
  note String,
  -- Of shelved: until when; of tried: when it is tried again.
  until DateTime64(3, 'UTC'),
  INDEX by_alert alert TYPE bloom_filter GRANULARITY 4,
  INDEX by_code code TYPE bloom_filter GRANULARITY 4,
  INDEX by_message message TYPE bloom_filter GRANULARITY 4
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(at)
ORDER BY (at, id);
-- What was decided before alerts had rules of the pack: it must not be told again.
CREATE TABLE IF NOT EXISTS alert_log (
  rule LowCardinality(String),
  code String,
  dueAt DateTime64(3, 'UTC'),
  state Enum8('raised' = 1, 'notified' = 2, 'failed' = 3),
  messageId String,
  unit LowCardinality(String),
  target String,
  attempt UInt16,
  note String,
  loggedAt DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (rule, code, dueAt, loggedAt);
INSERT INTO alert_acts (at, id, act, alert, rule, `condition`, severity, kind, code, dueAt, unit)
SELECT
  min(loggedAt), reinterpretAsUUID(substring(SHA256(concat('raised', key)), 1, 16)), 'raised',
  lower(hex(substring(SHA256(key), 1, 16))), rule, 'late', 'critical', 'dossier', code, dueAt, any(unit)
FROM (
  SELECT *, concat(rule, '\n', 'dossier', '\n', code, '\n', '', '\n', toString(toUnixTimestamp64Milli(dueAt))) AS key FROM alert_log
)
GROUP BY rule, code, dueAt, key;
INSERT INTO alert_acts (at, id, act, message, channel, address, audience, alerts)
SELECT
  min(loggedAt), reinterpretAsUUID(substring(SHA256(concat('told', messageId)), 1, 16)), 'told',
  messageId, 'webhook', any(target), 'head', groupUniqArray(lower(hex(substring(SHA256(key), 1, 16))))
FROM (
  SELECT *, concat(rule, '\n', 'dossier', '\n', code, '\n', '', '\n', toString(toUnixTimestamp64Milli(dueAt))) AS key FROM alert_log
)
GROUP BY messageId;
INSERT INTO alert_acts (at, id, act, message, note)
SELECT
  max(loggedAt), reinterpretAsUUID(substring(SHA256(concat('ended', messageId)), 1, 16)),
  if(max(state) = 'notified', 'delivered', 'failed'), messageId, argMax(note, loggedAt)
FROM alert_log
WHERE state != 'raised'
GROUP BY messageId;
DROP TABLE IF EXISTS alert_log;
