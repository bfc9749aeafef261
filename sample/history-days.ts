/**
 * Spreads the totals of a published history over its days of receipt: per day how many dossiers by channel and how many
 * by outcome, so that each sum is the published one to the unit.
 */
import type { Channel } from '../contract/status.ts';
import { formatDay } from '../contract/time.ts';
import { isoWeekday } from '../pack/day-hours.ts';
import type { WorkingCalendar } from '../pack/working-calendar.ts';
import { apportion } from './apportion.ts';
import type { PublishedHistory } from './published-history.ts';

export const HISTORY_OUTCOMES = [
  'openWithinDue',
  'openLate',
  'resolvedLate',
  'resolvedOnTime',
  'resolvedEarly',
] as const;
export type HistoryOutcome = (typeof HISTORY_OUTCOMES)[number];

/** Dossiers received on one local day. The channels of a carried-over day are free: they are not counted. */
export interface HistoryDay {
  day: number;
  carriedOver: boolean;
  channels: Record<Channel, number>;
  outcomes: Record<HistoryOutcome, number>;
}

const WEEKDAYS = [1.24, 1.08, 1, 0.98, 0.86, 1, 1];
/** On days off a few file online and are received by the system itself. */
const DAY_OFF = 0.03;
/** What is carried over came mostly in the last weeks before: mean age in working days. */
const CARRIED_AGE = 9;

export function historyDays(history: PublishedHistory, calendar: WorkingCalendar): HistoryDay[] {
  const { totals, carriedFrom, from, to } = history;
  const days = Array.from({ length: to - carriedFrom + 1 }, (_, i) => carriedFrom + i);
  const inPeriod = (day: number) => day >= from;
  const working = days.map((day) => calendar.isWorkingDay(day));
  const usual = days.map(
    (day) => (WEEKDAYS[isoWeekday(day) - 1] ?? 1) * (history.monthWeights[formatDay(day).slice(0, 7)] ?? 1),
  );

  const atDesk = days.map((day, i) => (inPeriod(day) && working[i] ? (usual[i] as number) : 0));
  const online = days.map((day, i) =>
    inPeriod(day) ? (usual[i] as number) * (working[i] ? 1 : DAY_OFF) : 0,
  );
  const before = days.map((day, i) =>
    !inPeriod(day) && working[i] ? Math.exp(-calendar.workingDaysAfter(day, from - 1) / CARRIED_AGE) : 0,
  );
  const parts = {
    online: apportion(totals.online, online),
    counter: apportion(totals.counter, atDesk),
    postal: apportion(totals.postal, atDesk),
    carried: apportion(totals.carriedOver, before),
  };
  const sizes = days.map(
    (_, i) => at(parts.online, i) + at(parts.counter, i) + at(parts.postal, i) + at(parts.carried, i),
  );
  const outcomes = outcomesByDay(history, calendar, days, sizes);
  return days.map((day, i) => ({
    day,
    carriedOver: !inPeriod(day),
    channels: inPeriod(day)
      ? { online: at(parts.online, i), counter: at(parts.counter, i), postal: at(parts.postal, i) }
      : splitCarried(at(parts.carried, i)),
    outcomes: outcomes[i] as Record<HistoryOutcome, number>,
  }));
}

/** Working days from `age` on in which an outcome is possible, and how likely it then is. */
function outcomesByDay(
  { totals, from, to }: PublishedHistory,
  calendar: WorkingCalendar,
  days: readonly number[],
  sizes: readonly number[],
): Record<HistoryOutcome, number>[] {
  const age = days.map((day) => calendar.workingDaysAfter(day, to));
  // Received when no working day was left: nobody can have resolved it.
  const unresolvable = days.map((day, i) =>
    calendar.workingDaysAfter(day - 1, to) === 0 ? at(sizes, i) : 0,
  );
  const rest = sizes.map((size, i) => size - at(unresolvable, i));
  const place = (total: number, weight: (i: number) => number, share = 1): number[] => {
    const parts = apportion(
      total,
      rest.map((room, i) => (room > 0 ? room * weight(i) : 0)),
      rest.map((room) => Math.ceil(room * share)),
    );
    parts.forEach((part, i) => (rest[i] = at(rest, i) - part));
    return parts;
  };
  const forced = unresolvable.reduce((sum, n) => sum + n, 0);
  const within = place(
    totals.openWithinDue - forced,
    (i) => (at(age, i) <= 30 ? Math.exp(-at(age, i) / 4) : 0),
    0.8,
  );
  const openLate = place(totals.openLate, (i) => (at(age, i) >= 6 ? Math.exp(-at(age, i) / 25) : 0), 0.1);
  const late = place(totals.resolvedLate, (i) => (at(age, i) >= 3 ? (at(days, i) < from ? 3 : 1) : 0), 0.4);
  const onTime = place(totals.resolvedOnTime, () => 1, 0.9);
  return days.map((_, i) => ({
    openWithinDue: at(within, i) + at(unresolvable, i),
    openLate: at(openLate, i),
    resolvedLate: at(late, i),
    resolvedOnTime: at(onTime, i),
    resolvedEarly: at(rest, i),
  }));
}

function splitCarried(count: number): Record<Channel, number> {
  const [online = 0, counter = 0, postal = 0] = apportion(count, [0.6, 0.39, 0.01]);
  return { online, counter, postal };
}

function at(list: readonly number[], i: number): number {
  return list[i] as number;
}
