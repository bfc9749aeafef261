import { EngineError } from './engine-error.ts';
import type { Lane } from './lane.ts';

/**
 * Lanes of one kind, opened when first needed (a millisecond and 1 MB each) up to `max`; the one used last goes
 * first, as its settings are the likeliest to fit.
 */
export class LanePool {
  readonly #open: (index: number) => Lane;
  readonly #max: number;
  readonly #idle: Lane[] = [];
  readonly #all = new Set<Lane>();
  readonly #waiting: Array<(lane: Lane) => void> = [];
  #closed = false;

  constructor(max: number, open: (index: number) => Lane) {
    this.#max = max;
    this.#open = open;
  }

  async acquire(): Promise<Lane> {
    if (this.#closed) throw EngineError.of(439, 'CANNOT_SCHEDULE_TASK', 'The engine is stopping');
    const lane = this.#idle.pop();
    if (lane) return lane;
    if (this.#all.size < this.#max) {
      const opened = this.#open(this.#all.size);
      this.#all.add(opened);
      return opened;
    }
    return new Promise<Lane>((resolve) => this.#waiting.push(resolve));
  }

  release(lane: Lane): void {
    const next = this.#waiting.shift();
    if (next) next(lane);
    else this.#idle.push(lane);
  }

  forgetDatabases(): void {
    for (const lane of this.#all) lane.forget(false);
  }

  /** Lets no more in, and settles when no lane is busy. */
  async drain(): Promise<void> {
    this.#closed = true;
    while (this.#idle.length < this.#all.size) await new Promise((next) => setTimeout(next, 20));
  }

  close(): void {
    for (const lane of this.#all) lane.close();
  }
}
