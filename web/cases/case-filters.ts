/** What a list of cases shows: the address holds it, the server gets it. Pure. */
import { LATENESS, type CaseSort } from '../../contract/api.ts';
import { DOSSIER } from '../../contract/dossier-kind.ts';
import type { Kind } from '../../contract/kind.ts';
import { STATUS_GROUPS } from '../../contract/status.ts';
import { parseDay } from '../../contract/time.ts';
import { kindPaths } from '../routing/route.ts';

/** What the server needs to list exactly the open late cases that the figures count. */
export const OPEN_LATE_QUERY = { lateness: 'late', status: 'inProgress' } as const;

export const FILTERS = [
  'scope',
  'unit',
  'lateness',
  'status',
  'procedure',
  'field',
  'category',
  'channel',
  'officer',
  // Not `from` and `to`: those are the period of figures, which goes from page to page.
  'receivedFrom',
  'receivedTo',
  'q',
] as const;
export type FilterName = (typeof FILTERS)[number];
export type CaseFilters = Partial<Record<FilterName, string>>;

/** The ends that the server knows: either goes with the other. */
const FIRST_DAY = '1971-01-01';
const LAST_DAY = '2199-12-31';

/** Reads the filters from an address; an unknown choice is left out, so that an old link still opens. */
export function readFilters(query: URLSearchParams, kind: Kind): CaseFilters {
  const allowed = allowedOf(kind);
  const filters: CaseFilters = {};
  for (const name of FILTERS) {
    const value = query.get(name)?.trim();
    if (value && (allowed[name]?.includes(value) ?? true) && isWritten(name, value)) filters[name] = value;
  }
  const { receivedFrom, receivedTo } = filters;
  if (receivedFrom !== undefined && receivedTo !== undefined && receivedFrom > receivedTo)
    delete filters.receivedTo;
  return filters;
}

/** The orders in which the cases of a kind may come, the usual one first: without a clock nothing is due. */
export function sortsOf({ clock }: Kind): readonly CaseSort[] {
  return clock ? ['overdue', 'newestLate', 'due', 'received'] : ['received'];
}

export function readSort(query: URLSearchParams, kind: Kind): CaseSort {
  const sorts = sortsOf(kind);
  return sorts.find((sort) => sort === query.get('sort')) ?? (sorts[0] as CaseSort);
}

/** What the server is asked for; without a scope it lists what is open to who asks. */
export function filtersQuery(
  { receivedFrom, receivedTo, ...filters }: CaseFilters,
  page: { sort: CaseSort; limit: number; cursor?: string | null },
): URLSearchParams {
  const query = new URLSearchParams({ ...filters, sort: page.sort, limit: String(page.limit) });
  if (receivedFrom !== undefined || receivedTo !== undefined) {
    query.set('from', receivedFrom ?? FIRST_DAY);
    query.set('to', receivedTo ?? LAST_DAY);
  }
  if (page.cursor) query.set('cursor', page.cursor);
  return query;
}

/** The address of the list with these filters; `kind` is its code. */
export function casesPath(kind: string, filters: CaseFilters): string {
  const { cases } = kindPaths(kind);
  const query = new URLSearchParams(filters as Record<string, string>).toString();
  return query === '' ? cases : `${cases}?${query}`;
}

/** The parameters of an address that say what a list shows, as one text. */
export function listQuery(address: URLSearchParams): string {
  const query = new URLSearchParams();
  for (const name of [...FILTERS, 'sort']) {
    const value = address.get(name);
    if (value) query.set(name, value);
  }
  return query.toString();
}

function isWritten(name: FilterName, value: string): boolean {
  return (name !== 'receivedFrom' && name !== 'receivedTo') || parseDay(value) !== undefined;
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
  return kind === DOSSIER ? allowed : { ...allowed, procedure: [], field: [] };
}
