/** What keeps a wall healthy for months without a hand: shifts against burn-in, a quiet hour, lost WebGL contexts. */
import { ZONE } from '../../contract/time.ts';

const SHIFT_EVERY_MS = 3 * 60_000;
/** px; a small closed walk, so that no edge stays on the same row of pixels. */
const WALK: readonly (readonly [number, number])[] = [
  [0, 0],
  [3, 0],
  [3, 3],
  [0, 3],
  [-3, 3],
  [-3, 0],
  [-3, -3],
  [0, -3],
  [3, -3],
];
const QUIET_HOUR = 3;
const MIN_UPTIME_MS = 2 * 3_600_000;
/** The picture is rebuilt by MapLibre after the first losses; a third says that the driver needs a fresh page. */
const MAX_CONTEXT_LOSSES = 3;

/** Where the picture stands at an instant, px. */
export function burnInShift(timeMs: number): readonly [x: number, y: number] {
  return WALK[Math.floor(timeMs / SHIFT_EVERY_MS) % WALK.length] ?? [0, 0];
}

/** Whether a page that has run for `uptimeMs` should load again now: once a night, in the quiet hour. */
export function isReloadTime(timeMs: number, uptimeMs: number): boolean {
  if (uptimeMs < MIN_UPTIME_MS) return false;
  const hour = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, hour: '2-digit', hourCycle: 'h23' });
  return Number(hour.format(timeMs)) === QUIET_HOUR;
}

/** Counts lost WebGL contexts; calls `reload` at the third. */
export function countContextLosses(reload: () => void): () => void {
  let losses = 0;
  return () => {
    losses += 1;
    if (losses >= MAX_CONTEXT_LOSSES) reload();
  };
}
