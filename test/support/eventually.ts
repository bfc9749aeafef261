import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until a condition holds, and looks at most half of the time: a dear look takes no more from the product. An error
 * counts as not yet. @throws Error with the last reason when time is up.
 */
export async function eventually(
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 40_000,
  everyMs = 100,
): Promise<void> {
  const until = Date.now() + timeoutMs;
  let last: unknown = 'the condition did not hold';
  while (Date.now() < until) {
    const lookedAt = Date.now();
    try {
      if (await condition()) return;
      last = 'the condition did not hold';
    } catch (error) {
      last = error;
    }
    await sleep(Math.max(everyMs, Date.now() - lookedAt));
  }
  throw new Error(`not within ${timeoutMs} ms: ${String(last)}`, { cause: last });
}
