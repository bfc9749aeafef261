/** Reads the fields of Kafka's records (https://kafka.apache.org/documentation/#record), never beyond their bytes. */
import { unreadable } from './batch-bounds.ts';

export class RecordCursor {
  at = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  int8(): number {
    const byte = this.#bytes[this.at++];
    if (byte === undefined) throw unreadable('a record is cut short');
    return byte;
  }

  /** A number of up to 64 bits; beyond 2^53 it is rounded. */
  varint(): number {
    let value = 0;
    let weight = 1;
    for (let bytes = 0; bytes < 10; bytes++) {
      const byte = this.int8();
      value += (byte & 0x7f) * weight;
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
      weight *= 128;
    }
    throw unreadable('a number of a record has no end');
  }

  /** A view of the bytes behind their length; null for none. */
  bytesOrNull(): Buffer | null {
    const length = this.varint();
    if (length < 0) return null;
    const start = this.at;
    this.at += length;
    if (this.at > this.#bytes.length) throw unreadable('a record is cut short');
    return this.#bytes.subarray(start, this.at);
  }
}
