/** The areas and units that may be chosen: those of what is open to who is at the page. */
import type { AreaFigures, UnitFigures } from '../../contract/api.ts';
import type { Me } from '../../contract/identity.ts';
import { parseScope, PROVINCE } from '../../contract/scope.ts';
import { ownScope, seesAll } from '../access/open-scopes.ts';
import type { FigureFeed } from '../live/figure-feed.ts';
import { ScopeWatch } from '../live/use-scope.svelte.ts';

/** A scope with its name. */
type Named = readonly [scope: string, name: string];

export class ScopeChoices {
  readonly #identity: { readonly me: Me | undefined };
  readonly #watch: ScopeWatch;

  /** Call while a component is set up; `target` is read reactively. Its scope is what is shown. */
  constructor(
    feed: FigureFeed,
    identity: { readonly me: Me | undefined },
    target: () => { scope: string; kind?: string },
  ) {
    this.#identity = identity;
    this.#watch = new ScopeWatch(feed, () => {
      const { scope, ...kind } = target();
      return { ...kind, scope: seesAll(identity.me) ? PROVINCE : scope, period: 'year' };
    });
  }

  /** Whether the whole province may be chosen. */
  get hasAll(): boolean {
    return seesAll(this.#identity.me);
  }

  /** What is shown when nothing is chosen. */
  get own(): string {
    return ownScope(this.#identity.me);
  }

  /** The scopes that were granted, where these are not all. */
  get granted(): readonly Named[] {
    const { scopes = [], scopeTitles = [] } = this.#identity.me ?? {};
    return scopes.map((scope, i) => [scope, scopeTitles[i] ?? scope] as const);
  }

  get areas(): readonly AreaFigures[] {
    return this.#watch.figures?.areas ?? [];
  }

  get units(): readonly UnitFigures[] {
    return this.#watch.figures?.units ?? [];
  }

  /** The unit that a scope names. */
  unitOf(scope: string): UnitFigures | undefined {
    const named = parseScope(scope);
    return named?.kind === 'unit' ? this.units.find(({ code }) => code === named.code) : undefined;
  }

  /** What people call a scope; undefined: not known yet, or not here. */
  nameOf(scope: string): string | undefined {
    const named = parseScope(scope);
    const area = named?.kind === 'area' && this.areas.find(({ code }) => code === named.code);
    const found = area || this.unitOf(scope);
    return found ? found.name : this.granted.find(([one]) => one === scope)?.[1];
  }
}
