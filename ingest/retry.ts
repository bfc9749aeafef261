/** Tries again for ever, with growing waits, what fails while a part of the system is away. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface RetryOptions {
  /** Longest wait between two tries, ms. */
  maxBackoffMs: number;
  /** Ends the tries: the promise rejects with the signal's reason. */
  signal: AbortSignal;
  failed: (error: unknown, attempt: number, waitMs: number) => void;
}

export async function retryForEver<T>(work: () => Promise<T>, options: RetryOptions): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    options.signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      const waitMs = Math.min(options.maxBackoffMs, 100 * 2 ** Math.min(attempt, 10));
      options.failed(error, attempt, waitMs);
      await sleep(waitMs, undefined, { signal: options.signal });
    }
  }
}
