/** A watch that follows a component: it begins, moves with the scope and ends by itself. */
import type { WatchPeriod } from '../../contract/live.ts';
import type { Freshness } from './freshness.ts';
import type { LiveFeed } from './live-feed.svelte.ts';
import type { ScopeStream } from './scope-stream.svelte.ts';

export class ScopeWatch {
  readonly #feed: LiveFeed;
  #stream = $state.raw<ScopeStream>();

  /** Call while a component is set up; `target` is read reactively. */
  constructor(feed: LiveFeed, target: () => { scope: string; period: WatchPeriod }) {
    this.#feed = feed;
    $effect.pre(() => {
      const { scope, period } = target();
      const { stream, release } = feed.watch(scope, period);
      this.#stream = stream;
      return release;
    });
  }

  get figures() {
    return this.#stream?.figures;
  }

  get error(): string | undefined {
    return this.#stream?.error;
  }

  get freshness(): Freshness {
    return this.#stream ? this.#feed.freshness(this.#stream) : 'waiting';
  }

  get ageMs(): number {
    return this.#stream ? this.#feed.ageMs(this.#stream) : 0;
  }
}
