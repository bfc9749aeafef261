/** Takes some rows out of a block in ClickHouse's Native format, as native-block.ts writes it. */
import { VALUE_BYTES, varint, type NativeType } from './native-block.ts';

/**
 * The rows [from, to) of a block as a block of their own, byte for byte the one that they alone would have been written to.
 * One walk over the block, whatever the range.
 *
 * @throws Error when the block has fewer rows.
 */
export function cutRows(block: Uint8Array, from: number, to: number): Uint8Array {
  const reader = new BlockReader(block);
  const columns = reader.varint();
  const rows = reader.varint();
  if (from < 0 || from > to || to > rows) throw new Error(`rows ${from} to ${to} of a block of ${rows}`);
  const parts: Uint8Array[] = [varint(columns), varint(to - from)];
  for (let column = 0; column < columns; column++) {
    const head = reader.at;
    reader.text();
    const width = VALUE_BYTES[reader.text() as NativeType];
    parts.push(block.subarray(head, reader.at));
    reader.skip(width, from);
    const start = reader.at;
    reader.skip(width, to - from);
    parts.push(block.subarray(start, reader.at));
    reader.skip(width, rows - to);
  }
  return Buffer.concat(parts);
}

class BlockReader {
  at = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes[this.at++] as number;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }

  text(): string {
    const length = this.varint();
    const start = this.at;
    this.at += length;
    return Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + start, length).toString();
  }

  /** Passes over values of so many bytes each; 0: strings. */
  skip(width: number, values: number): void {
    if (width > 0) this.at += width * values;
    else for (let value = 0; value < values; value++) this.#skipText();
  }

  #skipText(): void {
    const length = this.varint();
    this.at += length;
  }
}
