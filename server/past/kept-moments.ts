/** Keeps the figures of instants that were asked for last, as long as they cannot change. */
import type { PastMoment } from './past-moment.ts';

/** Each takes some 4 kB for a unit of the province, so that all take 20 MB for 150 units. */
export const MAX_KEPT_MOMENTS = 32;
/** Rows that the store has lost and read again belong to it: after this long it is read again. */
const KEPT_MS = 600_000;
/** By then every server has written its marks. */
const SETTLED_AFTER_MS = 10_000;

export class KeptMoments {
  /** The one that was asked for last stands last. */
  readonly #moments = new Map<string, { moment: PastMoment; untilMs: number }>();

  /** Undefined also when it was counted by other deadlines. */
  get(key: string, deadlines: PastMoment['deadlines'], nowMs: number): PastMoment | undefined {
    const kept = this.#moments.get(key);
    this.#moments.delete(key);
    if (!kept || kept.untilMs < nowMs || kept.moment.deadlines !== deadlines) return undefined;
    this.#moments.set(key, kept);
    return kept.moment;
  }

  /** Keeps it if it cannot change. */
  keep(key: string, moment: PastMoment, nowMs: number): void {
    if (moment.asOfBasis !== 'arrival' || moment.asOfMs > nowMs - SETTLED_AFTER_MS) return;
    this.#moments.set(key, { moment, untilMs: nowMs + KEPT_MS });
    for (const [oldest] of this.#moments) {
      if (this.#moments.size <= MAX_KEPT_MOMENTS) break;
      this.#moments.delete(oldest);
    }
  }
}
