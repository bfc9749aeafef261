/** Periods of counting: two local dates, both inclusive, or a name that follows the clock. */
import { dayStart, formatDay, localDay } from './time.ts';

/** Local days since 1970, both inclusive. */
export interface Period {
  fromDay: number;
  toDay: number;
}

/** `day`, `month`, `year`: the current one; it rolls over by itself. */
export const PERIOD_NAMES = ['day', 'month', 'year'] as const;
export type PeriodName = (typeof PERIOD_NAMES)[number];

/** The current day, month or year at an instant. */
export function currentPeriod(name: PeriodName, nowMs: number): Period {
  const today = localDay(nowMs);
  if (name === 'day') return { fromDay: today, toDay: today };
  const [year, month] = formatDay(today).split('-').map(Number) as [number, number];
  const first = name === 'month' ? Date.UTC(year, month - 1, 1) : Date.UTC(year, 0, 1);
  const next = name === 'month' ? Date.UTC(year, month, 1) : Date.UTC(year + 1, 0, 1);
  return { fromDay: first / 86_400_000, toDay: next / 86_400_000 - 1 };
}

/** The first instant of a period. */
export function periodStart(period: Period): number {
  return dayStart(period.fromDay);
}

/** The last instant that counts: the end of the last day or now, whichever is earlier. */
export function periodEnd(period: Period, nowMs: number): number {
  return Math.min(dayStart(period.toDay + 1) - 1, nowMs);
}
