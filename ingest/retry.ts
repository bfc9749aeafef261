/** Tries again for ever, with growing waits, while a part of the system is away; anything else is thrown at once. */
import { setTimeout as sleep } from 'node:timers/promises';
import { errorKind } from '../errors/error-kind.ts';
import { growingWait } from '../errors/growing-wait.ts';

const FIRST_WAIT_MS = 100;

export interface RetryOptions {
  /** Longest wait between two tries, ms. */
  maxBackoffMs: number;
  /** Ends the tries: the promise rejects with the signal's reason. */
  signal: AbortSignal;
  failed: (error: unknown, attempt: number, waitMs: number) => void;
}

/** @throws what is no outage: a refusal, or a fault of ours. */
export async function retryOutages<T>(work: () => Promise<T>, options: RetryOptions): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    options.signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (errorKind(error) !== 'outage') throw error;
      const waitMs = growingWait(attempt + 1, FIRST_WAIT_MS, options.maxBackoffMs);
      options.failed(error, attempt, waitMs);
      await sleep(waitMs, undefined, { signal: options.signal });
    }
  }
}
