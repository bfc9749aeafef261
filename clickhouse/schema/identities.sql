-- Who is known: people, devices, programs. Rows are only added: the one with the greatest `version` holds, so a password,
-- a role or a revocation is a later row and every earlier one stays to be read.
CREATE TABLE IF NOT EXISTS identities (
  kind Enum8('person' = 1, 'device' = 2, 'program' = 3),
  name String,
  version UInt32,
  title String,
  role Enum8('viewer' = 1, 'operator' = 2, 'leader' = 3, 'administrator' = 4),
  scopes Array(String),
  -- Argon2id of a person's password; SHA-256 in hexadecimal of a device's link or a program's token; empty: none.
  secretHash String,
  -- Sessions of an earlier secret have ended.
  secretNumber UInt32,
  -- Of a person whom the sign-in service knows: its issuer; empty: an account of ours.
  issuer String,
  -- Of a device: the page that its link opens, and whether it may see lists and cases.
  page String,
  hasLists Bool,
  isDisabled Bool,
  -- Zero: never.
  expiresAt DateTime64(3, 'UTC'),
  changedBy String,
  changedAt DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (kind, name, version);
