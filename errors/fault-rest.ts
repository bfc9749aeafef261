import type { ErrorKind } from './error-kind.ts';
import { growingWait } from './growing-wait.ts';

const MOST_MS = 600_000;

/**
 * How long work beside the main way rests between its turns. A fault of ours comes again with the same work, so after faults
 * in a row it rests twice as long each time, up to ten minutes.
 */
export class FaultRest {
  readonly #firstMs: number;
  #inARow = 0;

  /** `firstMs`: the rest after the first fault. */
  constructor(firstMs: number) {
    this.#firstMs = firstMs;
  }

  /** A turn went well, without a `failure`, or failed. An outage is tried again at the usual pace. */
  ended(failure?: ErrorKind): void {
    this.#inARow = failure === undefined || failure === 'outage' ? 0 : this.#inARow + 1;
  }

  /** ms; `usualMs` when the last turn met no fault. */
  restMs(usualMs: number): number {
    return this.#inARow === 0 ? usualMs : growingWait(this.#inARow, this.#firstMs, MOST_MS);
  }
}
