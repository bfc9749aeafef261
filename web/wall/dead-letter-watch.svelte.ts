/** Tells how many messages became dead letters lately, from the growing total that the server sends. */

const WINDOW_MS = 60 * 60_000;

type Sample = readonly [timeMs: number, total: number];

/** Growth within the window: `samples` are (time, total) in order of time. Pure. */
export function growthWithin(samples: readonly Sample[], nowMs: number): number {
  const recent = samples.filter(([timeMs]) => nowMs - timeMs <= WINDOW_MS);
  const before = samples.filter(([timeMs]) => nowMs - timeMs > WINDOW_MS).at(-1);
  const first = before ?? recent[0];
  const last = recent.at(-1) ?? before;
  return first && last ? Math.max(0, last[1] - first[1]) : 0;
}

/** The samples with one more, as far as the window still asks for them: at most its seconds and one before it. Pure. */
export function withSample(samples: readonly Sample[], nowMs: number, total: number): readonly Sample[] {
  const all = samples.at(-1)?.[1] === total ? samples : [...samples, [nowMs, total] as const];
  const first = all.findIndex(([timeMs]) => nowMs - timeMs <= WINDOW_MS);
  // Growth within the window begins with the last sample before it.
  return all.slice(Math.max(0, (first < 0 ? all.length : first) - 1));
}

export class DeadLetterWatch {
  #samples: readonly Sample[] = [];
  #growth = $state(0);

  /** New dead letters of the last hour, as far as this page has seen. */
  get growth(): number {
    return this.#growth;
  }

  take(nowMs: number, total: number): void {
    this.#samples = withSample(this.#samples, nowMs, total);
    this.#growth = growthWithin(this.#samples, nowMs);
  }
}
