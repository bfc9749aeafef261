/** Finds a short ASCII word among a few known ones by its bytes, without making a string. */

export class ByteWords {
  /** First byte and length -> indexes of candidates. */
  readonly #buckets: number[][] = Array.from({ length: 256 }, () => []);
  readonly #words: Buffer[];

  constructor(words: readonly string[]) {
    this.#words = words.map((word) => Buffer.from(word));
    this.#words.forEach((word, index) =>
      this.#buckets[bucketOf(word[0] as number, word.length)]?.push(index),
    );
  }

  /** The index of the word that lies from start to end, or -1. */
  find(bytes: Buffer, start: number, end: number): number {
    const length = end - start;
    const candidates = this.#buckets[bucketOf(bytes[start] as number, length)] as number[];
    for (let c = 0; c < candidates.length; c++) {
      const index = candidates[c] as number;
      const word = this.#words[index] as Buffer;
      if (word.length !== length) continue;
      let i = 0;
      while (i < length && word[i] === bytes[start + i]) i++;
      if (i === length) return index;
    }
    return -1;
  }
}

function bucketOf(first: number, length: number): number {
  return (first * 7 + length * 31) & 255;
}
