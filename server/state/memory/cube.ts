/**
 * The kept counts of one period: how many cases stand in each cell (contract/counting.ts) of each unit, or of each row
 * of a report; and, of kinds with measures, the sums over the resolved ones.
 *
 * A case's cell is remembered, so a change is one count less and one more: a tick costs what changed.
 */
import { classify, NOT_COUNTED, type Instants } from '../../../contract/counting.ts';
import type { CaseCounts } from '../../../contract/counts.ts';
import { SUMS, sumsOf, type KindCounting } from '../../../contract/kind-counting.ts';
import { NO_AMOUNT } from '../../../contract/field-types.ts';
import type { StoredFacts } from '../cases/case-store.ts';
import { float64, int32 } from './growable.ts';

/** What each case adds to the sums. */
class MeasuredCases {
  readonly amountVnd = float64(NO_AMOUNT);
  readonly score = float64(NO_AMOUNT);
  /** [unit * SUMS + sum]: whole numbers, exact up to 2^53. */
  sums: Float64Array;

  constructor(unitCount: number) {
    this.sums = new Float64Array(unitCount * SUMS);
  }

  /** What the case adds; true when that is other than before. */
  keep(row: number, amountVnd: number, score: number): boolean {
    if (this.amountVnd.data[row] === amountVnd && this.score.data[row] === score) return false;
    this.amountVnd.data[row] = amountVnd;
    this.score.data[row] = score;
    return true;
  }

  reserve(rows: number): void {
    this.amountVnd.reserve(rows);
    this.score.reserve(rows);
  }

  add(row: number, unit: number, step: 1 | -1): void {
    const sums = sumsOf(this.amountVnd.data[row] as number, this.score.data[row] as number);
    if ((unit + 1) * SUMS > this.sums.length) {
      const grown = new Float64Array(Math.floor(unit * 1.5 + 16) * SUMS);
      grown.set(this.sums);
      this.sums = grown;
    }
    for (const [i, sum] of sums.entries())
      this.sums[unit * SUMS + i] = (this.sums[unit * SUMS + i] as number) + step * sum;
  }
}

export class Cube {
  /** [unit * cells + cell]: number of cases. */
  counts: Int32Array;
  /** Units whose counts changed since the last {@link Cube.takeChangedUnits}. */
  #changed = new Set<number>();
  readonly #places = int32(NOT_COUNTED);
  readonly #counting: KindCounting;
  readonly #size: number;
  readonly #measured: MeasuredCases | undefined;
  /** [cell]: its cases are resolved. */
  readonly #isResolved: readonly boolean[];

  constructor(unitCount: number, counting: KindCounting) {
    const { cells } = counting;
    this.#counting = counting;
    this.#size = cells.size;
    this.counts = new Int32Array(unitCount * cells.size);
    this.#measured = counting.hasMeasures ? new MeasuredCases(unitCount) : undefined;
    this.#isResolved = Array.from({ length: cells.size }, (_, cell) =>
      cells.parts(cell).outcome.startsWith('resolved'),
    );
  }

  /** Puts a case where it stands at the instants of its unit; `unit` is its number, {@link NOT_COUNTED} for none. */
  place(row: number, unit: number, facts: StoredFacts, at: Instants): void {
    const cell = unit === NOT_COUNTED ? NOT_COUNTED : classify(facts, at, this.#counting.cells);
    const place = cell === NOT_COUNTED ? NOT_COUNTED : unit * this.#size + cell;
    this.#places.reserve(row + 1);
    const before = this.#places.data[row] as number;
    if (this.#measured) this.#measure(this.#measured, row, before, place, facts);
    if (place === before) return;
    this.#places.data[row] = place;
    this.#count(before, -1);
    this.#count(place, 1);
  }

  /** [unit * SUMS + sum], of kinds with measures. */
  get sums(): Float64Array | undefined {
    return this.#measured?.sums;
  }

  takeChangedUnits(): Set<number> {
    const changed = this.#changed;
    this.#changed = new Set();
    return changed;
  }

  /** Numbers of units for which there is room. */
  rows(): number[] {
    return Array.from({ length: this.counts.length / this.#size }, (_, unit) => unit);
  }

  /** The figures of a unit. */
  countsOf(unit: number): CaseCounts {
    const counting = this.#counting;
    const counts = counting.emptyCounts();
    for (let cell = 0; cell < this.#size; cell++) {
      const count = this.counts[unit * this.#size + cell];
      if (count) counting.addCell(counts, cell, count);
    }
    if (this.#measured)
      counting.addSums(counts, this.#measured.sums.subarray(unit * SUMS, (unit + 1) * SUMS));
    return counts;
  }

  /** Takes what a case added before from the sums, and adds what it adds now. */
  #measure(
    measured: MeasuredCases,
    row: number,
    before: number,
    place: number,
    { amountVnd, score }: StoredFacts,
  ): void {
    measured.reserve(row + 1);
    const from = this.#resolvedUnit(before);
    if (from !== NOT_COUNTED) measured.add(row, from, -1);
    const isOther = measured.keep(row, amountVnd, score);
    const to = this.#resolvedUnit(place);
    if (to !== NOT_COUNTED) measured.add(row, to, 1);
    if (isOther && to !== NOT_COUNTED) this.#changed.add(to);
  }

  #resolvedUnit(place: number): number {
    if (place === NOT_COUNTED || !this.#isResolved[place % this.#size]) return NOT_COUNTED;
    return Math.floor(place / this.#size);
  }

  #count(place: number, step: number): void {
    if (place === NOT_COUNTED) return;
    if (place >= this.counts.length) this.#makeRoomFor(place);
    this.counts[place] = (this.counts[place] as number) + step;
    this.#changed.add(Math.floor(place / this.#size));
  }

  #makeRoomFor(place: number): void {
    const grown = new Int32Array((Math.floor((place / this.#size) * 1.5) + 16) * this.#size);
    grown.set(this.counts);
    this.counts = grown;
  }
}
