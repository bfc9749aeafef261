/** What is asked for again and again over HTTP, with an age of its own: when asking fails, it grows old alone. */
import { untrack } from 'svelte';
import { ApiError } from '../api/client.ts';
import type { FigureFeed } from './figure-feed.ts';
import { retryAfterMs } from './past-request.ts';
import { notBetter, type Dated, type Freshness, type TileState } from './freshness.ts';

/** A failed question is asked again after this, ms. Of the past, whose answers are dear, as its figures are. */
const RETRY_MS = 5_000;

export interface PolledOptions<Value> {
  load: (signal: AbortSignal) => Promise<Value>;
  everyMs: number;
  /** It is of the instant that the feed shows. What has no past is not asked for while that is one in the past. */
  hasPast?: boolean;
}

export class Polled<Value> implements Dated {
  readonly #feed: FigureFeed;
  readonly #everyMs: number;
  #value = $state.raw<Value>();
  #error = $state.raw<ApiError>();
  /** The past is shown, and there is none of it. */
  #isWithout = $state(false);
  /** On the page's own time (performance.now). */
  #confirmedAtMs = $state(0);

  /** Call while a component is set up; what `options` reads is read reactively: another question begins anew. */
  constructor(feed: FigureFeed, options: () => PolledOptions<Value>) {
    this.#feed = feed;
    this.#everyMs = options().everyMs;
    $effect(() => {
      const { load, everyMs, hasPast = false } = options();
      const isPast = feed.atMs !== undefined;
      this.#isWithout = isPast && !hasPast;
      if (this.#isWithout) return;
      const stop = new AbortController();
      let timer: ReturnType<typeof setTimeout> | undefined;
      const ask = async (tries = 1) => {
        const done = await this.#ask(load, stop.signal);
        // The past does not change.
        if (stop.signal.aborted || (done && isPast)) return;
        const problem = this.#error?.problem;
        const againMs = isPast ? retryAfterMs(tries, problem, Math.random()) : Math.min(RETRY_MS, everyMs);
        const waitMs = done ? everyMs : againMs;
        if (waitMs !== undefined) timer = setTimeout(() => void ask(tries + 1), waitMs);
      };
      // What is read on the way to the answer is no part of the question.
      untrack(() => void ask());
      return () => {
        stop.abort();
        clearTimeout(timer);
      };
    });
  }

  /** The last answer; it stays while asking fails. */
  get value(): Value | undefined {
    return this.#value;
  }

  get ageMs(): number {
    return Math.max(0, this.#feed.steadyMs - this.#confirmedAtMs) + (this.#feed.beat?.lagMs ?? 0);
  }

  get freshness(): TileState {
    if (this.#isWithout) return 'noPast';
    if (this.#feed.lostSinceMs !== undefined) return 'lost';
    if (this.#error?.problem?.status === 403) return 'forbidden';
    if (this.#value === undefined) return this.#error ? 'failed' : 'waiting';
    if (this.#feed.atMs !== undefined) return 'past';
    const ageMs = this.ageMs;
    const own: Freshness =
      ageMs > 10 * this.#everyMs ? 'stale' : ageMs > 2 * this.#everyMs ? 'delayed' : 'live';
    return notBetter(own, this.#feed.beat?.state ?? 'live');
  }

  async #ask(load: PolledOptions<Value>['load'], signal: AbortSignal): Promise<boolean> {
    try {
      const value = await load(signal);
      if (signal.aborted) return true;
      this.#value = value;
      this.#error = undefined;
      this.#confirmedAtMs = performance.now();
      return true;
    } catch (error) {
      if (!signal.aborted) this.#error = error instanceof ApiError ? error : new ApiError(String(error));
      return false;
    }
  }
}
