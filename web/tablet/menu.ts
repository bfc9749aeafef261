/** The pages that the tablet's menu leads to; a page of its own is one entry here and one in Tablet.svelte. */
import { FORM_06A_PATH, type Route } from '../routing/route.ts';
import type { Words } from '../words/vi.ts';

export interface MenuEntry {
  path: string;
  label: (words: Words) => string;
  /** Pages that stand under this entry: it is marked while one of them is shown. */
  pages: readonly Route['page'][];
}

export const MENU: readonly MenuEntry[] = [
  { path: '/', label: (words) => words.menu.overview, pages: ['home', 'area', 'unit'] },
  { path: '/dossiers', label: (words) => words.menu.dossiers, pages: ['dossiers', 'dossier'] },
  { path: FORM_06A_PATH, label: (words) => words.menu.form06a, pages: ['form06a'] },
  { path: '/services', label: (words) => words.services.menu, pages: ['services'] },
  { path: '/quality', label: (words) => words.quality.menu, pages: ['quality'] },
];
