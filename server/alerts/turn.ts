/** The turn of a long loop, which lets other work have its own when it is over. */
import { setImmediate as nextTurn } from 'node:timers/promises';

const TURN_MS = 8;

export class Turn {
  #endsAt = performance.now() + TURN_MS;

  get isOver(): boolean {
    return performance.now() >= this.#endsAt;
  }

  /** Settles when the next one begins. */
  async rest(): Promise<void> {
    await nextTurn();
    this.#endsAt = performance.now() + TURN_MS;
  }
}
