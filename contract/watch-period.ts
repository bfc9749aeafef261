/** What a client may ask as a period, and the one text that stands for it. */
import type { WatchPeriod } from './live.ts';
import { currentPeriod, PERIOD_NAMES, type Period, type PeriodName } from './period.ts';
import { formatDay, parseDay } from './time.ts';

/** A period that a client asked for cannot be read. */
export class PeriodError extends Error {
  override readonly name = 'PeriodError';
  readonly status = 400;
  readonly field: string;
  readonly value: unknown;
  readonly accepted: string;

  constructor(field: string, value: unknown, accepted: string) {
    super(`${field} is ${JSON.stringify(value) ?? 'missing'}; accepted: ${accepted}`);
    this.field = field;
    this.value = value;
    this.accepted = accepted;
  }
}

const ACCEPTED_DATE = 'a date YYYY-MM-DD from 1971 to 2199';

/** Two dates as a period. @throws PeriodError */
export function parsePeriod(from: unknown, to: unknown): Period {
  const fromDay = typeof from === 'string' ? parseDay(from) : undefined;
  if (fromDay === undefined) throw new PeriodError('from', from, ACCEPTED_DATE);
  const toDay = typeof to === 'string' ? parseDay(to) : undefined;
  if (toDay === undefined) throw new PeriodError('to', to, ACCEPTED_DATE);
  if (toDay < fromDay) throw new PeriodError('to', to, `a date not before from (${from as string})`);
  return { fromDay, toDay };
}

/** Checks a watch period; absent is the current year. @throws PeriodError */
export function parseWatchPeriod(watch: unknown): WatchPeriod {
  if (watch === undefined || watch === null) return 'year';
  if (typeof watch === 'string') {
    if ((PERIOD_NAMES as readonly string[]).includes(watch)) return watch as PeriodName;
    throw new PeriodError('period', watch, `${PERIOD_NAMES.join(', ')} or {from, to}`);
  }
  const { from, to } = watch as { from?: unknown; to?: unknown };
  return formatPeriod(parsePeriod(from, to));
}

/** The days that a watch period covers at an instant. */
export function resolvePeriod(watch: WatchPeriod, nowMs: number): Period {
  return typeof watch === 'string' ? currentPeriod(watch, nowMs) : parsePeriod(watch.from, watch.to);
}

export function formatPeriod(period: Period): { from: string; to: string } {
  return { from: formatDay(period.fromDay), to: formatDay(period.toDay) };
}

/** Equal for equal periods; `year` for the default. */
export function watchKey(watch: WatchPeriod): string {
  return typeof watch === 'string' ? watch : `${watch.from}..${watch.to}`;
}
