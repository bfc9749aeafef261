/** The officers, procedures or fields that have cases in a scope, to choose from; asked for when the choice is there. */
import type { CaseCountsAnswer, CountedBy } from '../../contract/api.ts';
import { getCaseCounts } from '../api/client.ts';
import type { Choice } from '../kinds/kind-words.ts';
import { PageData } from '../page/page-data.svelte.ts';

export class CountedChoices {
  readonly #data = new PageData<CaseCountsAnswer>();

  /** Call while a component is set up; `target` is read reactively. `scope`: undefined: all that is open. */
  constructor(by: CountedBy, target: () => { kind: string; scope: string | undefined; isAsked: boolean }) {
    $effect(() => {
      const { kind, scope, isAsked } = target();
      if (isAsked) void this.#data.load((signal) => getCaseCounts(kind, scope, by, signal));
      return () => this.#data.abort();
    });
  }

  /** What people call one that is told; undefined: it is not known here. */
  nameOf(code: string): string | undefined {
    const item = this.#items.find((one) => one.code === code);
    return item && (item.name || item.code);
  }

  /** The one that is chosen is among them, known or not. `write`: a name with how many of its cases are open. */
  choices(all: string, chosen: string | undefined, write: (name: string, open: number) => string): Choice[] {
    const known = this.#items.map(({ code, name, open }) => [code, write(name || code, open)] as const);
    const isKnown = chosen === undefined || known.some(([code]) => code === chosen);
    return [['', all], ...(isKnown ? [] : [[chosen, chosen] as const]), ...known];
  }

  get #items() {
    return this.#data.value?.items ?? [];
  }
}
