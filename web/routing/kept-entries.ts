/** What pages leave at entries of the browser's history, so that a reader who comes back finds it. In memory alone, bounded. */

/** Of so many entries something is kept: the one that was left longest ago is forgotten first. */
const MAX_ENTRIES = 20;

export class KeptEntries {
  readonly #entries = new Map<string, Map<string, unknown>>();

  keep(entry: string, name: string, value: unknown): void {
    const kept = this.#entries.get(entry) ?? new Map<string, unknown>();
    this.#entries.delete(entry);
    this.#entries.set(entry, kept.set(name, value));
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > MAX_ENTRIES && oldest !== undefined) this.#entries.delete(oldest);
  }

  /** Undefined: nothing is kept of that name. */
  get(entry: string, name: string): unknown {
    return this.#entries.get(entry)?.get(name);
  }
}
