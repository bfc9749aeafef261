/** The first rows after a place in an order, kept while all rows pass by once: memory is one page. */

/** A place in the list: the last row shown. */
export interface ListPosition {
  /** What the list is ordered by. */
  key: number;
  /** Dossier code: decides between equal keys. */
  code: string;
}

interface Entry {
  row: number;
  key: number;
}

export class PageCollector {
  #total = 0;
  /** In any order. */
  #kept: Entry[] = [];
  /** What comes behind it is of no page. */
  #last: Entry | undefined;
  readonly #limit: number;
  readonly #after: ListPosition | undefined;
  readonly #compareCodes: (a: number, b: number) => number;
  readonly #codeOf: (row: number) => string;

  constructor(
    limit: number,
    after: ListPosition | undefined,
    compareCodes: (a: number, b: number) => number,
    codeOf: (row: number) => string,
  ) {
    this.#limit = limit;
    this.#after = after;
    this.#compareCodes = compareCodes;
    this.#codeOf = codeOf;
  }

  offer(row: number, key: number): void {
    this.#total++;
    if (this.#after && !this.#isAfter(row, key, this.#after)) return;
    const entry = { row, key };
    if (this.#last && this.#order(entry, this.#last) > 0) return;
    this.#kept.push(entry);
    // Putting each in its place would move the rest of a long page each time.
    if (this.#kept.length > 2 * (this.#limit + 1)) this.#putInOrder();
  }

  /** `keys`: of the rows. */
  result(): { rows: number[]; keys: number[]; total: number; next: ListPosition | undefined } {
    this.#putInOrder();
    const page = this.#kept.slice(0, this.#limit);
    const last = page.at(-1);
    const more = this.#kept.length > this.#limit && last !== undefined;
    return {
      rows: page.map((entry) => entry.row),
      keys: page.map((entry) => entry.key),
      total: this.#total,
      next: more ? { key: last.key, code: this.#codeOf(last.row) } : undefined,
    };
  }

  #isAfter(row: number, key: number, after: ListPosition): boolean {
    if (key !== after.key) return key > after.key;
    return Buffer.compare(Buffer.from(this.#codeOf(row)), Buffer.from(after.code)) > 0;
  }

  #order(a: Entry, b: Entry): number {
    return a.key - b.key || this.#compareCodes(a.row, b.row);
  }

  /** Keeps one more than the limit, which tells that a next page exists. */
  #putInOrder(): void {
    this.#kept = this.#kept.sort((a, b) => this.#order(a, b)).slice(0, this.#limit + 1);
    this.#last = this.#kept[this.#limit];
  }
}
