-- What is observed, by its `indicator|scope|breakdown|period`, as `dossier_states` is of dossiers: of the figures told the
-- latest, all four together.
CREATE TABLE IF NOT EXISTS observation_states (
  code String CODEC(LZ4),
  firstEventMs SimpleAggregateFunction(min, Int64),
  figures SimpleAggregateFunction(max, String)
)
ENGINE = AggregatingMergeTree
ORDER BY code;
