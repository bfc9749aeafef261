/**
 * ClickHouse's RowBinary format for the types that the product's tables use: values in column order, little-endian,
 * strings with their length in LEB128 before them, DateTime64(3) as Int64 milliseconds.
 * https://clickhouse.com/docs/interfaces/formats/RowBinary
 */

const TWO_32 = 2 ** 32;

/** Writes rows into one growing buffer; {@link RowWriter.take} hands it over. */
export class RowWriter {
  private buffer: Buffer;
  private length = 0;

  constructor(initialBytes = 64 * 1024) {
    this.buffer = Buffer.allocUnsafe(initialBytes);
  }

  get byteLength(): number {
    return this.length;
  }

  /** What was written; the writer is empty afterwards. */
  take(): Buffer {
    const written = this.buffer.subarray(0, this.length);
    // A small piece of a large buffer is copied, so that it does not keep the large one alive.
    const isSmall = this.length * 4 < this.buffer.length;
    const bytes = isSmall ? Buffer.from(written) : written;
    if (!isSmall) this.buffer = Buffer.allocUnsafe(this.buffer.length);
    this.length = 0;
    return bytes;
  }

  uint8(value: number): void {
    this.reserve(1);
    this.buffer[this.length++] = value;
  }

  uint16(value: number): void {
    this.reserve(2);
    this.buffer[this.length] = value;
    this.buffer[this.length + 1] = value >>> 8;
    this.length += 2;
  }

  uint32(value: number): void {
    this.reserve(4);
    this.put32(value);
  }

  /** Int64, UInt64 or DateTime64 from a safe integer. */
  int64(value: number): void {
    this.reserve(8);
    const high = Math.floor(value / TWO_32);
    this.put32(value - high * TWO_32);
    this.put32(high);
  }

  string(value: string): void {
    const bytes = Buffer.byteLength(value);
    this.varint(bytes);
    this.reserve(bytes);
    this.length += this.buffer.write(value, this.length, bytes, 'utf8');
  }

  /** A string that lies in another buffer as UTF-8. */
  bytes(source: Buffer, start: number, end: number): void {
    const length = end - start;
    this.varint(length);
    this.reserve(length);
    const { buffer } = this;
    let at = this.length;
    // A call to copy costs more than the few bytes that most texts have.
    if (length > 64) at += source.copy(buffer, at, start, end);
    else for (let i = start; i < end; i++) buffer[at++] = source[i] as number;
    this.length = at;
  }

  private varint(value: number): void {
    this.reserve(5);
    let rest = value;
    while (rest > 0x7f) {
      this.buffer[this.length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.buffer[this.length++] = rest;
  }

  private put32(value: number): void {
    const { buffer } = this;
    const at = this.length;
    buffer[at] = value;
    buffer[at + 1] = value >>> 8;
    buffer[at + 2] = value >>> 16;
    buffer[at + 3] = value >>> 24;
    this.length = at + 4;
  }

  private reserve(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.length + bytes));
    this.buffer.copy(grown, 0, 0, this.length);
    this.buffer = grown;
  }
}

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
