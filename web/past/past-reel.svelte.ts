/** The figures of the instants that a reader goes through: kept for going back, and begun one ahead. */
/* eslint-disable svelte/prefer-svelte-reactivity -- what is shown is in the streams. */
import { untrack } from 'svelte';
import type { WatchRequest } from '../../contract/live.ts';
import { streamKey } from '../live/apply-delta.ts';
import { PastStream } from '../live/past-stream.svelte.ts';

const MAX_KEPT = 24;

export class PastReel {
  /** The one that was shown last stands last. */
  readonly #streams = new Map<string, PastStream>();

  /** The figures of an instant, asked for unless they are there; others that have not come are given up. */
  show(request: WatchRequest, atMs: number): PastStream {
    return untrack(() => {
      const key = keyOf(request, atMs);
      const stream = this.#streams.get(key);
      for (const [other, { hasFigures }] of this.#streams)
        if (other !== key && !hasFigures) this.#drop(other);
      // One that was refused may come now.
      if (stream?.isRefused) this.#drop(key);
      return this.#begin(request, atMs);
    });
  }

  /** Asks for the figures of an instant that is shown next. */
  prepare(request: WatchRequest, atMs: number): void {
    untrack(() => this.#begin(request, atMs));
  }

  stop(): void {
    for (const key of this.#streams.keys()) this.#drop(key);
  }

  #begin(request: WatchRequest, atMs: number): PastStream {
    const key = keyOf(request, atMs);
    const stream = this.#streams.get(key) ?? new PastStream(request, atMs);
    this.#streams.delete(key);
    this.#streams.set(key, stream);
    for (const oldest of this.#streams.keys()) {
      if (this.#streams.size <= MAX_KEPT) break;
      this.#drop(oldest);
    }
    return stream;
  }

  #drop(key: string): void {
    this.#streams.get(key)?.stop();
    this.#streams.delete(key);
  }
}

function keyOf(request: WatchRequest, atMs: number): string {
  return `${streamKey(request)} ${atMs}`;
}
