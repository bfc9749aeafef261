/**
 * Office time of a province: adds, subtracts and measures it.
 *
 * Office time since 1971 is summed up per local day once (83,644 days, a few ms), so every question afterwards is a
 * look-up or a binary search: cheap within a tick and bounded for any input, also for a calendar without working days.
 */
import { dayStart, localDay, MAX_TIME_MS, MIN_TIME_MS, parseDay } from '../contract/time.ts';
import { PackError } from './pack-error.ts';
import type { CalendarTable, Session } from './province-pack.ts';

/** A working day of legal times: 8 hours of office time, whatever a given day's hours are. */
export const WORKING_DAY_MS = 8 * 3_600_000;

const FIRST_DAY = localDay(MIN_TIME_MS);
const DAYS = localDay(MAX_TIME_MS) - FIRST_DAY + 1;

export class WorkingCalendar {
  readonly #sessions: readonly Session[];
  readonly #dayMs: number;
  /** [i]: number of working days before day FIRST_DAY + i. */
  readonly #before = new Int32Array(DAYS + 1);

  constructor(table: CalendarTable) {
    this.#sessions = table.sessions;
    this.#dayMs = table.sessions.reduce((sum, s) => sum + s.endMs - s.startMs, 0);
    const different = new Map(table.days.map((d) => [dayOf(d.date), d.dayType === 'makeup_workday']));
    const weekdays = new Set(table.weekdays);
    for (let i = 0; i < DAYS; i++) {
      const day = FIRST_DAY + i;
      const working = different.get(day) ?? weekdays.has(isoWeekday(day));
      this.#before[i + 1] = (this.#before[i] as number) + (working ? 1 : 0);
    }
  }

  /** `day` is a local day number of contract/time.ts. */
  isWorkingDay(day: number): boolean {
    return this.workingDaysAfter(day - 1, day) === 1;
  }

  /** Number of working days d with day < d <= untilDay; 0 when untilDay is not after day. */
  workingDaysAfter(day: number, untilDay: number): number {
    return Math.max(0, this.#daysBefore(untilDay + 1) - this.#daysBefore(day + 1));
  }

  /** Office time from a to b in ms; negative when b is before a. */
  workingTimeBetween(aMs: number, bMs: number): number {
    return this.#worked(bMs) - this.#worked(aMs);
  }

  /**
   * The instant that lies `workingMs` of office time after `fromMs` (before it when negative).
   *
   * Of the instants that qualify it takes the one nearest to `fromMs`: 8 hours after Monday 07:30 is Monday 17:00, not
   * Tuesday 07:30. So workingTimeBetween(from, result) = workingMs as long as the table reaches that far.
   */
  addWorkingTime(fromMs: number, workingMs: number): number {
    if (workingMs === 0) return fromMs;
    const target = this.#worked(fromMs) + workingMs;
    return workingMs > 0 ? this.#reached(target) : this.#left(target);
  }

  /** The instant itself in office time, else the start of the next session. A session's end is outside it. */
  nextOfficeInstant(timeMs: number): number {
    return Math.max(timeMs, this.#left(this.#worked(timeMs)));
  }

  /** The first working day from `day` on. */
  workingDayFrom(day: number): number {
    return localDay(this.nextOfficeInstant(dayStart(day)));
  }

  /** When the last session of a local day ends. */
  closing(day: number): number {
    return dayStart(day) + (this.#sessions.at(-1) as Session).endMs;
  }

  #daysBefore(day: number): number {
    return this.#before[Math.max(0, Math.min(DAYS, day - FIRST_DAY))] as number;
  }

  /** Office time from the beginning of the table to an instant. */
  #worked(timeMs: number): number {
    const day = localDay(timeMs);
    const full = this.#daysBefore(day) * this.#dayMs;
    return this.isWorkingDay(day) ? full + timeInto(this.#sessions, timeMs - dayStart(day)) : full;
  }

  /** The earliest instant by which `worked` is reached; the end of the table when it is not. */
  #reached(worked: number): number {
    const i = this.#firstIndex((before) => before * this.#dayMs >= worked) - 1;
    if (i < 0) return dayStart(FIRST_DAY);
    if (i >= DAYS) return dayStart(FIRST_DAY + DAYS);
    let rest = worked - (this.#before[i] as number) * this.#dayMs;
    for (const { startMs, endMs } of this.#sessions) {
      if (rest <= endMs - startMs) return dayStart(FIRST_DAY + i) + startMs + rest;
      rest -= endMs - startMs;
    }
    return this.closing(FIRST_DAY + i);
  }

  /** The latest instant at which no more than `worked` is worked. */
  #left(worked: number): number {
    const i = this.#firstIndex((before) => before * this.#dayMs > worked) - 1;
    if (i < 0) return dayStart(FIRST_DAY);
    if (i >= DAYS) return dayStart(FIRST_DAY + DAYS);
    let rest = worked - (this.#before[i] as number) * this.#dayMs;
    for (const { startMs, endMs } of this.#sessions) {
      if (rest < endMs - startMs) return dayStart(FIRST_DAY + i) + startMs + rest;
      rest -= endMs - startMs;
    }
    return this.closing(FIRST_DAY + i);
  }

  /** The first index of #before that satisfies a monotonic condition, DAYS + 1 when none does. */
  #firstIndex(holds: (before: number) => boolean): number {
    let [low, high] = [0, DAYS + 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (holds(this.#before[middle] as number)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** Office time of a working day before an offset from its midnight. */
function timeInto(sessions: readonly Session[], offsetMs: number): number {
  let sum = 0;
  for (const { startMs, endMs } of sessions) sum += Math.max(0, Math.min(offsetMs, endMs) - startMs);
  return sum;
}

/** 1 = Monday to 7 = Sunday; 1 January 1970 was a Thursday. */
export function isoWeekday(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

function dayOf(date: string): number {
  const day = parseDay(date);
  if (day === undefined) throw new PackError('calendar, date', JSON.stringify(date), 'a date YYYY-MM-DD');
  return day;
}
