/**
 * A dossier on its way: a list of steps with the times they are planned for. Each step taken gives one event.
 *
 * A step may be taken at another time than planned (the live stream takes them now); receipt, due date and the time
 * waited for a supplement then follow from the real times.
 */
import type { Status } from '../contract/status.ts';
import { computeDueAt } from '../pack/due-date.ts';
import { WORKING_DAY_MS, type WorkingCalendar } from '../pack/working-calendar.ts';
import {
  progressOf,
  snapshotOf,
  type DossierFile,
  type DossierState,
  type TimedEvent,
} from './event-writer.ts';

export type StepKind =
  | 'register'
  | 'reject'
  | 'receive'
  | 'process'
  | 'askSupplement'
  | 'askPayment'
  | 'resume'
  | 'pay'
  | 'withdraw'
  | 'stop'
  | 'finish'
  | 'return'
  | 'finishAndReturn';

export interface Step {
  kind: StepKind;
  /** Planned instant, ms. */
  timeMs: number;
  /** Only of `receive`: when told, they stand; else the receipt is now and the due date follows from the legal time. */
  receivedAtMs?: number;
  dueAtMs?: number;
}

const CLOSING: ReadonlySet<StepKind> = new Set(['finish', 'return', 'finishAndReturn']);

/** What all dossiers of a province share. */
export interface Office {
  calendar: WorkingCalendar;
  /** The room that works on the dossier, for progress events. */
  room(file: DossierFile): string;
}

export class DossierLife {
  readonly file: DossierFile;
  readonly #steps: readonly Step[];
  readonly #office: Office;
  #taken = 0;
  #pausedAtMs = 0;
  #state: DossierState & { status: Status } = { status: 'registered' };

  constructor(file: DossierFile, steps: readonly Step[], office: Office) {
    this.file = file;
    this.#steps = steps;
    this.#office = office;
  }

  /** When the next step is planned; undefined when none is left. */
  get nextMs(): number | undefined {
    return this.#steps[this.#taken]?.timeMs;
  }

  get dueAtMs(): number | null {
    return this.#state.dueAtMs ?? null;
  }

  /** Under way, and nothing but resolving is left to do. */
  get onlyClosingLeft(): boolean {
    return (
      this.#taken > 0 &&
      this.#taken < this.#steps.length &&
      CLOSING.has(this.#steps[this.#taken]?.kind ?? 'stop')
    );
  }

  /** Takes the next step at its planned time, or at `nowMs`. */
  advance(nowMs?: number): TimedEvent {
    const step = this.#steps[this.#taken++];
    if (step === undefined) throw new RangeError(`no step left for ${this.file.code}`);
    const timeMs = nowMs ?? step.timeMs;
    const id = `${this.file.code}/${this.#taken}${nowMs === undefined ? '' : `@${nowMs}`}`;
    return this.#take(step, id, timeMs);
  }

  #take(step: Step, id: string, timeMs: number): TimedEvent {
    const { file } = this;
    switch (step.kind) {
      case 'register':
        return this.#snapshot(id, timeMs, { status: 'registered' });
      case 'reject':
        return this.#snapshot(id, timeMs, { status: 'rejected', refusedAtMs: timeMs });
      case 'receive':
        return this.#receive(step, id, timeMs);
      case 'process': {
        this.#state.status = 'processing';
        return progressOf(id, timeMs, file, 'processing', {
          department: this.#office.room(file),
          dueAtMs: this.#stepDue(timeMs),
        });
      }
      case 'askSupplement':
      case 'askPayment':
        this.#pausedAtMs = timeMs;
        return this.#progress(
          id,
          timeMs,
          step.kind === 'askPayment' ? 'awaitingPayment' : 'awaitingSupplement',
        );
      case 'resume':
      case 'pay':
        return this.#resume(id, timeMs, step.kind === 'pay');
      case 'withdraw':
        return this.#progress(id, timeMs, 'withdrawn');
      case 'stop':
        return this.#progress(id, timeMs, 'stopped');
      case 'finish':
        return this.#snapshot(id, timeMs, {
          status: 'processed',
          finishedAtMs: timeMs,
          electronicResult: this.#electronic,
        });
      case 'return':
        return this.#snapshot(id, timeMs, { status: 'returned', returnedAtMs: timeMs });
      case 'finishAndReturn':
        return this.#snapshot(id, timeMs, {
          status: 'returned',
          finishedAtMs: timeMs,
          returnedAtMs: timeMs,
          electronicResult: this.#electronic,
        });
    }
  }

  get #electronic(): boolean {
    return this.file.channel === 'online' && this.file.procedure.onlineLevel === 'full';
  }

  #receive(step: Step, id: string, timeMs: number): TimedEvent {
    const receivedAtMs = step.receivedAtMs ?? timeMs;
    const { procedure, channel } = this.file;
    const dueAtMs = step.dueAtMs ?? computeDueAt(procedure, receivedAtMs, channel, this.#office.calendar);
    return this.#snapshot(id, timeMs, { status: 'received', receivedAtMs, dueAtMs, refusedAtMs: null });
  }

  /** The clock stood still while the dossier waited: the due date moves by the office time waited. */
  #resume(id: string, timeMs: number, paid: boolean): TimedEvent {
    const { calendar } = this.#office;
    const waitedMs = calendar.workingTimeBetween(this.#pausedAtMs, timeMs);
    const due = this.dueAtMs;
    return this.#snapshot(id, timeMs, {
      status: 'processing',
      ...(due === null ? {} : { dueAtMs: calendar.addWorkingTime(due, waitedMs) }),
      ...(paid ? { paidOnline: true } : {}),
    });
  }

  #snapshot(id: string, timeMs: number, change: Partial<DossierState>): TimedEvent {
    Object.assign(this.#state, change);
    return snapshotOf(id, timeMs, this.file, this.#state);
  }

  #progress(id: string, timeMs: number, status: Status): TimedEvent {
    this.#state.status = status;
    return progressOf(id, timeMs, this.file, status);
  }

  /** A step is due within a working day, and not after the dossier unless that is late already. */
  #stepDue(timeMs: number): number {
    const day = this.#office.calendar.addWorkingTime(timeMs, WORKING_DAY_MS);
    const due = this.dueAtMs;
    return due === null || due < timeMs ? day : Math.min(day, due);
  }
}
