import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until a condition holds; an error counts as not yet. @throws Error with the last reason when time is up. */
export async function eventually(
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 40_000,
  everyMs = 100,
): Promise<void> {
  const until = Date.now() + timeoutMs;
  let last: unknown = 'the condition did not hold';
  while (Date.now() < until) {
    try {
      if (await condition()) return;
      last = 'the condition did not hold';
    } catch (error) {
      last = error;
    }
    await sleep(everyMs);
  }
  throw new Error(`not within ${timeoutMs} ms: ${String(last)}`, { cause: last });
}
