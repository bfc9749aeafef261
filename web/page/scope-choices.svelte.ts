/** The areas and units that may be chosen: those of the province, or of what the viewer's token opens. */
import type { AreaFigures, UnitFigures } from '../../contract/api.ts';
import { parseScope, PROVINCE } from '../../contract/scope.ts';
import type { FigureFeed } from '../live/figure-feed.ts';
import { ScopeWatch } from '../live/use-scope.svelte.ts';

export class ScopeChoices {
  readonly #province: ScopeWatch;
  readonly #opened: ScopeWatch;

  /** Call while a component is set up; `target` is read reactively. Its scope is what is shown, which the viewer may see. */
  constructor(feed: FigureFeed, target: () => { scope: string; kind?: string }) {
    this.#province = new ScopeWatch(feed, () => ({ ...target(), scope: PROVINCE, period: 'year' }));
    this.#opened = new ScopeWatch(feed, () => {
      const { scope, ...kind } = target();
      return { ...kind, scope: this.#province.error === undefined ? PROVINCE : scope, period: 'year' };
    });
  }

  get areas(): readonly AreaFigures[] {
    return this.#figures?.areas ?? [];
  }

  get units(): readonly UnitFigures[] {
    return this.#figures?.units ?? [];
  }

  /** The unit that a scope names. */
  unitOf(scope: string): UnitFigures | undefined {
    const named = parseScope(scope);
    return named?.kind === 'unit' ? this.units.find(({ code }) => code === named.code) : undefined;
  }

  get #figures() {
    return this.#province.figures ?? this.#opened.figures;
  }
}
