/** The filters of a list of cases: the address holds them, the server gets them. Pure. */
import { LATENESS } from '../../contract/api.ts';
import { DOSSIER } from '../../contract/dossier-kind.ts';
import type { Kind } from '../../contract/kind.ts';
import { STATUS_GROUPS } from '../../contract/status.ts';
import { kindPaths } from '../routing/route.ts';

/** What the server needs to list exactly the open late cases that the figures count. */
export const OPEN_LATE_QUERY = { lateness: 'late', status: 'inProgress' } as const;

export const FILTERS = [
  'scope',
  'lateness',
  'status',
  'channel',
  'unit',
  'procedure',
  'category',
  'officer',
  'q',
] as const;
export type FilterName = (typeof FILTERS)[number];
export type CaseFilters = Partial<Record<FilterName, string>>;

/** Reads the filters from an address; an unknown choice is left out, so that an old link still opens. */
export function readFilters(query: URLSearchParams, kind: Kind): CaseFilters {
  const allowed = allowedOf(kind);
  const filters: CaseFilters = {};
  for (const name of FILTERS) {
    const value = query.get(name)?.trim();
    if (value && (allowed[name]?.includes(value) ?? true)) filters[name] = value;
  }
  return filters;
}

export function filtersQuery(
  filters: CaseFilters,
  page: { limit: number; cursor?: string | null },
): URLSearchParams {
  const query = new URLSearchParams({ scope: 'province', ...filters, limit: String(page.limit) });
  if (page.cursor) query.set('cursor', page.cursor);
  return query;
}

/** The address of the list with these filters; `kind` is its code. */
export function casesPath(kind: string, filters: CaseFilters): string {
  const { cases } = kindPaths(kind);
  const query = new URLSearchParams(filters as Record<string, string>).toString();
  return query === '' ? cases : `${cases}?${query}`;
}

/** Undefined: any. A dossier has a procedure where others have a category; without a clock nothing is late. */
function allowedOf({ kind, statuses, channels, categories, clock }: Kind) {
  const codes = (terms: readonly { code: string }[]) => terms.map(({ code }) => code);
  const allowed: Partial<Record<FilterName, readonly string[]>> = {
    lateness: clock ? LATENESS : [],
    status: [...codes(statuses), ...STATUS_GROUPS],
    channel: codes(channels),
    category: codes(categories),
  };
  return kind === DOSSIER ? allowed : { ...allowed, procedure: [] };
}
