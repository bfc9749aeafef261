-- Who sent an event: the name of its sender at the intake; '' for what others wrote to Kafka. Few names that repeat in
-- runs, so the column costs an insert next to nothing.
ALTER TABLE events
  ADD COLUMN IF NOT EXISTS sender LowCardinality(String) CODEC(LZ4);
