/** The filters of the dossier list: the address holds them, the server gets them. Pure. */
import { LATENESS } from '../../contract/api.ts';
import { CHANNELS, STATUS_GROUPS, STATUSES } from '../../contract/status.ts';

/** What `GET /api/v1/dossiers` needs to list exactly the open late dossiers that the figures count. */
export const OPEN_LATE_QUERY = { lateness: 'late', status: 'inProgress' } as const;

export const FILTERS = [
  'scope',
  'lateness',
  'status',
  'channel',
  'unit',
  'procedure',
  'officer',
  'q',
] as const;
export type FilterName = (typeof FILTERS)[number];
export type DossierFilters = Partial<Record<FilterName, string>>;

const ALLOWED: Partial<Record<FilterName, readonly string[]>> = {
  lateness: LATENESS,
  status: [...STATUSES, ...STATUS_GROUPS],
  channel: CHANNELS,
};

/** Reads the filters from an address; an unknown choice is left out, so that an old link still opens. */
export function readFilters(query: URLSearchParams): DossierFilters {
  const filters: DossierFilters = {};
  for (const name of FILTERS) {
    const value = query.get(name)?.trim();
    if (!value) continue;
    const allowed = ALLOWED[name];
    if (allowed && !allowed.includes(value)) continue;
    filters[name] = value;
  }
  return filters;
}

export function filtersQuery(
  filters: DossierFilters,
  page: { limit: number; cursor?: string | null },
): URLSearchParams {
  const query = new URLSearchParams({ scope: 'province', ...filters, limit: String(page.limit) });
  if (page.cursor) query.set('cursor', page.cursor);
  return query;
}

/** The address of the list with these filters. */
export function dossiersPath(filters: DossierFilters): string {
  const query = new URLSearchParams(filters as Record<string, string>).toString();
  return query === '' ? '/dossiers' : `/dossiers?${query}`;
}
