/** Keeps what was read of the instants that were asked for last, as long as it cannot change. */
import type { Deadlines } from '../state/cases/deadlines.ts';
import type { Footing } from './past-log.ts';

/** Each takes up to some 4 kB for a unit of the province, so that all take 20 MB for 150 units. */
export const MAX_KEPT_MOMENTS = 32;
/** Rows that the store has lost and read again belong to it: after this long it is read again. */
const KEPT_MS = 600_000;
/** By then every server has written its marks. */
const SETTLED_AFTER_MS = 10_000;

export interface KeptMoment extends Pick<Footing, 'asOfMs' | 'asOfBasis'> {
  /** By which it was counted. */
  deadlines: Deadlines;
}

export class KeptMoments<Moment extends KeptMoment> {
  /** The one that was asked for last stands last. */
  readonly #moments = new Map<string, { moment: Moment; untilMs: number }>();

  /** Undefined also when it was counted by other deadlines. */
  get(key: string, deadlines: Deadlines, nowMs: number): Moment | undefined {
    const kept = this.#moments.get(key);
    this.#moments.delete(key);
    if (!kept || kept.untilMs < nowMs || kept.moment.deadlines !== deadlines) return undefined;
    this.#moments.set(key, kept);
    return kept.moment;
  }

  /** Keeps it if it cannot change. */
  keep(key: string, moment: Moment, nowMs: number): void {
    if (moment.asOfBasis !== 'arrival' || moment.asOfMs > nowMs - SETTLED_AFTER_MS) return;
    this.#moments.set(key, { moment, untilMs: nowMs + KEPT_MS });
    for (const [oldest] of this.#moments) {
      if (this.#moments.size <= MAX_KEPT_MOMENTS) break;
      this.#moments.delete(oldest);
    }
  }
}
