/**
 * Small numbers for values that repeat in millions of dossiers: units, procedures, officers.
 *
 * A sender that tells a new name with each event must not fill the memory: past a bound a value that is new is reduced to
 * what the figures need of it.
 */
import type { Span } from '../../../clickhouse/row-binary.ts';
import { ByteIndex, MAX_TEXT_BYTES } from './byte-index.ts';

/** A value of several texts, such as [id, name]. */
export type TextTuple = readonly string[];

/** What the values of one kind may take: some 80,000 officers, 16 times those of a province. */
const MAX_NAME_BYTES = 16 * 1024 * 1024;
/** What a value takes besides its texts. */
const VALUE_BYTES = 160;

export class Interner {
  /** How often a value was reduced. */
  reduced = 0;
  #bytes = 0;
  readonly #ids = new Map<string, number>();
  readonly #values: TextTuple[] = [];
  readonly #seen = new ByteIndex();
  /** [number in {@link Interner.#seen}]: id. */
  readonly #seenIds: number[] = [];

  readonly #reduce: (value: TextTuple) => TextTuple;
  readonly #maxBytes: number;

  /**
   * 0 is the empty value of `length` texts: not told or cleared. `reduce`: the value that counts as another one does; it
   * has few results, which are kept past the bound of `maxBytes`.
   */
  constructor(length: number, reduce: (value: TextTuple) => TextTuple, maxBytes = MAX_NAME_BYTES) {
    this.#reduce = reduce;
    this.#maxBytes = maxBytes;
    this.#keep(Array.from({ length }, () => ''));
  }

  get size(): number {
    return this.#values.length;
  }

  /** No new value is kept whole. */
  get isFull(): boolean {
    return this.#bytes >= this.#maxBytes;
  }

  idOf(value: TextTuple): number {
    const known = this.#ids.get(keyOf(value));
    if (known !== undefined) return known;
    if (!this.isFull) return this.#keep(value);
    this.reduced++;
    const reduced = this.#reduce(value);
    return this.#ids.get(keyOf(reduced)) ?? this.#keep(reduced);
  }

  /** The number of a value as ClickHouse has it; `unpack` is asked for bytes that have not been seen. */
  idOfBytes(packed: Span, unpack: (packed: Span) => TextTuple): number {
    const { bytes, start, end } = packed;
    if (end - start > MAX_TEXT_BYTES) return this.idOf(unpack(packed));
    const known = this.#seen.getBytes(bytes, start, end);
    if (known >= 0) return this.#seenIds[known] as number;
    const id = this.idOf(unpack(packed));
    if (!this.isFull) this.#seenIds[this.#seen.addBytes(bytes, start, end)] = id;
    return id;
  }

  valueOf(id: number): TextTuple {
    return this.#values[id] as TextTuple;
  }

  /** The order of ClickHouse's tuples of strings: text by text, by UTF-8 bytes. */
  compare(a: number, b: number): number {
    if (a === b) return 0;
    const [left, right] = [this.valueOf(a), this.valueOf(b)];
    for (const [i, text] of left.entries()) {
      const order = Buffer.compare(Buffer.from(text), Buffer.from(right[i] ?? ''));
      if (order !== 0) return order;
    }
    return 0;
  }

  /** Numbers of the values that satisfy a condition. */
  idsWhere(condition: (value: TextTuple) => boolean): Set<number> {
    return new Set(this.#values.flatMap((value, id) => (condition(value) ? [id] : [])));
  }

  #keep(value: TextTuple): number {
    const id = this.#values.length;
    const key = keyOf(value);
    this.#ids.set(key, id);
    this.#values.push(value);
    this.#bytes += VALUE_BYTES + key.length;
    return id;
  }
}

function keyOf(value: TextTuple): string {
  return value.length === 2 ? `${value[0]?.length}:${value[0]}${value[1]}` : JSON.stringify(value);
}
