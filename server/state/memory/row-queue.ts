/** Rows in the order of a number each, outside the JavaScript heap: a binary heap, smallest first. */
import { float64, int32 } from './growable.ts';

export class RowQueue {
  #length = 0;
  readonly #keys = float64();
  readonly #rows = int32();

  get size(): number {
    return this.#length;
  }

  push(key: number, row: number): void {
    this.#keys.reserve(this.#length + 1);
    this.#rows.reserve(this.#length + 1);
    let place = this.#length++;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.#isLess(key, row, parent)) break;
      this.#move(parent, place);
      place = parent;
    }
    this.#put(place, key, row);
  }

  /** Takes out the rows whose number is at most `key`; one that was pushed twice with the same number comes once. */
  *popUpTo(key: number): Generator<number> {
    let lastKey = NaN;
    let lastRow = -1;
    while (this.#length > 0 && this.#keyAt(0) <= key) {
      const [firstKey, firstRow] = [this.#keyAt(0), this.#rowAt(0)];
      this.#removeFirst();
      if (firstKey === lastKey && firstRow === lastRow) continue;
      [lastKey, lastRow] = [firstKey, firstRow];
      yield firstRow;
    }
  }

  #removeFirst(): void {
    const last = --this.#length;
    const [key, row] = [this.#keyAt(last), this.#rowAt(last)];
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= last) break;
      if (child + 1 < last && this.#isLess(this.#keyAt(child + 1), this.#rowAt(child + 1), child)) child++;
      if (this.#isLess(key, row, child)) break;
      this.#move(child, place);
      place = child;
    }
    this.#put(place, key, row);
  }

  /** By number, then by row, so that what was pushed twice comes out side by side. */
  #isLess(key: number, row: number, place: number): boolean {
    const other = this.#keyAt(place);
    return key < other || (key === other && row < this.#rowAt(place));
  }

  #keyAt(place: number): number {
    return this.#keys.data[place] as number;
  }

  #rowAt(place: number): number {
    return this.#rows.data[place] as number;
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#keyAt(from), this.#rowAt(from));
  }

  #put(place: number, key: number, row: number): void {
    this.#keys.data[place] = key;
    this.#rows.data[place] = row;
  }
}
