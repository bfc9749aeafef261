/** The rows of a list, left at the browser's history for a reader who comes back from one of them. Pure. */
import type { CasePage, DossierPage } from '../../contract/api.ts';

type Page = DossierPage | CasePage;

/** More rows than one reads: those behind are asked for again. */
const MAX_PAGES = 20;
const NAME = 'cases';

interface KeptList {
  /** Of what the list was asked for. */
  key: string;
  pages: readonly Page[];
  /** On the page's own time. */
  loadedAtMs: number;
}

interface History {
  keep(name: string, value: unknown): void;
  kept(name: string): unknown;
}

export function keepList(history: History, { key, pages, loadedAtMs }: KeptList): void {
  if (pages.length > 0) history.keep(NAME, { key, pages: pages.slice(0, MAX_PAGES), loadedAtMs });
}

/** Undefined: nothing is kept of a list that was asked for the same. */
export function keptList(history: History, key: string): KeptList | undefined {
  const kept = history.kept(NAME) as KeptList | undefined;
  return kept?.key === key ? kept : undefined;
}
