/**
 * ClickHouse's Native format for the types that the product's tables use: a block is its number of columns and rows,
 * then each column with its name, type and values. The engine copies columns where it would have to parse rows, so an insert
 * costs half.
 * https://clickhouse.com/docs/interfaces/formats/Native
 */

const TWO_32 = 2 ** 32;
const FIRST_BYTES = 1024;

export type NativeType =
  'String' | 'UInt8' | 'UInt16' | 'UInt32' | 'UInt64' | 'Int64' | "DateTime64(3, 'UTC')";

/** Type -> bytes of a value; 0: a string, which has its length before it. */
export const VALUE_BYTES: Readonly<Record<NativeType, number>> = {
  String: 0,
  UInt8: 1,
  UInt16: 2,
  UInt32: 4,
  UInt64: 8,
  Int64: 8,
  "DateTime64(3, 'UTC')": 8,
};

class Column {
  readonly head: Buffer;
  bytes = Buffer.from(new ArrayBuffer(FIRST_BYTES));
  words = new Uint32Array(this.bytes.buffer);
  length = 0;

  constructor(name: string, type: NativeType) {
    this.head = Buffer.concat([lengthAndText(name), lengthAndText(type)]);
  }

  reserve(bytes: number): void {
    if (this.length + bytes <= this.bytes.length) return;
    const grown = Buffer.from(new ArrayBuffer(Math.max(this.bytes.length * 2, roundUp(this.length + bytes))));
    this.bytes.copy(grown, 0, 0, this.length);
    this.bytes = grown;
    this.words = new Uint32Array(grown.buffer);
  }
}

export interface BlockMark {
  readonly rows: number;
  /** [column]: its bytes. */
  readonly lengths: readonly number[];
}

/** Collects rows of a table, value by value, in the order of its columns. */
export class BlockWriter {
  readonly #columns: Column[];
  /** The column of the next value. */
  #at = 0;
  #rowCount = 0;

  /** Column name -> type. */
  constructor(types: Readonly<Record<string, NativeType>>) {
    this.#columns = Object.entries(types).map(([name, type]) => new Column(name, type));
  }

  /** Rows since the last {@link BlockWriter.take}. */
  get rows(): number {
    return this.#rowCount;
  }

  uint8(value: number): void {
    const column = this.#next();
    column.reserve(1);
    column.bytes[column.length++] = value;
  }

  uint16(value: number): void {
    const column = this.#next();
    column.reserve(2);
    column.bytes[column.length] = value;
    column.bytes[column.length + 1] = value >>> 8;
    column.length += 2;
  }

  uint32(value: number): void {
    const column = this.#next();
    column.reserve(4);
    column.words[column.length >>> 2] = value;
    column.length += 4;
  }

  /** Int64, UInt64 or DateTime64 (ms) from a safe integer. */
  int64(value: number): void {
    const column = this.#next();
    column.reserve(8);
    const high = Math.floor(value / TWO_32);
    const word = column.length >>> 2;
    column.words[word] = value - high * TWO_32;
    column.words[word + 1] = high;
    column.length += 8;
  }

  string(value: string): void {
    const column = this.#next();
    const length = Buffer.byteLength(value);
    column.reserve(length + 5);
    putVarint(column, length);
    column.length += column.bytes.write(value, column.length, length, 'utf8');
  }

  /** A string that lies in another buffer as UTF-8. */
  bytes(source: Buffer, start: number, end: number): void {
    const column = this.#next();
    const length = end - start;
    column.reserve(length + 5);
    putVarint(column, length);
    const { bytes } = column;
    let at = column.length;
    // A call to copy costs more than the few bytes that most texts have.
    if (length > 64) at += source.copy(bytes, at, start, end);
    else for (let i = start; i < end; i++) bytes[at++] = source[i] as number;
    column.length = at;
  }

  /** How much is written so far, for {@link BlockWriter.rewind}; call it between rows. */
  mark(): BlockMark {
    return { rows: this.#rowCount, lengths: this.#columns.map(({ length }) => length) };
  }

  /** Drops what was written since the mark, even part of a row. */
  rewind({ rows, lengths }: BlockMark): void {
    this.#at = 0;
    this.#rowCount = rows;
    this.#columns.forEach((column, i) => (column.length = lengths[i] as number));
  }

  endRow(): void {
    if (this.#at !== this.#columns.length) throw new Error(`a row of ${this.#at} values`);
    this.#at = 0;
    this.#rowCount++;
  }

  /** The block so far, in a buffer of its own; the writer is empty afterwards. */
  take(): Uint8Array<ArrayBuffer> {
    const counts = Buffer.concat([varint(this.#columns.length), varint(this.#rowCount)]);
    const size = this.#columns.reduce((sum, { head, length }) => sum + head.length + length, counts.length);
    const block = new Uint8Array(size);
    block.set(counts);
    let at = counts.length;
    for (const column of this.#columns) {
      block.set(column.head, at);
      at += column.head.length;
      block.set(column.bytes.subarray(0, column.length), at);
      at += column.length;
      column.length = 0;
    }
    this.#rowCount = 0;
    return block;
  }

  #next(): Column {
    return this.#columns[this.#at++] as Column;
  }
}

/** The caller has reserved the bytes. */
function putVarint(column: Column, value: number): void {
  const { bytes } = column;
  let rest = value;
  while (rest > 0x7f) {
    bytes[column.length++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  bytes[column.length++] = rest;
}

export function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest <= 0x7f) return Buffer.from([...bytes, rest]);
    bytes.push((rest & 0x7f) | 0x80);
  }
}

function lengthAndText(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([varint(bytes.length), bytes]);
}

function roundUp(bytes: number): number {
  return (bytes + 7) & ~7;
}
