/** The trend of an instant, by unit: what is left of a {@link TrendCounter} when no case of it will move. */
import type { Trend } from '../../contract/api.ts';
import type { TrendCounter } from '../state/periods/trend.ts';

export class SettledTrend {
  readonly #none: Trend;
  readonly #ofUnits: readonly Trend[];

  constructor(counter: TrendCounter, unitCount: number) {
    this.#none = counter.of([]);
    this.#ofUnits = Array.from({ length: unitCount }, (_, unit) => counter.of([unit]));
  }

  /** The sums over some units. */
  of(units: Iterable<number>): Trend {
    const sum = structuredClone(this.#none);
    for (const unit of units) {
      const one = this.#ofUnits[unit] as Trend;
      for (const span of ['hours', 'days'] as const) {
        add(sum[span].received, one[span].received);
        add(sum[span].resolved, one[span].resolved);
      }
    }
    return sum;
  }
}

function add(to: number[], counts: readonly number[]): void {
  for (const [i, count] of counts.entries()) to[i] = (to[i] as number) + count;
}
