/**
 * ClickHouse's RowBinary format for the types that the product's tables use: values in column order, little-endian,
 * strings with their length in LEB128 before them, DateTime64(3) as Int64 milliseconds.
 * https://clickhouse.com/docs/interfaces/formats/RowBinary
 */

const TWO_32 = 2 ** 32;

const INCOMPLETE = new RangeError('the row goes on in the next chunk');

/** Reads values in column order from one chunk. */
export class RowReader {
  private position = 0;
  private readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  uint8(): number {
    return this.bytes[this.advance(1)] as number;
  }

  uint16(): number {
    return this.bytes.readUInt16LE(this.advance(2));
  }

  uint32(): number {
    return this.bytes.readUInt32LE(this.advance(4));
  }

  /** Int64, UInt64 or DateTime64 as a number; exact up to 2^53. */
  int64(): number {
    const at = this.advance(8);
    return this.bytes.readInt32LE(at + 4) * TWO_32 + this.bytes.readUInt32LE(at);
  }

  string(): string {
    const length = this.varint();
    const at = this.advance(length);
    return this.bytes.toString('utf8', at, at + length);
  }

  /** Reads rows with `parse` while they are whole; returns how many bytes they took. */
  rows<Row>(parse: (reader: RowReader) => Row, into: Row[]): number {
    let consumed = 0;
    try {
      while (this.position < this.bytes.length) {
        into.push(parse(this));
        consumed = this.position;
      }
    } catch (error) {
      if (error !== INCOMPLETE) throw error;
    }
    return consumed;
  }

  private varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.uint8();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }

  private advance(bytes: number): number {
    const at = this.position;
    if (at + bytes > this.bytes.length) throw INCOMPLETE;
    this.position = at + bytes;
    return at;
  }
}

/** Rows of a RowBinary stream, in arrays of what each chunk completed. */
export async function* readRows<Row>(
  stream: AsyncIterable<Buffer>,
  parse: (reader: RowReader) => Row,
): AsyncGenerator<Row[]> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const rows: Row[] = [];
    const consumed = new RowReader(bytes).rows(parse, rows);
    rest = bytes.subarray(consumed);
    if (rows.length > 0) yield rows;
  }
  if (rest.length > 0) throw new Error(`RowBinary stream ended inside a row (${rest.length} bytes left)`);
}
