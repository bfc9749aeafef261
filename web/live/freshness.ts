/** How old the figures are and what to call it. Levels as control-room practice has them: marked, never blanked. */
import type { FeedState } from '../../contract/api.ts';

export const FRESHNESS = ['waiting', 'live', 'delayed', 'stale', 'lost'] as const;
/** `waiting`: no figures yet; `lost`: no link to the server. */
export type Freshness = (typeof FRESHNESS)[number];

/** Expected time between two signs of life of the figures, ms: the heartbeat's second plus what a network may add. */
export const EXPECTED_PERIOD_MS = 2_500;
/** No heartbeat for this long means that the link is lost, ms; with a clock of 1 Hz it shows within 5 s. */
export const LINK_TIMEOUT_MS = 3_000;

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
  const byServer = RANK[input.feedState];
  return FRESHNESS.indexOf(byServer) > FRESHNESS.indexOf(byAge) ? byServer : byAge;
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
