/**
 * How often the figures are counted again after a fault. A fault that comes again and again is not of the moment: then only
 * a new start helps, which reads everything from the store.
 */
import { growingWait } from '../../errors/growing-wait.ts';

/** The sixth fault within ten minutes is one too many. */
const MAX_FAULTS = 5;
const WITHIN_MS = 600_000;
const FIRST_WAIT_MS = 1_000;

export class FaultBound {
  #atMs: number[] = [];

  /**
   * After a fault: how long to wait before the figures are counted again, ms; undefined: there were too many. `nowMs` is of a
   * clock that only goes forward.
   */
  struck(nowMs: number): number | undefined {
    this.#atMs = [...this.#atMs.filter((atMs) => nowMs - atMs < WITHIN_MS), nowMs];
    if (this.#atMs.length > MAX_FAULTS) return undefined;
    return growingWait(this.#atMs.length, FIRST_WAIT_MS, WITHIN_MS);
  }
}
