/** The periods that observations are of: a year, a quarter, a month, a week or a day, each with one way to write it. */
import type { Period } from './period.ts';
import { DAY_MS, formatDay, parseDay } from './time.ts';

/** How often an indicator is told, from the longest period to the shortest. */
export const EVERY = ['year', 'quarter', 'month', 'week', 'day'] as const;
export type Every = (typeof EVERY)[number];

/** `text`: `2021`, `2021-Q3`, `2021-09`, `2021-09-14`; of a week its Monday. */
export interface ToldPeriod extends Period {
  text: string;
  length: Every;
}

export const ACCEPTED_PERIOD =
  'a year 2021, a quarter 2021-Q3, a month 2021-09 or a day 2021-09-14, from 1971 to 2199';

const MONTHS: Partial<Record<Every, number>> = { year: 12, quarter: 3, month: 1 };
const MONDAY = 1;

/** Undefined when the text is none. `ofWeeks`: a day stands for the week that it lies in. */
export function parseToldPeriod(text: string, ofWeeks = false): ToldPeriod | undefined {
  const [, year, quarter, month] = /^(\d{4})(?:-Q([1-4])|-(\d{2}))?$/.exec(text) ?? [];
  if (year === undefined) {
    const day = parseDay(text);
    if (day === undefined) return undefined;
    return ofWeeks ? weekOf(day) : { text, length: 'day', fromDay: day, toDay: day };
  }
  const length = quarter !== undefined ? 'quarter' : month !== undefined ? 'month' : 'year';
  const first = quarter !== undefined ? 3 * Number(quarter) - 2 : Number(month ?? 1);
  if (parseDay(`${year}-${twoDigits(first)}-01`) === undefined) return undefined;
  return monthsFrom(Number(year), first, length);
}

/** The period of a length that a local day lies in. */
export function toldPeriodOf(day: number, length: Every): ToldPeriod {
  if (length === 'week') return weekOf(day);
  if (length === 'day') return { text: formatDay(day), length, fromDay: day, toDay: day };
  const [year, month] = formatDay(day).split('-').map(Number) as [number, number];
  const months = MONTHS[length] as number;
  return monthsFrom(year, month - ((month - 1) % months), length);
}

/** The one of the same length just before. */
export function periodBefore({ fromDay, length }: ToldPeriod): ToldPeriod {
  return toldPeriodOf(fromDay - 1, length);
}

export function periodAfter({ toDay, length }: ToldPeriod): ToldPeriod {
  return toldPeriodOf(toDay + 1, length);
}

/**
 * The next shorter periods that a period consists of, down to `every`: a year's quarters, a quarter's months, a month's days.
 * None of a period that is as short. A week belongs to where it begins.
 */
export function partsOf(period: ToldPeriod, every: Every): ToldPeriod[] {
  const next = nextShorter(period.length, every);
  if (next === undefined) return [];
  const parts: ToldPeriod[] = [];
  let part = toldPeriodOf(period.fromDay, next);
  if (part.fromDay < period.fromDay) part = periodAfter(part);
  for (; part.fromDay <= period.toDay; part = periodAfter(part)) parts.push(part);
  return parts;
}

/**
 * The period whose observations are of two local days and what lies between them: the one with these ends or, when both go
 * on beyond today, the longest that begins on the same day. Undefined when there is none, such as of 3 to 20 May.
 */
export function toldPeriodFor({ fromDay, toDay }: Period, today: number): ToldPeriod | undefined {
  const periods = EVERY.filter((length) => length !== 'week')
    .map((length) => toldPeriodOf(fromDay, length))
    .filter((period) => period.fromDay === fromDay);
  return (
    periods.find((period) => period.toDay === toDay) ??
    periods.find((period) => period.toDay >= today && toDay >= today)
  );
}

/** Whether an indicator that is told so often may be told for a period: for its own length and every longer one. */
export function isToldFor(every: Every, { length }: ToldPeriod): boolean {
  return EVERY.indexOf(length) <= EVERY.indexOf(every) && (length !== 'week' || every === 'week');
}

/** A week that begins on a day is not the day. */
export function distinct(periods: readonly ToldPeriod[]): ToldPeriod[] {
  return [...new Map(periods.map((period) => [`${period.length} ${period.text}`, period])).values()];
}

function nextShorter(length: Every, every: Every): Every | undefined {
  const below = EVERY.slice(EVERY.indexOf(length) + 1, EVERY.indexOf(every) + 1);
  return below.find((one) => one !== 'week' || every === 'week');
}

function weekOf(day: number): ToldPeriod {
  // 1 January 1970 was a Thursday.
  const weekday = (((day + 3) % 7) + 7) % 7;
  const monday = day - weekday + MONDAY - 1;
  return { text: formatDay(monday), length: 'week', fromDay: monday, toDay: monday + 6 };
}

/** `month` from 1. */
function monthsFrom(year: number, month: number, length: 'year' | 'quarter' | 'month'): ToldPeriod {
  const dayOf = (months: number) => Date.UTC(year, month - 1 + months, 1) / DAY_MS;
  const text = {
    year: `${year}`,
    quarter: `${year}-Q${(month + 2) / 3}`,
    month: `${year}-${twoDigits(month)}`,
  };
  return { text: text[length], length, fromDay: dayOf(0), toDay: dayOf(MONTHS[length] as number) - 1 };
}

const twoDigits = (number: number) => `${number}`.padStart(2, '0');
