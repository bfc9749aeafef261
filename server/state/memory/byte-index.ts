/** Texts of up to 64 kB by their bytes -> row number, for millions: pages of bytes and an open-addressing table. */
import { uint32 } from './growable.ts';

const PAGE_BYTES = 2 ** 20;
/** Longer texts have no place here. */
export const MAX_TEXT_BYTES = 2 ** 16 - 1;
/** Before each text stands its length. */
const LENGTH_BYTES = 2;

export class ByteIndex {
  size = 0;
  /** Never copied: a text lies whole in one page. */
  readonly #pages: Buffer[] = [];
  #used = PAGE_BYTES;
  /** [row]: page * PAGE_BYTES + where its length stands. */
  readonly #places = uint32();
  /** Slot -> row number + 1; 0 is free. The length is a power of two. */
  #slots = new Int32Array(2048);
  readonly #scratch = Buffer.allocUnsafe(MAX_TEXT_BYTES);

  /** Makes room for so many texts at once. */
  reserve(rows: number): void {
    this.#places.reserve(rows);
    if (rows * 2 > this.#slots.length) this.#rehash(rows);
  }

  /** The row number of a text; a new one gets the next number. */
  add(text: string): number {
    return this.addBytes(this.#scratch, 0, this.#scratch.write(text));
  }

  addBytes(source: Uint8Array, start: number, end: number): number {
    let slot = this.#find(source, start, end);
    const known = this.#slots[slot] as number;
    if (known !== 0) return known - 1;
    if ((this.size + 1) * 2 > this.#slots.length) {
      this.#rehash(this.size + 1);
      slot = this.#find(source, start, end);
    }
    this.#append(source, start, end);
    this.#slots[slot] = this.size;
    return this.size - 1;
  }

  /** The row number of a text, or -1. */
  get(text: string): number {
    if (Buffer.byteLength(text) > this.#scratch.length) return -1;
    return this.getBytes(this.#scratch, 0, this.#scratch.write(text));
  }

  getBytes(source: Uint8Array, start: number, end: number): number {
    return (this.#slots[this.#find(source, start, end)] as number) - 1;
  }

  textOf(row: number): string {
    return this.#bytesOf(row).toString('utf8');
  }

  /** Order of two texts by UTF-8 bytes. */
  compare(a: number, b: number): number {
    return this.#bytesOf(a).compare(this.#bytesOf(b));
  }

  /** Whether a text contains the bytes. */
  includes(row: number, part: Buffer): boolean {
    return this.#bytesOf(row).includes(part);
  }

  #bytesOf(row: number): Buffer {
    const place = this.#places.data[row] as number;
    const page = this.#pages[Math.floor(place / PAGE_BYTES)] as Buffer;
    const at = place % PAGE_BYTES;
    return page.subarray(at + LENGTH_BYTES, at + LENGTH_BYTES + page.readUInt16LE(at));
  }

  #find(source: Uint8Array, start: number, end: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash(source, start, end) & mask;
    for (; ; slot = (slot + 1) & mask) {
      const row = (this.#slots[slot] as number) - 1;
      if (row < 0 || this.#isEqual(row, source, start, end)) return slot;
    }
  }

  #isEqual(row: number, source: Uint8Array, start: number, end: number): boolean {
    const place = this.#places.data[row] as number;
    const page = this.#pages[Math.floor(place / PAGE_BYTES)] as Buffer;
    let at = place % PAGE_BYTES;
    const length = end - start;
    if (page[at] !== (length & 0xff) || page[at + 1] !== length >> 8) return false;
    at += LENGTH_BYTES;
    // From the end: codes begin alike. A native call costs more than the few bytes.
    for (let i = length - 1; i >= 0; i--) if (page[at + i] !== source[start + i]) return false;
    return true;
  }

  #append(source: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (this.#used + LENGTH_BYTES + length > PAGE_BYTES) {
      this.#pages.push(Buffer.allocUnsafeSlow(PAGE_BYTES));
      this.#used = 0;
    }
    const page = this.#pages.at(-1) as Buffer;
    this.#places.reserve(this.size + 1);
    this.#places.data[this.size] = (this.#pages.length - 1) * PAGE_BYTES + this.#used;
    page[this.#used] = length & 0xff;
    page[this.#used + 1] = length >> 8;
    this.#used += LENGTH_BYTES;
    for (let i = start; i < end; i++) page[this.#used++] = source[i] as number;
    this.size++;
  }

  /** At least twice as many slots as rows. */
  #rehash(rows: number): void {
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(rows * 2)));
    const mask = this.#slots.length - 1;
    for (let row = 0; row < this.size; row++) {
      const bytes = this.#bytesOf(row);
      let slot = hash(bytes, 0, bytes.length) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = row + 1;
    }
  }
}

/** FNV-1a, 32 bit. */
function hash(bytes: Uint8Array, from: number, to: number): number {
  let value = 0x811c9dc5;
  for (let i = from; i < to; i++) value = Math.imul(value ^ (bytes[i] as number), 0x01000193);
  return (value ^ (value >>> 15)) >>> 0;
}
