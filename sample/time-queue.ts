/** A binary min-heap by time; equal times leave in the order of a tie-breaking number, so the order is deterministic. */
export class TimeQueue<T> {
  readonly #heap: { timeMs: number; order: number; item: T }[] = [];
  #order = 0;

  get size(): number {
    return this.#heap.length;
  }

  /** Time of the first item; Infinity when empty. */
  get firstMs(): number {
    return this.#heap[0]?.timeMs ?? Infinity;
  }

  push(timeMs: number, item: T): void {
    const heap = this.#heap;
    const entry = { timeMs, order: this.#order++, item };
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#before(entry, heap[parent] as (typeof heap)[0])) break;
      heap[at] = heap[parent] as (typeof heap)[0];
      at = parent;
    }
    heap[at] = entry;
  }

  /** Removes and returns the first item. */
  shift(): T | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first?.item;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && this.#before(heap[child + 1] as typeof last, heap[child] as typeof last))
        child++;
      if (!this.#before(heap[child] as typeof last, last)) break;
      heap[at] = heap[child] as typeof last;
      at = child;
    }
    heap[at] = last;
    return first.item;
  }

  /** The items, in no particular order. */
  items(): T[] {
    return this.#heap.map(({ item }) => item);
  }

  #before(a: { timeMs: number; order: number }, b: { timeMs: number; order: number }): boolean {
    return a.timeMs !== b.timeMs ? a.timeMs < b.timeMs : a.order < b.order;
  }
}
