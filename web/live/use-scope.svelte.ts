/** A watch that follows a component: it begins, moves with the scope and ends by itself. */
import type { Figures } from '../../contract/api.ts';
import type { CaseCounts, Counts } from '../../contract/counts.ts';
import { DOSSIER } from '../../contract/dossier-kind.ts';
import type { WatchPeriod } from '../../contract/live.ts';
import type { Freshness } from './freshness.ts';
import type { LiveFeed } from './live-feed.svelte.ts';
import type { ScopeStream } from './scope-stream.svelte.ts';

/** `Counted`: what the kind counts. */
export class ScopeWatch<Counted extends CaseCounts = Counts> {
  readonly #feed: LiveFeed;
  #stream = $state.raw<ScopeStream>();

  /** Call while a component is set up; `target` is read reactively. */
  constructor(feed: LiveFeed, target: () => { scope: string; period: WatchPeriod; kind?: string }) {
    this.#feed = feed;
    $effect.pre(() => {
      const { kind = DOSSIER, ...request } = target();
      const { stream, release } = feed.watch(kind === DOSSIER ? request : { ...request, kind });
      this.#stream = stream;
      return release;
    });
  }

  get figures(): Figures<Counted> | undefined {
    // Which figures beside the general ones a kind has, knows who asked for it.
    return this.#stream?.figures as Figures<CaseCounts> | undefined as Figures<Counted> | undefined;
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
