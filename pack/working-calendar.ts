/**
 * Office time of a province or of one of its units: adds, subtracts and measures it.
 *
 * Office time since 1971 is summed up per local day once (83,644 days, a few ms), so every question afterwards is a
 * look-up or a binary search: cheap within a tick and bounded for any input, also for a calendar without working days.
 */
import { dayStart, localDay, MAX_TIME_MS, MIN_TIME_MS } from '../contract/time.ts';
import { dayHours } from './day-hours.ts';
import type { CalendarTable } from './province-pack.ts';
import type { Session } from './session.ts';

/** A working day of legal times: 8 hours of office time, whatever a given day's hours are. */
export const WORKING_DAY_MS = 8 * 3_600_000;

const FIRST_DAY = localDay(MIN_TIME_MS);
const DAYS = localDay(MAX_TIME_MS) - FIRST_DAY + 1;
const BEGIN_MS = dayStart(FIRST_DAY);
const END_MS = dayStart(FIRST_DAY + DAYS);

export class WorkingCalendar {
  /** [i]: hours of day FIRST_DAY + i; days of the same hours share one list. */
  readonly #sessions: readonly (readonly Session[])[];
  /** [i]: office time before day FIRST_DAY + i, ms. */
  readonly #timeBefore = new Float64Array(DAYS + 1);
  /** [i]: number of working days before day FIRST_DAY + i. */
  readonly #daysBefore = new Int32Array(DAYS + 1);

  /** The calendar of a unit; without one, of the units that have no rows of their own. */
  constructor(table: Pick<CalendarTable, 'hours' | 'days'>, unit?: string) {
    this.#sessions = dayHours(table, unit, FIRST_DAY, DAYS);
    for (const [i, sessions] of this.#sessions.entries()) {
      this.#timeBefore[i + 1] = (this.#timeBefore[i] as number) + timeInto(sessions, Infinity);
      this.#daysBefore[i + 1] = (this.#daysBefore[i] as number) + (sessions.length > 0 ? 1 : 0);
    }
  }

  /** The hours of a local day of contract/time.ts; none on a day off. */
  sessionsOf(day: number): readonly Session[] {
    return this.#sessions[day - FIRST_DAY] ?? [];
  }

  isWorkingDay(day: number): boolean {
    return this.sessionsOf(day).length > 0;
  }

  /** Number of working days d with day < d <= untilDay; 0 when untilDay is not after day. */
  workingDaysAfter(day: number, untilDay: number): number {
    const before = (d: number) => this.#daysBefore[Math.max(0, Math.min(DAYS, d - FIRST_DAY))] as number;
    return Math.max(0, before(untilDay + 1) - before(day + 1));
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

  /** When the last session of a local day ends; the start of a day off. */
  closing(day: number): number {
    return dayStart(day) + (this.sessionsOf(day).at(-1)?.endMs ?? 0);
  }

  /** Office time from the beginning of the table to an instant. */
  #worked(timeMs: number): number {
    const inTable = Math.max(BEGIN_MS, Math.min(END_MS, timeMs));
    const day = localDay(inTable);
    const full = this.#timeBefore[day - FIRST_DAY] as number;
    return full + timeInto(this.sessionsOf(day), inTable - dayStart(day));
  }

  /** The earliest instant by which `worked` is reached; the end of the table when it is not. */
  #reached(worked: number): number {
    const i = this.#firstIndex((before) => before >= worked) - 1;
    if (i < 0) return BEGIN_MS;
    if (i >= DAYS) return END_MS;
    let rest = worked - (this.#timeBefore[i] as number);
    for (const { startMs, endMs } of this.sessionsOf(FIRST_DAY + i)) {
      if (rest <= endMs - startMs) return dayStart(FIRST_DAY + i) + startMs + rest;
      rest -= endMs - startMs;
    }
    return this.closing(FIRST_DAY + i);
  }

  /** The latest instant at which no more than `worked` is worked. */
  #left(worked: number): number {
    const i = this.#firstIndex((before) => before > worked) - 1;
    if (i < 0) return BEGIN_MS;
    if (i >= DAYS) return END_MS;
    let rest = worked - (this.#timeBefore[i] as number);
    for (const { startMs, endMs } of this.sessionsOf(FIRST_DAY + i)) {
      if (rest < endMs - startMs) return dayStart(FIRST_DAY + i) + startMs + rest;
      rest -= endMs - startMs;
    }
    return this.closing(FIRST_DAY + i);
  }

  /** The first index of #timeBefore that satisfies a monotonic condition, DAYS + 1 when none does. */
  #firstIndex(holds: (before: number) => boolean): number {
    let [low, high] = [0, DAYS + 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (holds(this.#timeBefore[middle] as number)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** Office time of a day before an offset from its midnight. */
function timeInto(sessions: readonly Session[], offsetMs: number): number {
  let sum = 0;
  for (const { startMs, endMs } of sessions) sum += Math.max(0, Math.min(offsetMs, endMs) - startMs);
  return sum;
}
