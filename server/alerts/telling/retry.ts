/** When a message that was not taken is tried again. */

/** As the Standard Webhooks specification proposes. */
const WAITS_MS = [5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 50_400_000];
/** Senders that failed together do not come again together. */
const JITTER = 0.1;

/** `tries`: those in vain, this one with them; undefined: given up. `random`: from 0 to 1. */
export function waitAfter(
  tries: number,
  retryAfterMs: number | undefined,
  random: number,
): number | undefined {
  const usualMs = WAITS_MS[tries - 1];
  return usualMs === undefined ? undefined : Math.max(usualMs * (1 + JITTER * random), retryAfterMs ?? 0);
}
