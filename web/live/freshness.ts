/** How old the figures are and what to call it. Levels as control-room practice has them: marked, never blanked. */
import type { FeedState } from '../../contract/api.ts';

export const FRESHNESS = ['waiting', 'live', 'delayed', 'stale', 'lost', 'past', 'noPast'] as const;
/**
 * `waiting`: no figures yet; `lost`: no link to the server; `past`: as of an instant, which never grows old; `noPast`: what is
 * shown has no past.
 */
export type Freshness = (typeof FRESHNESS)[number];

/**
 * What a tile says of its own figures: how fresh they are, or why there are none. `silent`: fresh as far as the feed goes,
 * while a source has told nothing for longer than is usual of it; `empty`: nothing was ever told; `forbidden`: the scope is
 * not open to who looks; `failed`: they could not be had, though the link is up.
 */
export const TILE_STATES = [...FRESHNESS, 'silent', 'empty', 'forbidden', 'failed'] as const;
export type TileState = (typeof TILE_STATES)[number];

const FRESH: ReadonlySet<TileState> = new Set(['live', 'delayed', 'silent', 'past']);

/** Whether what is shown is of an instant that has passed, or not there: it stands on hatched ground. */
export function isHatched(state: TileState): boolean {
  return !FRESH.has(state);
}

/** Expected time between two signs of life of the figures, ms: the heartbeat's second plus what a network may add. */
export const EXPECTED_PERIOD_MS = 2_500;
/** No heartbeat for this long means that the link is lost, ms; with a clock of 1 Hz it shows within 5 s. */
export const LINK_TIMEOUT_MS = 3_000;

/** What arrives of one kind of figures. */
export interface Received {
  hasFigures: boolean;
  /** Nothing is known to be missing. */
  synced: boolean;
  /** When figures last arrived, on the page's own time (performance.now). */
  appliedAtMs: number;
}

/** How old figures are, for a tile to say. */
export interface Dated {
  freshness: TileState;
  ageMs: number;
}

const RANK: Record<FeedState, Freshness> = {
  live: 'live',
  delayed: 'delayed',
  stale: 'stale',
  down: 'stale',
};

export interface FreshnessInput {
  hasFigures: boolean;
  linkLost: boolean;
  ageMs: number;
  /** What the server says of its own feed. */
  feedState: FeedState;
}

/** Live up to twice the expected period, delayed up to ten times, stale beyond; never better than the server says. */
export function freshnessOf(input: FreshnessInput): Freshness {
  if (input.linkLost) return 'lost';
  if (!input.hasFigures) return 'waiting';
  const byAge: Freshness =
    input.ageMs <= 2 * EXPECTED_PERIOD_MS
      ? 'live'
      : input.ageMs <= 10 * EXPECTED_PERIOD_MS
        ? 'delayed'
        : 'stale';
  return notBetter(byAge, input.feedState);
}

/** A freshness of its own, but never better than the server says of its feed. */
export function notBetter(own: Freshness, feedState: FeedState): Freshness {
  const byServer = RANK[feedState];
  return FRESHNESS.indexOf(byServer) > FRESHNESS.indexOf(own) ? byServer : own;
}

const FILLING_MS = 10 * 365 * 86_400_000;

/** Whether an age says that the figures have never been complete: a first back-fill is counted from 1970. */
export function isFilling(ageMs: number): boolean {
  return ageMs > FILLING_MS;
}

export type AgeUnit = 'second' | 'minute' | 'hour' | 'day';

/** An age in one unit, rounded down so that it never looks older than it is. */
export function roundAge(ageMs: number): { value: number; unit: AgeUnit } {
  const seconds = Math.max(0, Math.floor(ageMs / 1_000));
  if (seconds < 60) return { value: seconds, unit: 'second' };
  if (seconds < 3_600) return { value: Math.floor(seconds / 60), unit: 'minute' };
  if (seconds < 86_400) return { value: Math.floor(seconds / 3_600), unit: 'hour' };
  return { value: Math.floor(seconds / 86_400), unit: 'day' };
}
