/** Small numbers for values that repeat in millions of dossiers: units, procedures, officers. */
import type { Span } from '../../clickhouse/row-binary.ts';
import { ByteIndex, MAX_TEXT_BYTES } from './byte-index.ts';

/** A value of several texts, such as [id, name]. */
export type TextTuple = readonly string[];

export class Interner {
  private readonly ids = new Map<string, number>();
  private readonly values: TextTuple[] = [];
  private readonly seen = new ByteIndex();
  /** [number in {@link Interner.seen}]: id. */
  private readonly seenIds: number[] = [];

  /** 0 is the empty value of `length` texts: not told or cleared. */
  constructor(length: number) {
    this.idOf(Array.from({ length }, () => ''));
  }

  get size(): number {
    return this.values.length;
  }

  idOf(value: TextTuple): number {
    const key = value.length === 2 ? `${value[0]?.length}:${value[0]}${value[1]}` : JSON.stringify(value);
    let id = this.ids.get(key);
    if (id === undefined) {
      id = this.values.length;
      this.ids.set(key, id);
      this.values.push(value);
    }
    return id;
  }

  /** The number of a value as ClickHouse has it; `unpack` is asked for bytes that have not been seen. */
  idOfBytes(packed: Span, unpack: (packed: Span) => TextTuple): number {
    const { bytes, start, end } = packed;
    if (end - start > MAX_TEXT_BYTES) return this.idOf(unpack(packed));
    const seen = this.seen.addBytes(bytes, start, end);
    return (this.seenIds[seen] ??= this.idOf(unpack(packed)));
  }

  valueOf(id: number): TextTuple {
    return this.values[id] as TextTuple;
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
    return new Set(this.values.flatMap((value, id) => (condition(value) ? [id] : [])));
  }
}
