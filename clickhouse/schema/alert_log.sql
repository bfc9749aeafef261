-- Every decision about an alert, in order. A case is (rule, code, dueAt): a moved due date is a new case.
-- The row `raised` stands before anything is sent, so a restart repeats nothing; `messageId` groups the cases of one
-- message and is its webhook-id, so a receiver can drop a repeated delivery.
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
