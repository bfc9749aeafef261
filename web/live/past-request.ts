/** How figures of the past are asked for, and when again after a refusal. Pure. */
import type { Problem } from '../../contract/api.ts';
import type { WatchRequest } from '../../contract/live.ts';
import { formatTime } from '../../contract/time.ts';

/** A read of the log takes seconds: who comes again sooner waits longer. */
const LEAST_MS = 2_000;
const MOST_MS = 60_000;

/** Example: `scope=province&period=day&asOf=2026-11-24T10:15:00+07:00`, encoded. */
export function pastQuery({ scope, period = 'year', kind }: WatchRequest, atMs: number): URLSearchParams {
  return new URLSearchParams({
    scope,
    ...(typeof period === 'object' ? period : { period }),
    ...(kind !== undefined && { kind }),
    asOf: formatTime(atMs),
  });
}

/**
 * After so many tries, ms; undefined: never, the refusal is final. `problem`: undefined when the server could not be reached.
 * `random`: 0 to 1, so that many walls do not come in one instant.
 */
export function retryAfterMs(
  tries: number,
  problem: (Pick<Problem, 'status'> & { retryAfterSeconds: number }) | undefined,
  random: number,
): number | undefined {
  if (problem && problem.status !== 429 && problem.status < 500) return undefined;
  const grown = Math.min(MOST_MS, LEAST_MS * 2 ** (tries - 1));
  return Math.max(grown, (problem?.retryAfterSeconds ?? 0) * 1_000) * (1 + random / 4);
}
