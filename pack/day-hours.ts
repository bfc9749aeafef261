/** Which hours a unit has on each day: the rows of the calendar table in the order in which they decide. */
import { parseDay } from '../contract/time.ts';
import { PackError } from './pack-error.ts';
import type { CalendarTable, OfficeHours } from './province-pack.ts';
import type { Session } from './session.ts';

const CLOSED: readonly Session[] = [];

/**
 * The sessions of `days` local days from `firstDay` on. `unit` undefined: of units without rows of their own.
 *
 * Example: the table has Monday to Friday for all units, Saturday morning for a desk, and a Saturday that is worked for
 * all (làm bù). On that Saturday the desk has Monday's hours like everybody, on all others the morning.
 */
export function dayHours(
  { hours, days: exceptions }: Pick<CalendarTable, 'hours' | 'days'>,
  unit: string | undefined,
  firstDay: number,
  days: number,
): (readonly Session[])[] {
  const weekly = weeklyHours(hours, unit);
  const result = Array.from({ length: days }, (_, i) => weekly(firstDay + i));
  // Rows that name the unit come last: they stand.
  for (const { date, dayType, sessions } of [
    ...exceptions.filter(({ units }) => units.length === 0),
    ...exceptions.filter(({ units }) => unit !== undefined && units.includes(unit)),
  ]) {
    const day = dayOf(date);
    const usual = dayType === 'off' ? CLOSED : hoursOfMonday(weekly, day);
    if (day >= firstDay && day < firstDay + days) result[day - firstDay] = sessions ?? usual;
  }
  return result;
}

/** The usual hours of a local day. */
function weeklyHours(
  hours: readonly OfficeHours[],
  unit: string | undefined,
): (day: number) => readonly Session[] {
  const rows = hours
    .filter(({ units }) => units.length === 0 || (unit !== undefined && units.includes(unit)))
    .map(({ units, weekdays, sessions, validFrom, validTo }) => ({
      ofUnit: units.length > 0,
      weekdays: new Set(weekdays),
      sessions,
      fromDay: validFrom === null ? -Infinity : dayOf(validFrom),
      toDay: validTo === null ? Infinity : dayOf(validTo),
    }))
    .sort((a, b) => Number(b.ofUnit) - Number(a.ofUnit) || compare(b.fromDay, a.fromDay));
  return (day) => {
    const weekday = isoWeekday(day);
    const row = rows.find((one) => one.weekdays.has(weekday) && one.fromDay <= day && day <= one.toDay);
    return row?.sessions ?? CLOSED;
  };
}

/** A worked weekend day has the hours of its week's Monday; where that is closed, of the next day that is not. */
function hoursOfMonday(weekly: (day: number) => readonly Session[], day: number): readonly Session[] {
  const monday = day - isoWeekday(day) + 1;
  const week = [0, 1, 2, 3, 4, 5, 6].map((offset) => weekly(monday + offset));
  return week.find((sessions) => sessions.length > 0) ?? CLOSED;
}

/** 1 = Monday to 7 = Sunday; 1 January 1970 was a Thursday. */
export function isoWeekday(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function dayOf(date: string): number {
  const day = parseDay(date);
  if (day === undefined) throw new PackError('calendar, date', JSON.stringify(date), 'a date YYYY-MM-DD');
  return day;
}
