/**
 * ClickHouse's RowBinary format for the types that the product's tables use: values in column order, little-endian,
 * strings with their length in LEB128 before them, DateTime64(3) as Int64 milliseconds.
 * https://clickhouse.com/docs/interfaces/formats/RowBinary
 */

const TWO_32 = 2 ** 32;

const INCOMPLETE = new RangeError('the row goes on in the next chunk');

/** A part of a chunk, by reference. */
export interface Span {
  bytes: Buffer;
  start: number;
  end: number;
}

export function emptySpan(): Span {
  return { bytes: Buffer.alloc(0), start: 0, end: 0 };
}

/** Reads values in column order from one chunk. */
export class RowReader {
  #position = 0;
  readonly #bytes: Buffer;
  readonly #view: DataView;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  uint8(): number {
    return this.#bytes[this.#advance(1)] as number;
  }

  uint16(): number {
    return this.#bytes.readUInt16LE(this.#advance(2));
  }

  uint32(): number {
    return this.#bytes.readUInt32LE(this.#advance(4));
  }

  /** Int64, UInt64 or DateTime64 as a number; exact up to 2^53. */
  int64(): number {
    const at = this.#advance(8);
    return this.#view.getInt32(at + 4, true) * TWO_32 + this.#view.getUint32(at, true);
  }

  string(): string {
    const length = this.#varint();
    const at = this.#advance(length);
    return this.#bytes.toString('utf8', at, at + length);
  }

  /** Where the bytes of a string lie. */
  text(into: Span): void {
    const length = this.#varint();
    into.start = this.#advance(length);
    into.end = this.#position;
    into.bytes = this.#bytes;
  }

  /** Calls `read`, which reads one row, while rows are whole; returns where the last one ended. */
  eachRow(read: (reader: RowReader) => void): number {
    let consumed = this.#position;
    try {
      while (this.#position < this.#bytes.length) {
        read(this);
        consumed = this.#position;
      }
    } catch (error) {
      if (error !== INCOMPLETE) throw error;
    }
    return consumed;
  }

  #varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.uint8();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }

  #advance(bytes: number): number {
    const at = this.#position;
    if (at + bytes > this.#bytes.length) throw INCOMPLETE;
    this.#position = at + bytes;
    return at;
  }
}

/** Joins the chunks of a RowBinary stream where a row goes on from one to the next. */
class RowJoiner {
  #rest: Buffer = Buffer.alloc(0);

  /** Calls `read` for each row that the chunk completes. */
  feed(chunk: Buffer, read: (reader: RowReader) => void): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = bytes.subarray(new RowReader(bytes).eachRow(read));
  }

  end(): void {
    const left = this.#rest.length;
    if (left > 0) throw new Error(`RowBinary stream ended inside a row (${left} bytes left)`);
  }
}

/** Rows of a RowBinary stream, in arrays of what each chunk completed. */
export async function* readRows<Row>(
  stream: AsyncIterable<Buffer>,
  parse: (reader: RowReader) => Row,
): AsyncGenerator<Row[]> {
  const joiner = new RowJoiner();
  for await (const chunk of stream) {
    const rows: Row[] = [];
    joiner.feed(chunk, (reader) => rows.push(parse(reader)));
    if (rows.length > 0) yield rows;
  }
  joiner.end();
}

/**
 * Calls `read` for each row of a RowBinary stream, without an object for each. It must read the whole row before it uses any of
 * it: a row that continues in the next chunk is read again.
 */
export async function visitRows(
  stream: AsyncIterable<Buffer>,
  read: (reader: RowReader) => void,
): Promise<void> {
  const joiner = new RowJoiner();
  for await (const chunk of stream) joiner.feed(chunk, read);
  joiner.end();
}
