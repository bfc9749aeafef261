-- Dead letters that were sent to the events topic again. `letter` names the message: topic, partition, offset and a
-- digest of its bytes, because a re-created topic uses its offsets anew.
CREATE TABLE IF NOT EXISTS dead_letter_replays (
  stream LowCardinality(String),
  letter String,
  replayedAt DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (stream, letter);
