/** Tells how many messages became dead letters lately, from the growing total that the server sends. */

const WINDOW_MS = 60 * 60_000;

/** Growth within the window: `samples` are (time, total) in order of time. Pure. */
export function growthWithin(samples: readonly (readonly [number, number])[], nowMs: number): number {
  const recent = samples.filter(([timeMs]) => nowMs - timeMs <= WINDOW_MS);
  const before = samples.filter(([timeMs]) => nowMs - timeMs > WINDOW_MS).at(-1);
  const first = before ?? recent[0];
  const last = recent.at(-1) ?? before;
  return first && last ? Math.max(0, last[1] - first[1]) : 0;
}

export class DeadLetterWatch {
  #samples: (readonly [number, number])[] = [];
  #growth = $state(0);

  /** New dead letters of the last hour, as far as this page has seen. */
  get growth(): number {
    return this.#growth;
  }

  take(nowMs: number, total: number): void {
    if (this.#samples.at(-1)?.[1] !== total) this.#samples.push([nowMs, total]);
    this.#growth = growthWithin(this.#samples, nowMs);
  }
}
