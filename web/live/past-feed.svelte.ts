/** Figures as they were shown at one instant, in the place of the live feed. They stand; only pages turn. */
/* eslint-disable svelte/prefer-svelte-reactivity -- what is shown is in the streams. */
import type { PastFigures } from '../../contract/api.ts';
import type { WatchRequest } from '../../contract/live.ts';
import type { ApiError } from '../api/client.ts';
import { AlertStream } from './alert-stream.svelte.ts';
import { streamKey } from './apply-delta.ts';
import type { FigureFeed } from './figure-feed.ts';
import type { Freshness, Received } from './freshness.ts';
import { PastStream } from './past-stream.svelte.ts';

export class PastFeed implements FigureFeed {
  /** Nobody keeps how many were open. */
  readonly alerts = new AlertStream();
  readonly atMs: number;
  readonly beat = undefined;
  readonly lostSinceMs = undefined;
  #steadyMs = $state(performance.now());
  /** The last that was answered, and the last that was refused. */
  #answered = $state.raw<PastStream>();
  #failed = $state.raw<PastStream>();
  readonly #streams = new Map<string, { stream: PastStream; users: number }>();

  constructor(atMs: number) {
    this.atMs = atMs;
  }

  /** Pages and rows of the wall take turns in the past too. */
  get steadyMs(): number {
    return this.#steadyMs;
  }

  /** Keeps time; returns the clean-up. */
  listen(): () => void {
    const timer = setInterval(() => (this.#steadyMs = performance.now()), 1_000);
    return () => clearInterval(timer);
  }

  get nowMs(): number {
    return this.atMs;
  }

  /** What the figures rest on, of any scope and period; undefined until some have come. */
  get footing(): Pick<PastFigures, 'asOfBasis' | 'dataTime'> | undefined {
    return this.#answered?.figures;
  }

  /** Why some figures did not come; undefined when they have since. */
  get failure(): ApiError | undefined {
    return this.#failed?.failure;
  }

  ageMs(): number {
    return 0;
  }

  freshness(stream: Received): Freshness {
    if (stream === this.alerts) return 'noPast';
    return stream.hasFigures ? 'past' : 'waiting';
  }

  watch(request: WatchRequest): { stream: PastStream; release: () => void } {
    const key = streamKey(request);
    const entry = this.#streams.get(key) ?? { stream: this.#begin(request), users: 0 };
    this.#streams.set(key, entry);
    entry.users += 1;
    return { stream: entry.stream, release: () => this.#release(key) };
  }

  #begin(request: WatchRequest): PastStream {
    return new PastStream(request, this.atMs, (stream) => {
      // Of a kind that nobody has told anything of, nothing is to be said.
      if (stream.hasFigures && (!this.#answered || stream.figures?.dataTime !== null))
        this.#answered = stream;
      else this.#failed = stream;
    });
  }

  #release(key: string): void {
    const entry = this.#streams.get(key);
    if (!entry || --entry.users > 0) return;
    this.#streams.delete(key);
    entry.stream.stop();
  }
}
