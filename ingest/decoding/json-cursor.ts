/**
 * Walks over the bytes of one JSON text without building objects. It reads what is regular and says
 * {@link IRREGULAR} for the rest (escapes in strings, odd numbers, deep nesting, anything that is not JSON): the caller
 * then takes the slow way, which accepts or names what is wrong. It never accepts what JSON.parse refuses.
 */

/** Thrown as a constant: making an error each time would cost more than the slow way. */
export const IRREGULAR = new Error('not regular');

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MAX_DEPTH = 30;

export class JsonCursor {
  bytes: Buffer = Buffer.alloc(0);
  position = 0;
  /** The last string read lies from here ... */
  start = 0;
  /** ... up to, not including, here. */
  end = 0;

  begin(bytes: Buffer): void {
    this.bytes = bytes;
    this.position = 0;
  }

  /** The next byte that is not white space, without taking it; 0 at the end. */
  peek(): number {
    const { bytes } = this;
    let position = this.position;
    let byte = bytes[position];
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) byte = bytes[++position];
    this.position = position;
    return byte ?? 0;
  }

  expect(byte: number): void {
    if (this.peek() !== byte) throw IRREGULAR;
    this.position++;
  }

  /** Takes the byte when it comes next. */
  takes(byte: number): boolean {
    if (this.peek() !== byte) return false;
    this.position++;
    return true;
  }

  /** Reads a string without escapes into start and end. */
  string(): void {
    this.expect(QUOTE);
    const { bytes } = this;
    let position = this.position;
    this.start = position;
    for (;;) {
      const byte = bytes[position] as number;
      if (byte === QUOTE) break;
      // Also the end of the text: undefined compares false.
      if (!(byte >= 0x20) || byte === BACKSLASH) throw IRREGULAR;
      position++;
    }
    this.end = position;
    this.position = position + 1;
  }

  /** Takes the literal `null` when it comes next. */
  takesNull(): boolean {
    if (this.peek() !== 0x6e) return false;
    this.#literal('null');
    return true;
  }

  boolean(): boolean {
    const isTrue = this.peek() === 0x74;
    this.#literal(isTrue ? 'true' : 'false');
    return isTrue;
  }

  /** A whole number from 0 to 10^15 - 1. */
  wholeNumber(): number {
    const first = this.peek();
    const from = this.position;
    let value = 0;
    let byte = first;
    while (byte >= 0x30 && byte <= 0x39) {
      value = value * 10 + (byte - 0x30);
      byte = this.bytes[++this.position] ?? 0;
    }
    const digits = this.position - from;
    if (digits === 0 || digits > 15 || (first === 0x30 && digits > 1)) throw IRREGULAR;
    // A fraction or an exponent goes on.
    if (byte === 0x2e || byte === 0x65 || byte === 0x45) throw IRREGULAR;
    return value;
  }

  /** Passes over a value of any kind. */
  skip(depth = 0): void {
    const byte = this.peek();
    if (byte === QUOTE) this.string();
    else if (byte === 0x7b) this.#skipObject(depth);
    else if (byte === 0x5b) this.#skipArray(depth);
    else if (byte === 0x74 || byte === 0x66) this.boolean();
    else if (byte === 0x6e) this.#literal('null');
    else this.wholeNumber();
  }

  #skipObject(depth: number): void {
    if (depth >= MAX_DEPTH) throw IRREGULAR;
    this.position++;
    if (this.takes(0x7d)) return;
    do {
      this.string();
      this.expect(0x3a);
      this.skip(depth + 1);
    } while (this.takes(0x2c));
    this.expect(0x7d);
  }

  #skipArray(depth: number): void {
    if (depth >= MAX_DEPTH) throw IRREGULAR;
    this.position++;
    if (this.takes(0x5d)) return;
    do this.skip(depth + 1);
    while (this.takes(0x2c));
    this.expect(0x5d);
  }

  #literal(text: string): void {
    for (let i = 0; i < text.length; i++) {
      if (this.bytes[this.position + i] !== text.charCodeAt(i)) throw IRREGULAR;
    }
    this.position += text.length;
  }
}
