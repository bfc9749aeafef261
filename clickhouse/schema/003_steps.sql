-- Who handled a dossier when, and until when they had to: one row per progress event that tells a step.
-- A repeated event is the same key again.
CREATE TABLE IF NOT EXISTS steps (
  code String CODEC(ZSTD(1)),
  startedAt DateTime64(3, 'UTC'),
  eventTime DateTime64(3, 'UTC'),
  id String CODEC(ZSTD(1)),
  dueAt DateTime64(3, 'UTC'),
  status UInt8,
  officerId LowCardinality(String),
  officerName LowCardinality(String),
  department LowCardinality(String)
)
ENGINE = ReplacingMergeTree
ORDER BY (code, startedAt, eventTime, id);

CREATE MATERIALIZED VIEW IF NOT EXISTS steps_from_events TO steps AS
SELECT
  code,
  if(stepStartedAt = toDateTime64(0, 3, 'UTC'), eventTime, stepStartedAt) AS startedAt,
  eventTime,
  id,
  stepDueAt AS dueAt,
  status,
  officerId,
  officerName,
  department
FROM events
WHERE bitTest(told, 18) AND (stepStartedAt != toDateTime64(0, 3, 'UTC') OR stepDueAt != toDateTime64(0, 3, 'UTC'));
