/**
 * The kept counts of one period: how many dossiers stand in each cell (contract/counting.ts) of each unit, or of each row
 * of a report.
 *
 * A dossier's cell is remembered, so a change is one count less and one more: a tick costs what changed.
 */
import { CELLS, classify, NOT_COUNTED, type DossierFacts, type Instants } from '../../contract/counting.ts';
import { emptyCounts, type Counts } from '../../contract/counts.ts';
import { addCell } from '../../contract/fold.ts';
import { int32 } from './growable.ts';

export class Cube {
  /** [unit * CELLS + cell]: number of dossiers. */
  counts: Int32Array;
  /** Units whose counts changed since the last {@link Cube.takeChangedUnits}. */
  #changed = new Set<number>();
  readonly #places = int32(NOT_COUNTED);

  constructor(unitCount: number) {
    this.counts = new Int32Array(unitCount * CELLS);
  }

  /** Puts a dossier where it stands at the instants of its unit; `unit` is its number, {@link NOT_COUNTED} for none. */
  place(row: number, unit: number, facts: DossierFacts, at: Instants): void {
    const cell = unit === NOT_COUNTED ? NOT_COUNTED : classify(facts, at);
    const place = cell === NOT_COUNTED ? NOT_COUNTED : unit * CELLS + cell;
    this.#places.reserve(row + 1);
    const before = this.#places.data[row] as number;
    if (place === before) return;
    this.#places.data[row] = place;
    this.#count(before, -1);
    this.#count(place, 1);
  }

  takeChangedUnits(): Set<number> {
    const changed = this.#changed;
    this.#changed = new Set();
    return changed;
  }

  /** The figures of a unit. */
  countsOf(unit: number): Counts {
    const counts = emptyCounts();
    for (let cell = 0; cell < CELLS; cell++) {
      const count = this.counts[unit * CELLS + cell];
      if (count) addCell(counts, cell, count);
    }
    return counts;
  }

  #count(place: number, step: number): void {
    if (place === NOT_COUNTED) return;
    if (place >= this.counts.length) this.#makeRoomFor(place);
    this.counts[place] = (this.counts[place] as number) + step;
    this.#changed.add(Math.floor(place / CELLS));
  }

  #makeRoomFor(place: number): void {
    const grown = new Int32Array((Math.floor((place / CELLS) * 1.5) + 16) * CELLS);
    grown.set(this.counts);
    this.counts = grown;
  }
}
