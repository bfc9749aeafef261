/** Scopes as people call them, for administrators who give them. */
import type { ScopeItem } from '../../contract/administration.ts';
import { parseScope, PROVINCE } from '../../contract/scope.ts';

export type ScopeGroup = 'province' | 'area' | 'unit';

export class ScopeNames {
  readonly #titles: ReadonlyMap<string, string>;
  readonly all: readonly ScopeItem[];

  constructor(all: readonly ScopeItem[]) {
    this.all = all;
    this.#titles = new Map(all.map(({ scope, title }) => [scope, title]));
  }

  /** A scope that the province no longer has is called as it is written. */
  titleOf(scope: string): string {
    return this.#titles.get(scope) ?? scope;
  }

  titlesOf(scopes: readonly string[]): string {
    return scopes.map((scope) => this.titleOf(scope)).join(', ');
  }

  /** Those whose title has the text, in their groups; without empty groups. */
  find(text: string): [group: ScopeGroup, items: ScopeItem[]][] {
    const wanted = text.trim().toLocaleLowerCase('vi');
    return (['province', 'area', 'unit'] as const).flatMap((group) => {
      const items = this.all.filter(
        ({ scope, title }) =>
          parseScope(scope)?.kind === group && title.toLocaleLowerCase('vi').includes(wanted),
      );
      return items.length === 0 ? [] : [[group, items] as [ScopeGroup, ScopeItem[]]];
    });
  }
}

/** The scopes after one of them was chosen or not: the province holds all others. */
export function withScope(scopes: readonly string[], scope: string, isChosen: boolean): string[] {
  if (!isChosen) return scopes.filter((one) => one !== scope);
  return scope === PROVINCE ? [PROVINCE] : [...scopes.filter((one) => one !== PROVINCE), scope];
}
