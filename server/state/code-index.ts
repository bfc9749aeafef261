/** Dossier code -> row number, for millions of codes: the codes' bytes in one buffer and an open-addressing table. */

export class CodeIndex {
  size = 0;
  private bytes = Buffer.allocUnsafe(64 * 1024);
  private used = 0;
  /** [i]: where code i begins; code i ends where i + 1 begins. */
  private starts = new Float64Array(1024);
  /** Slot -> row number + 1; 0 is free. The length is a power of two. */
  private slots = new Int32Array(2048);
  private readonly scratch = Buffer.allocUnsafe(512);

  /** The row number of a code; a new code gets the next number. */
  add(code: string): number {
    const length = this.scratch.write(code);
    let slot = this.find(length);
    const known = this.slots[slot] as number;
    if (known !== 0) return known - 1;
    if ((this.size + 1) * 2 > this.slots.length) {
      this.rehash();
      slot = this.find(length);
    }
    this.append(length);
    this.slots[slot] = this.size;
    return this.size - 1;
  }

  /** The row number of a code, or -1. */
  get(code: string): number {
    if (Buffer.byteLength(code) > this.scratch.length) return -1;
    return (this.slots[this.find(this.scratch.write(code))] as number) - 1;
  }

  codeOf(row: number): string {
    return this.bytes.toString('utf8', this.starts[row], this.end(row));
  }

  /** Order of two codes by UTF-8 bytes. */
  compare(a: number, b: number): number {
    return this.bytes.compare(this.bytes, this.starts[b], this.end(b), this.starts[a], this.end(a));
  }

  /** Whether a code contains the text's bytes. */
  includes(row: number, text: Buffer): boolean {
    return this.bytes.subarray(this.starts[row], this.end(row)).includes(text);
  }

  private end(row: number): number {
    return row + 1 < this.size ? (this.starts[row + 1] as number) : this.used;
  }

  private find(length: number): number {
    const mask = this.slots.length - 1;
    let slot = hash(this.scratch, 0, length) & mask;
    for (; ; slot = (slot + 1) & mask) {
      const row = (this.slots[slot] as number) - 1;
      if (row < 0) return slot;
      const start = this.starts[row] as number;
      if (
        this.end(row) - start === length &&
        this.scratch.compare(this.bytes, start, start + length, 0, length) === 0
      ) {
        return slot;
      }
    }
  }

  private append(length: number): void {
    if (this.used + length > this.bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.used + length));
      this.bytes.copy(grown, 0, 0, this.used);
      this.bytes = grown;
    }
    if (this.size === this.starts.length) {
      const grown = new Float64Array(this.starts.length * 2);
      grown.set(this.starts);
      this.starts = grown;
    }
    this.starts[this.size] = this.used;
    this.scratch.copy(this.bytes, this.used, 0, length);
    this.used += length;
    this.size++;
  }

  private rehash(): void {
    const slots = new Int32Array(this.slots.length * 2);
    const mask = slots.length - 1;
    for (let row = 0; row < this.size; row++) {
      let slot = hash(this.bytes, this.starts[row] as number, this.end(row)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = row + 1;
    }
    this.slots = slots;
  }
}

/** FNV-1a, 32 bit. */
function hash(bytes: Buffer, from: number, to: number): number {
  let value = 0x811c9dc5;
  for (let i = from; i < to; i++) value = Math.imul(value ^ (bytes[i] as number), 0x01000193);
  return (value ^ (value >>> 15)) >>> 0;
}
