/**
 * Seeded pseudo-random numbers (sfc32): the same seed text gives the same sequence on every machine, which is what makes
 * the sample data the same bytes each time. Not for secrets.
 */
export class Random {
  #a = 0;
  #b = 0;
  #c = 0;
  #counter = 1;

  constructor(seed: string) {
    // FNV-1a over three different starting values spreads similar seed texts.
    [this.#a, this.#b, this.#c] = [0x811c9dc5, 0x01000193, 0x9e3779b9].map((start) => {
      let hash = start;
      for (let i = 0; i < seed.length; i++) hash = Math.imul(hash ^ seed.charCodeAt(i), 0x01000193);
      return hash | 0;
    }) as [number, number, number];
    for (let i = 0; i < 12; i++) this.next();
  }

  /** 0 <= x < 1. */
  next(): number {
    const t = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + t;
    return (t >>> 0) / 4_294_967_296;
  }

  /** A whole number 0 <= n < below. */
  integer(below: number): number {
    return Math.floor(this.next() * below);
  }

  /** least <= x < most. */
  between(least: number, most: number): number {
    return least + this.next() * (most - least);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** Exponentially distributed with the given mean. */
  exponential(mean: number): number {
    return -Math.log(1 - this.next()) * mean;
  }

  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new RangeError('pick from an empty list');
    return list[this.integer(list.length)] as T;
  }
}

/** Draws items in proportion to their weights, by binary search in the running sums. */
export class WeightedChoice<T> {
  readonly #items: readonly T[];
  readonly #sums: number[];

  constructor(items: readonly T[], weightOf: (item: T, index: number) => number) {
    let sum = 0;
    this.#items = items;
    this.#sums = items.map((item, i) => (sum += weightOf(item, i)));
    if (!(sum > 0)) throw new RangeError('a weighted choice needs an item with a positive weight');
  }

  draw(random: Random): T {
    const at = random.next() * (this.#sums.at(-1) as number);
    let [low, high] = [0, this.#sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sums[middle] as number) > at) high = middle;
      else low = middle + 1;
    }
    return this.#items[low] as T;
  }
}
