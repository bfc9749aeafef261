/** Keeps the screen from going dark. Browsers lend it to secure pages in sight and take it back when they are hidden. */

const TRY_AGAIN_MS = 60_000;

/** Not by plain http, nor in old browsers: there the device itself must be set not to sleep. */
export function canKeepAwake(): boolean {
  return 'wakeLock' in navigator;
}

/** Returns the clean-up. */
export function keepAwake(): () => void {
  if (!canKeepAwake()) return () => undefined;
  let lock: WakeLockSentinel | undefined;
  let asking = false;
  let stopped = false;
  const ask = async () => {
    if (asking || stopped || document.visibilityState !== 'visible' || lock?.released === false) return;
    asking = true;
    try {
      lock = await navigator.wakeLock.request('screen');
      if (stopped) await lock.release();
    } catch {
      // The device saves its battery; asked again later.
    } finally {
      asking = false;
    }
  };
  const timer = setInterval(() => void ask(), TRY_AGAIN_MS);
  document.addEventListener('visibilitychange', ask);
  void ask();
  return () => {
    stopped = true;
    clearInterval(timer);
    document.removeEventListener('visibilitychange', ask);
    void lock?.release();
  };
}
