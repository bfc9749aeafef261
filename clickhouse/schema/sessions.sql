-- What happened to the sessions of people and devices. Rows are only added; `session` is the SHA-256, in hexadecimal, of what
-- the cookie holds, so that nobody who reads the table can use one. Of a program there are uses alone: `session` is the hash
-- of its token.
CREATE TABLE IF NOT EXISTS sessions (
  session FixedString(64),
  event Enum8('opened' = 1, 'used' = 2, 'ended' = 3),
  kind Enum8('person' = 1, 'device' = 2, 'program' = 3),
  name String,
  -- Of the identity when the session was opened.
  secretNumber UInt32,
  -- Of a person whom the sign-in service knows, as it said at the sign-in; else the identity's own hold.
  role LowCardinality(String),
  scopes Array(String),
  -- The latest that it can last.
  expiresAt DateTime64(3, 'UTC'),
  address String,
  browser String,
  at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(at)
ORDER BY (at, session)
TTL toDateTime(at) + INTERVAL 400 DAY;
