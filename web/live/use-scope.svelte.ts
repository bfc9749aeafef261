/** A watch that follows a component: it begins, moves with the scope and ends by itself. */
import type { ScopeFigures } from '../../contract/api.ts';
import type { CaseCounts, Counts } from '../../contract/counts.ts';
import { DOSSIER } from '../../contract/dossier-kind.ts';
import type { WatchPeriod } from '../../contract/live.ts';
import type { TileState } from './freshness.ts';
import type { FigureFeed, FigureStream } from './figure-feed.ts';

/** `Counted`: what the kind counts. */
export class ScopeWatch<Counted extends CaseCounts = Counts> {
  readonly #feed: FigureFeed;
  #stream = $state.raw<FigureStream>();

  /** Call while a component is set up; `target` is read reactively. */
  constructor(feed: FigureFeed, target: () => { scope: string; period: WatchPeriod; kind?: string }) {
    this.#feed = feed;
    $effect.pre(() => {
      const { kind = DOSSIER, ...request } = target();
      const { stream, release } = feed.watch(kind === DOSSIER ? request : { ...request, kind });
      this.#stream = stream;
      return release;
    });
  }

  get figures(): ScopeFigures<Counted> | undefined {
    // Which figures beside the general ones a kind has, knows who asked for it.
    return this.#stream?.figures as ScopeFigures<CaseCounts> | undefined as ScopeFigures<Counted> | undefined;
  }

  /** Why the server refuses the scope, if it does. */
  get error(): string | undefined {
    return this.#stream?.refused?.error;
  }

  get freshness(): TileState {
    const stream = this.#stream;
    if (!stream) return 'waiting';
    const freshness = this.#feed.freshness(stream);
    if (freshness === 'lost') return freshness;
    const reason = stream.refused?.reason;
    if (reason !== undefined) return reason === 'notPermitted' ? 'forbidden' : 'failed';
    return stream.figures && stream.figures.dataTime === null ? 'empty' : freshness;
  }

  get ageMs(): number {
    return this.#stream ? this.#feed.ageMs(this.#stream) : 0;
  }
}
