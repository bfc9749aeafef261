/**
 * Plans the life of a simulated dossier from its filing to its result: review, receipt, work, sometimes a supplement, a
 * payment, a withdrawal, and the closing early, on the due day or late. All times but the filing lie in office hours.
 */
import { computeDueAt } from '../pack/due-date.ts';
import { WORKING_DAY_MS, type WorkingCalendar } from '../pack/working-calendar.ts';
import type { Step, StepKind } from './dossier-life.ts';
import { toSecond, type DossierFile } from './event-writer.ts';
import type { Random } from './random.ts';

const MINUTE_MS = 60_000;
/** Share of late dossiers where the late factor is 1; the provinces publish 1 to 3%. */
const LATE_SHARE = 0.013;
/** Office time that a dossier without a due date takes at most. */
const NO_DUE_MS = 5 * WORKING_DAY_MS;

export function planLife(random: Random, file: DossierFile, calendar: WorkingCalendar): Step[] {
  return new LifePlanner(random, file, calendar).plan();
}

class LifePlanner {
  readonly #random: Random;
  readonly #file: DossierFile;
  readonly #calendar: WorkingCalendar;
  readonly #steps: Step[] = [];
  /** Time of the latest step. */
  #nowMs: number;
  #dueMs: number | null = null;

  constructor(random: Random, file: DossierFile, calendar: WorkingCalendar) {
    this.#random = random;
    this.#file = file;
    this.#calendar = calendar;
    this.#nowMs = file.submittedAtMs;
  }

  plan(): Step[] {
    const random = this.#random;
    if (!this.#review()) return this.#steps;
    const { procedure, channel } = this.#file;
    this.#dueMs = computeDueAt(procedure, this.#nowMs, channel, this.#calendar);
    const allowedMs = this.#allowedMs();
    const slow = allowedMs > WORKING_DAY_MS;
    if (slow || random.chance(0.3)) this.#after(random.between(0.02, 0.12) * allowedMs, 'process');
    if (random.chance(0.006)) return this.#after(random.between(0.05, 0.3) * allowedMs, 'withdraw').#steps;
    if (slow && random.chance(0.002)) return this.#after(random.between(0.1, 0.4) * allowedMs, 'stop').#steps;
    if (slow && random.chance(0.06) && !this.#wait('askSupplement', 'resume', 3)) return this.#steps;
    if (procedure.feeVnd >= 50_000 && channel === 'online' && random.chance(0.2))
      this.#wait('askPayment', 'pay', 0.5);
    if (slow && random.chance(0.5)) this.#after(random.between(0.05, 0.2) * allowedMs, 'process');
    this.#close();
    return this.#steps;
  }

  /** Registration and review up to the receipt; false when the dossier is refused for good. */
  #review(): boolean {
    const random = this.#random;
    if (this.#file.channel === 'online' && random.chance(0.3)) {
      this.#add('register', this.#nowMs);
      if (random.chance(0.08)) {
        this.#after(random.between(5, 240) * MINUTE_MS, 'reject');
        if (random.chance(0.55)) return false;
        this.#after(random.between(1, 16) * 60 * MINUTE_MS, 'register');
      }
    }
    this.#after(random.between(2, this.#file.channel === 'online' ? 90 : 12) * MINUTE_MS, 'receive');
    return true;
  }

  /** Pauses for some working days; the due date moves by as much. False when the applicant never comes back. */
  #wait(ask: StepKind, back: StepKind, meanDays: number): boolean {
    this.#after(this.#random.between(0.1, 0.25) * this.#allowedMs(), ask);
    if (this.#random.chance(0.05)) return false;
    const from = this.#nowMs;
    this.#after((0.1 + this.#random.exponential(meanDays)) * WORKING_DAY_MS, back);
    if (this.#dueMs !== null) {
      this.#dueMs = this.#calendar.addWorkingTime(
        this.#dueMs,
        this.#calendar.workingTimeBetween(from, this.#nowMs),
      );
    }
    return true;
  }

  #close(): void {
    const closeMs = this.#closingTime();
    const quick =
      this.#allowedMs() <= WORKING_DAY_MS || (this.#file.channel === 'online' && this.#random.chance(0.5));
    if (quick || this.#random.chance(0.3)) {
      this.#add('finishAndReturn', closeMs);
      return;
    }
    this.#add('finish', closeMs);
    this.#after(this.#random.exponential(0.8) * WORKING_DAY_MS + MINUTE_MS, 'return');
  }

  #closingTime(): number {
    const random = this.#random;
    const calendar = this.#calendar;
    const leftMs = this.#dueMs === null ? NO_DUE_MS : calendar.workingTimeBetween(this.#nowMs, this.#dueMs);
    if (this.#dueMs !== null && random.chance(Math.min(0.3, LATE_SHARE * this.#file.desk.lateFactor))) {
      // A whole working day after the due instant is another day, so late under either rule.
      return calendar.addWorkingTime(
        Math.max(this.#dueMs, this.#nowMs),
        (1 + random.exponential(3)) * WORKING_DAY_MS,
      );
    }
    const share = random.chance(0.3) ? random.between(0.9, 1) : random.between(0.2, 0.85);
    return calendar.addWorkingTime(this.#nowMs, Math.max(MINUTE_MS, leftMs * share));
  }

  #allowedMs(): number {
    if (this.#dueMs === null) return NO_DUE_MS;
    return Math.max(MINUTE_MS, this.#calendar.workingTimeBetween(this.#nowMs, this.#dueMs));
  }

  #after(workingMs: number, kind: StepKind): this {
    return this.#add(kind, this.#calendar.addWorkingTime(this.#nowMs, Math.max(1000, workingMs)));
  }

  #add(kind: StepKind, timeMs: number): this {
    this.#nowMs = Math.max(this.#nowMs, toSecond(timeMs));
    this.#steps.push({ kind, timeMs: this.#nowMs });
    return this;
  }
}
