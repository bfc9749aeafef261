/**
 * Notices when the machine's clock is put back: kafkajs times its heartbeats and the age of its metadata by it, so until
 * the clock has caught up the group would think this process dead. A new process is free of that.
 */

const LOOK_EVERY_MS = 1_000;
/** By more than NTP does in a second, and less than a session lasts. */
const STEP_MS = 3_000;

/** Calls `back` once, with how far. Returns how to end it. */
export function watchClockStep(back: (byMs: number) => void): () => void {
  let aheadMs = Date.now() - performance.now();
  const timer = setInterval(() => {
    const now = Date.now() - performance.now();
    const byMs = aheadMs - now;
    aheadMs = now;
    if (byMs <= STEP_MS) return;
    clearInterval(timer);
    back(Math.round(byMs));
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}
