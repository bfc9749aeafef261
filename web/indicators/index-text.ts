/** An index in words, and what the server is asked for. Pure. */
import type { ComponentReading, GroupReading, IndexAnswer } from '../../contract/score-index.ts';
import { parseToldPeriod } from '../../contract/told-period.ts';
import { formatPeriod } from '../../contract/watch-period.ts';
import type { NumberFormats } from '../format/numbers.ts';
import { periodParts, periodText } from './period-parts.ts';

/** The period of the page as its first and last day; without one the current year. */
export function indexQuery(address: URLSearchParams): string {
  const query = new URLSearchParams();
  const scope = address.get('scope');
  if (scope) query.set('scope', scope);
  const period = parseToldPeriod(periodText(periodParts(address)));
  for (const [name, day] of Object.entries(period ? formatPeriod(period) : {})) query.set(name, day);
  return query.toString();
}

/** `7,96`; what is not known is a dash, never 0. */
export function writePoints(points: number | null, numbers: NumberFormats): string {
  return points === null ? '–' : numbers.decimals(points, 2);
}

export function componentsByGroup({
  groups,
  components,
}: IndexAnswer): { group: GroupReading; components: ComponentReading[] }[] {
  return groups.map((group) => ({ group, components: components.filter((one) => one.group === group.code) }));
}

/** Whether the period ends before the index applies. */
export function isBeforeIndex({ period, validFrom }: IndexAnswer): boolean {
  return period.to < validFrom;
}
