/** The filters of the list of alerts: the address holds them, the server gets them. Pure. */
import { ALERT_STATES, SEVERITIES, type AlertCounts, type AlertItem } from '../../contract/alerts.ts';

export const ALERT_FILTERS = ['scope', 'unit', 'state', 'severity', 'rule'] as const;
export type AlertFilters = Partial<Record<(typeof ALERT_FILTERS)[number], string>>;

const ALLOWED: Partial<Record<keyof AlertFilters, readonly string[]>> = {
  state: ALERT_STATES,
  severity: SEVERITIES,
};

/** Reads the filters from an address; an unknown choice is left out, so that an old link still opens. */
export function readAlertFilters(query: URLSearchParams): AlertFilters {
  const filters: AlertFilters = {};
  for (const name of ALERT_FILTERS) {
    const value = query.get(name)?.trim();
    if (value && (ALLOWED[name]?.includes(value) ?? true)) filters[name] = value;
  }
  return filters;
}

/** `cursor`: where the page begins; null: at the first. */
export function alertsQuery(filters: AlertFilters, limit: number, cursor: string | null): URLSearchParams {
  return new URLSearchParams({ ...filters, limit: String(limit), ...(cursor !== null && { cursor }) });
}

export function countUnacknowledged({ bySeverity }: AlertCounts): number {
  return SEVERITIES.reduce((sum, severity) => sum + bySeverity[severity].unacknowledged, 0);
}

/** Nobody has said yet that they take care of it. */
export function waits({ state }: Pick<AlertItem, 'state'>): boolean {
  return state === 'raised' || state === 'notified';
}

/** Those of the alerts shown whose ids were chosen, as far as they still wait: others may have been quicker. */
export function chosenOf(items: readonly AlertItem[], ids: ReadonlySet<string>): AlertItem[] {
  return items.filter((item) => ids.has(item.id) && waits(item));
}
