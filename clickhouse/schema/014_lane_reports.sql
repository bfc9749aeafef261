-- Of two reports of a lane the one with the greater number holds: ClickHouse's clock may be put back, and for as long the
-- reports of before would have hidden those that come. `partitions`: how many the topic has, so that one which nobody reads
-- is seen. `clockMs`: the clock of who reports.
ALTER TABLE lanes
  ADD COLUMN IF NOT EXISTS report UInt64,
  ADD COLUMN IF NOT EXISTS partitions UInt16,
  ADD COLUMN IF NOT EXISTS clockMs Int64;

DROP TABLE IF EXISTS lanes_numbered;

DROP TABLE IF EXISTS lanes_before;

CREATE TABLE lanes_numbered AS lanes
ENGINE = ReplacingMergeTree(report)
ORDER BY kafkaPartition;

INSERT INTO lanes_numbered SELECT * FROM lanes FINAL;

RENAME TABLE lanes TO lanes_before, lanes_numbered TO lanes;

DROP TABLE lanes_before;
