/** The days of a month as a calendar shows them, and the steps of a reader in it. Days are local days since 1970. Pure. */
import { DAY_MS } from '../../contract/time.ts';

export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;

/** Weeks from Monday on, whole ones: with days of the months beside. */
export function weeksOf(day: number): number[][] {
  const { year, month } = monthOf(day);
  const first = dayNumber(year, month, 1);
  const last = dayNumber(year, month + 1, 0);
  const monday = first - weekdayOf(first) + 1;
  const weeks = Math.ceil((last - monday + 1) / 7);
  return Array.from({ length: weeks }, (_, week) =>
    WEEKDAYS.map((weekday) => monday + week * 7 + weekday - 1),
  );
}

/** `month` from 1. */
export function monthOf(day: number): { year: number; month: number; date: number } {
  const at = new Date(day * DAY_MS);
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, date: at.getUTCDate() };
}

/** The same date so many months on, or the last of a shorter month. */
export function addMonths(day: number, months: number): number {
  const { year, month, date } = monthOf(day);
  const last = monthOf(dayNumber(year, month + months + 1, 0)).date;
  return dayNumber(year, month + months, Math.min(date, last));
}

/** Where a key leads from a day; undefined: nowhere. */
export function dayByKey(key: string, day: number): number | undefined {
  switch (key) {
    case 'ArrowLeft':
      return day - 1;
    case 'ArrowRight':
      return day + 1;
    case 'ArrowUp':
      return day - 7;
    case 'ArrowDown':
      return day + 7;
    case 'Home':
      return day - weekdayOf(day) + 1;
    case 'End':
      return day - weekdayOf(day) + 7;
    case 'PageUp':
      return addMonths(day, -1);
    case 'PageDown':
      return addMonths(day, 1);
    default:
      return undefined;
  }
}

/** 1 is Monday, 7 Sunday. */
function weekdayOf(day: number): number {
  // 1 January 1970 was a Thursday.
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

function dayNumber(year: number, month: number, date: number): number {
  return Date.UTC(year, month - 1, date) / DAY_MS;
}
