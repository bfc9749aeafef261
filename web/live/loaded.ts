/** How old is what a page has loaded once and does not follow. Pure. */
import type { Freshness } from './freshness.ts';

/** What one has just asked for is as good as live; a list of ten minutes ago is old, whatever the link is, ms. */
const LIVE_MS = 60_000;
const STALE_MS = 600_000;

/** `loadedAtMs` and `nowMs` on the page's own time; undefined: nothing has come yet. */
export function loadedFreshness(
  loadedAtMs: number | undefined,
  nowMs: number,
  linkLost: boolean,
): { freshness: Freshness; ageMs: number } {
  const ageMs = loadedAtMs === undefined ? 0 : Math.max(0, nowMs - loadedAtMs);
  const byAge = ageMs < LIVE_MS ? 'live' : ageMs < STALE_MS ? 'delayed' : 'stale';
  const freshness = linkLost ? 'lost' : loadedAtMs === undefined ? 'waiting' : byAge;
  return { freshness, ageMs };
}
