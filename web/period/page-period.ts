/** The period that the figures of a page are of: in the address a name that follows the clock, one of the past, or two dates. Pure. */
import type { WatchPeriod } from '../../contract/live.ts';
import { PERIOD_NAMES } from '../../contract/period.ts';
import { localDay, parseDay } from '../../contract/time.ts';
import { parseToldPeriod, toldPeriodOf } from '../../contract/told-period.ts';
import { formatPeriod } from '../../contract/watch-period.ts';

/** Of today; each rolls over by itself. */
export const NAMED_PERIODS = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type NamedPeriod = (typeof NAMED_PERIODS)[number];

export interface PagePeriod {
  /** Undefined: two dates. */
  name: NamedPeriod | undefined;
  /** `YYYY-MM-DD`, both inclusive. */
  from: string;
  to: string;
}

/**
 * `from` and `to`, else `period`: a name, or a period such as `2026-Q3` that the page of indicators shows. What cannot be read
 * is the current year, so that an old link still opens. `nowMs`: which day is today.
 */
export function readPeriod(address: URLSearchParams, nowMs: number): PagePeriod {
  const [from, to] = [address.get('from') ?? '', address.get('to') ?? ''];
  const [fromDay, toDay] = [parseDay(from), parseDay(to)];
  if (fromDay !== undefined && toDay !== undefined && fromDay <= toDay) return { name: undefined, from, to };
  const period = address.get('period') ?? '';
  const told = parseToldPeriod(period);
  if (told) return { name: undefined, ...formatPeriod(told) };
  const name = NAMED_PERIODS.find((one) => one === period) ?? 'year';
  return { name, ...formatPeriod(toldPeriodOf(localDay(nowMs), name)) };
}

/** What the address has to say for it. */
export function namedPeriod(name: NamedPeriod): Record<'period' | 'from' | 'to', string | null> {
  return { period: name, from: null, to: null };
}

/** Of two dates; the one that was set beyond the other takes it along. */
export function datedPeriod(
  { from, to }: { from: string; to: string },
  set: 'from' | 'to',
): Record<'period' | 'from' | 'to', string | null> {
  const day = set === 'from' ? from : to;
  return from <= to ? { period: null, from, to } : { period: null, from: day, to: day };
}

/** As the live feed is asked: the names that it knows follow the clock there. */
export function watchOf({ name, from, to }: PagePeriod): WatchPeriod {
  return PERIOD_NAMES.find((one) => one === name) ?? { from, to };
}
