/** The period that another one is compared with. Pure. */
import { parseDay, formatDay, DAY_MS } from '../../contract/time.ts';
import { periodBefore, toldPeriodOf } from '../../contract/told-period.ts';
import type { PagePeriod } from '../period/page-period.ts';

/** `before`: the one of the same length just before, such as last week; `year`: the same days a year before. */
export const AGAINST = ['before', 'year'] as const;
export type Against = (typeof AGAINST)[number];

interface Days {
  from: string;
  to: string;
}

/**
 * While a period goes on, the other one ends at the same day of it: half a month is not compared with a whole one.
 * `today`: local day.
 */
export function comparedPeriod(
  period: PagePeriod,
  against: Against,
  today: number,
): { shown: Days; other: Days } {
  const fromDay = parseDay(period.from) as number;
  const lastDay = parseDay(period.to) as number;
  const toDay = lastDay >= today && fromDay <= today ? today : lastDay;
  const other = against === 'year' ? yearBefore(fromDay, toDay) : before(period, fromDay, toDay);
  return { shown: daysOf(fromDay, toDay), other };
}

function before({ name }: PagePeriod, fromDay: number, toDay: number): Days {
  if (name === undefined) return daysOf(fromDay - (toDay - fromDay + 1), fromDay - 1);
  const other = periodBefore(toldPeriodOf(fromDay, name));
  // A shorter month has its last day.
  return daysOf(other.fromDay, Math.min(other.toDay, other.fromDay + (toDay - fromDay)));
}

function yearBefore(fromDay: number, toDay: number): Days {
  return daysOf(lastYear(fromDay), lastYear(toDay));
}

/** Of 29 February the 28th. */
function lastYear(day: number): number {
  const [year, month, date] = formatDay(day).split('-').map(Number) as [number, number, number];
  const last = new Date(Date.UTC(year - 1, month, 0)).getUTCDate();
  return Date.UTC(year - 1, month - 1, Math.min(date, last)) / DAY_MS;
}

function daysOf(fromDay: number, toDay: number): Days {
  return { from: formatDay(fromDay), to: formatDay(toDay) };
}
