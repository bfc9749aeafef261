-- What the figures of an instant rested on: for each tick that read events, the places in the log up to which it had
-- read. A report as of an instant counts the log before the positions of the latest mark at or before it.
-- Several servers write here; a tick is one row, some 25 bytes when stored. Without a TTL: an instant of years ago may
-- be asked for. ORDER BY (stream, asOf): a look-up reads one granule.
CREATE TABLE IF NOT EXISTS marks (
  stream LowCardinality(String),
  asOf DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  positions Array(Tuple(kafkaPartition UInt16, generation UInt16, nextOffset UInt64)) CODEC(ZSTD(1))
)
ENGINE = MergeTree
ORDER BY (stream, asOf);
