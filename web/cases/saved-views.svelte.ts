/** Lists that somebody saved by a name, kept by the browser for one identity; none of them outlives its sign-out. */
import type { Me } from '../../contract/identity.ts';

export const MAX_VIEWS = 20;
export const MAX_VIEW_NAME = 60;
/** A longer address was not made by our pages. */
const MAX_QUERY = 2_000;
const PREFIX = 'case-views:';

export interface SavedView {
  name: string;
  /** Code of the kind. */
  kind: string;
  /** Parameters of the address of the list. */
  query: string;
}

export class SavedViews {
  readonly #key: string;
  #all = $state.raw<readonly SavedView[]>([]);

  /** What another identity has left on this device is gone. */
  constructor({ kind, name }: Pick<Me, 'kind' | 'name'>) {
    this.#key = `${PREFIX}${kind}:${name}`;
    forgetViews(this.#key);
    this.#all = read(this.#key);
  }

  get all(): readonly SavedView[] {
    return this.#all;
  }

  /** In the place of one of the same name and kind. False: there are too many, or the browser keeps nothing. */
  save(view: SavedView): boolean {
    const others = this.#all.filter(({ name, kind }) => name !== view.name || kind !== view.kind);
    return others.length < MAX_VIEWS && this.#write([...others, view]);
  }

  remove(view: SavedView): void {
    this.#write(this.#all.filter((one) => one !== view));
  }

  #write(views: readonly SavedView[]): boolean {
    try {
      localStorage.setItem(this.#key, JSON.stringify(views));
    } catch {
      return false;
    }
    this.#all = views;
    return true;
  }
}

/** Takes the views of all identities off this device; `but`: the key of one that stays. */
export function forgetViews(but?: string): void {
  try {
    for (const key of Object.keys(localStorage))
      if (key.startsWith(PREFIX) && key !== but) localStorage.removeItem(key);
  } catch {
    // The browser keeps nothing, so there is nothing to forget.
  }
}

/** What was changed by hand is left out. */
function read(key: string): SavedView[] {
  let kept: unknown;
  try {
    kept = JSON.parse(localStorage.getItem(key) ?? '[]');
  } catch {
    return [];
  }
  return Array.isArray(kept) ? kept.filter(isView).slice(0, MAX_VIEWS) : [];
}

function isView(one: unknown): one is SavedView {
  const { name, kind, query } = (one ?? {}) as Partial<Record<keyof SavedView, unknown>>;
  const isText = (value: unknown, max: number) => typeof value === 'string' && value.length <= max;
  return (
    isText(name, MAX_VIEW_NAME) && name !== '' && isText(kind, MAX_VIEW_NAME) && isText(query, MAX_QUERY)
  );
}
