/** Lives of which any may take its next step at any time; those with no step left leave. */
import type { TimedEvent } from './event-writer.ts';
import type { Random } from './random.ts';

interface Life<Event> {
  nextMs: number | undefined;
  advance(nowMs: number): TimedEvent<Event>;
}

export class LivesUnderWay<Event, L extends Life<Event>> {
  readonly #lives: L[] = [];

  constructor(lives: readonly L[] = []) {
    for (const life of lives) this.add(life);
  }

  get size(): number {
    return this.#lives.length;
  }

  get lives(): readonly L[] {
    return this.#lives;
  }

  add(life: L): void {
    if (life.nextMs !== undefined) this.#lives.push(life);
  }

  /** Takes the next step of one of them; there has to be one. */
  advanceAny(random: Random, nowMs: number): TimedEvent<Event> {
    const at = random.integer(this.#lives.length);
    const life = this.#lives[at] as L;
    const event = life.advance(nowMs);
    if (life.nextMs === undefined) {
      this.#lives[at] = this.#lives.at(-1) as L;
      this.#lives.pop();
    }
    return event;
  }
}
