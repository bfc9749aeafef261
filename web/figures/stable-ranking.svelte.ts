/** A ranked list whose figures are live while its order changes at most every ten seconds, so that it can be read. */
/* eslint-disable svelte/prefer-svelte-reactivity -- these values are replaced whole, never changed in place. */

const REORDER_EVERY_MS = 10_000;

export interface Ranked {
  code: string;
}

export class StableRanking<T extends Ranked> {
  readonly #entries: () => readonly T[];
  readonly #compare: (a: T, b: T) => number;
  #order = $state.raw<readonly string[]>([]);
  #orderedAtMs = -Infinity;

  /** Call while a component is set up; `entries` is read reactively. */
  constructor(entries: () => readonly T[], compare: (a: T, b: T) => number) {
    this.#entries = entries;
    this.#compare = compare;
    $effect.pre(() => {
      const now = performance.now();
      const current = entries();
      if (now - this.#orderedAtMs < REORDER_EVERY_MS || current.length === 0) return;
      this.#orderedAtMs = now;
      this.#order = [...current].sort(compare).map(({ code }) => code);
    });
  }

  /** The entries in the kept order; one that is new stands at the end until the next ordering. */
  get entries(): T[] {
    const rank = new Map(this.#order.map((code, i) => [code, i]));
    const last = this.#order.length;
    return [...this.#entries()].sort(
      (a, b) => (rank.get(a.code) ?? last) - (rank.get(b.code) ?? last) || this.#compare(a, b),
    );
  }
}
