/**
 * Finds a procedure, a due date and a closing that give a dossier the outcome asked for, within a history's period.
 *
 * It draws procedures of the desk until the legal time fits; when none does in a few draws, the due date is set instead
 * (in practice: the applicant agreed to another day).
 */
import { dayStart, localDay } from '../contract/time.ts';
import { computeDueAt } from '../pack/due-date.ts';
import type { PackProcedure } from '../pack/province-pack.ts';
import { WORKING_DAY_MS, type WorkingCalendar } from '../pack/working-calendar.ts';
import { toSecond, type DossierFile } from './event-writer.ts';
import type { HistoryOutcome } from './history-days.ts';
import type { Random } from './random.ts';

export interface PlannedOutcome {
  procedure: PackProcedure;
  dueAtMs: number;
  /** When an officer takes it up; null when there is no time between receipt and closing. */
  workedAtMs: number | null;
  closedAtMs: number | null;
  /** The hand-over, when it happens apart from the closing. */
  returnedAtMs: number | null;
}

const DRAWS = 10;
const MINUTE_MS = 60_000;

export class OutcomePlanner {
  readonly #random: Random;
  readonly #calendar: WorkingCalendar;
  readonly #from: number;
  readonly #to: number;
  /** The last working day of the period. */
  readonly #lastDay: number;

  /** `period`: local days, both inclusive. */
  constructor(random: Random, calendar: WorkingCalendar, period: { from: number; to: number }) {
    this.#random = random;
    this.#calendar = calendar;
    this.#from = period.from;
    this.#to = period.to;
    let last = period.to;
    while (last > period.from && !calendar.isWorkingDay(last)) last--;
    this.#lastDay = last;
  }

  plan(file: DossierFile, receivedAtMs: number, outcome: HistoryOutcome): PlannedOutcome {
    const firstDay = this.#calendar.workingDayFrom(Math.max(localDay(receivedAtMs), this.#from));
    const { procedure, dueAtMs } = this.#due(file, receivedAtMs, firstDay, outcome);
    const day = this.#closingDay(outcome, firstDay, localDay(dueAtMs));
    if (day === null) {
      const workedAtMs = toSecond(
        this.#calendar.addWorkingTime(receivedAtMs, this.#random.between(0.05, 0.4) * WORKING_DAY_MS),
      );
      return {
        procedure,
        dueAtMs,
        workedAtMs: this.#inPeriod(workedAtMs),
        closedAtMs: null,
        returnedAtMs: null,
      };
    }
    const closedAtMs = this.#closingTime(
      day,
      receivedAtMs,
      outcome === 'resolvedOnTime' ? dueAtMs : Infinity,
    );
    const workedAtMs = toSecond(receivedAtMs + (closedAtMs - receivedAtMs) * this.#random.between(0.1, 0.6));
    const returnedAtMs = this.#random.chance(0.08)
      ? toSecond(this.#calendar.addWorkingTime(closedAtMs, this.#random.between(0.02, 1) * WORKING_DAY_MS))
      : null;
    return {
      procedure,
      dueAtMs,
      workedAtMs:
        closedAtMs - receivedAtMs > 30 * MINUTE_MS ? this.#calendar.nextOfficeInstant(workedAtMs) : null,
      closedAtMs,
      returnedAtMs: returnedAtMs === null ? null : this.#inPeriod(returnedAtMs),
    };
  }

  #due(file: DossierFile, receivedAtMs: number, firstDay: number, outcome: HistoryOutcome) {
    for (let draw = 0; draw < DRAWS; draw++) {
      const procedure = draw === 0 ? file.procedure : file.desk.procedures.draw(this.#random);
      if (file.channel === 'online' && procedure.onlineLevel === 'information') continue;
      const dueAtMs = computeDueAt(procedure, receivedAtMs, file.channel, this.#calendar);
      if (dueAtMs !== null && this.#fits(outcome, firstDay, localDay(dueAtMs), dueAtMs > receivedAtMs)) {
        return { procedure, dueAtMs: toSecond(dueAtMs) };
      }
    }
    return { procedure: file.procedure, dueAtMs: this.#calendar.closing(this.#agreedDay(outcome, firstDay)) };
  }

  #fits(outcome: HistoryOutcome, firstDay: number, dueDay: number, dueLater: boolean): boolean {
    switch (outcome) {
      case 'resolvedEarly':
        return dueDay > firstDay;
      case 'resolvedOnTime':
        return dueDay >= firstDay && dueDay <= this.#lastDay && dueLater;
      case 'resolvedLate':
        return dueDay < this.#lastDay;
      case 'openWithinDue':
        return dueDay >= this.#to;
      case 'openLate':
        return dueDay < this.#to;
    }
  }

  #agreedDay(outcome: HistoryOutcome, firstDay: number): number {
    switch (outcome) {
      case 'resolvedEarly':
        return this.#workingDay(firstDay, 1 + this.#random.integer(5));
      case 'resolvedOnTime':
        return Math.min(this.#lastDay, this.#workingDay(firstDay, this.#random.integer(4)));
      case 'resolvedLate':
      case 'openLate':
        return firstDay;
      case 'openWithinDue':
        return this.#workingDay(this.#calendar.workingDayFrom(this.#to + 1), this.#random.integer(8));
    }
  }

  #closingDay(outcome: HistoryOutcome, firstDay: number, dueDay: number): number | null {
    switch (outcome) {
      case 'resolvedEarly': {
        const days = this.#calendar.workingDaysAfter(firstDay, Math.min(dueDay - 1, this.#lastDay));
        return this.#workingDay(firstDay, Math.floor((days + 1) * this.#random.between(0.15, 1)));
      }
      case 'resolvedOnTime':
        return dueDay;
      case 'resolvedLate': {
        const soonest = Math.max(firstDay, this.#calendar.workingDayFrom(dueDay + 1));
        return Math.min(this.#lastDay, this.#workingDay(soonest, Math.floor(this.#random.exponential(3))));
      }
      default:
        return null;
    }
  }

  /** An instant of office time on a working day, after the receipt and not after `latestMs`. */
  #closingTime(day: number, receivedAtMs: number, latestMs: number): number {
    const opening = this.#calendar.nextOfficeInstant(dayStart(day));
    const earliest = Math.max(opening, receivedAtMs);
    const spanMs = this.#calendar.workingTimeBetween(
      earliest,
      Math.min(latestMs, this.#calendar.closing(day)),
    );
    const timeMs = this.#calendar.addWorkingTime(earliest, spanMs * this.#random.between(0.03, 0.97));
    return Math.max(toSecond(timeMs), receivedAtMs + 1000);
  }

  /** The working day `count` working days after one. */
  #workingDay(day: number, count: number): number {
    return localDay(
      this.#calendar.nextOfficeInstant(this.#calendar.addWorkingTime(dayStart(day), count * WORKING_DAY_MS)),
    );
  }

  #inPeriod(timeMs: number): number | null {
    return timeMs < dayStart(this.#to + 1) ? timeMs : null;
  }
}
