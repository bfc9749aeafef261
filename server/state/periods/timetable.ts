/**
 * Which cases time alone will move, and when: passing time costs what changes, not what is open.
 *
 * Two clocks move a case: now (it is received, paused, closed or late from an instant on), and the instant up to which
 * what is due is due soon, which runs by the office time of each working calendar.
 */
import { closedAt, NEVER_DUE, type CaseFacts } from '../../../contract/counting.ts';
import { dayStart, localDay } from '../../../contract/time.ts';
import type { Deadlines } from '../cases/deadlines.ts';
import { RowQueue } from '../memory/row-queue.ts';

export class Timetable {
  readonly #byNow = new RowQueue();
  /** One for each working calendar. */
  readonly #byDueSoon: readonly RowQueue[];
  readonly #deadlines: Deadlines;
  #nowMs = 0;
  #dueSoonMs: readonly number[];

  /** As of `nowMs`. */
  constructor(deadlines: Deadlines, nowMs: number) {
    this.#deadlines = deadlines;
    this.#nowMs = nowMs;
    this.#dueSoonMs = deadlines.dueSoonUntil(nowMs);
    this.#byDueSoon = this.#dueSoonMs.map(() => new RowQueue());
  }

  /** Entries; a case that events told of has one for each. */
  get size(): number {
    return this.#byDueSoon.reduce((sum, { size }) => sum + size, this.#byNow.size);
  }

  /** Sets the clocks; what they passed comes with {@link Timetable.passed}. */
  moveTo(nowMs: number): void {
    this.#nowMs = nowMs;
    this.#dueSoonMs = this.#deadlines.dueSoonUntil(nowMs);
  }

  /** The rows that the clocks have passed. {@link Timetable.note} each again: more may lie ahead of it. */
  *passed(): Generator<number> {
    yield* this.#byNow.popUpTo(this.#nowMs);
    for (const [calendar, queue] of this.#byDueSoon.entries()) {
      yield* queue.popUpTo(this.#dueSoonMs[calendar] as number);
    }
  }

  /**
   * Remembers when the case of a unit (its number), placed as of the clocks, is to be placed again; nothing when time
   * cannot move it.
   */
  note(row: number, unit: number, facts: CaseFacts): void {
    const nextMs = this.#nextChange(facts);
    if (nextMs !== Infinity) this.#byNow.push(nextMs, row);
    const calendar = this.#deadlines.calendarNumberOf(unit);
    if (
      this.#isOpen(facts) &&
      facts.dueAt !== NEVER_DUE &&
      facts.dueAt > (this.#dueSoonMs[calendar] as number)
    ) {
      (this.#byDueSoon[calendar] as RowQueue).push(facts.dueAt, row);
    }
  }

  /** The first instant after now at which the counting rules put the case elsewhere. */
  #nextChange(facts: CaseFacts): number {
    if (facts.receivedAt > this.#nowMs) return facts.receivedAt;
    if (!this.#isOpen(facts)) return Infinity;
    return Math.min(
      this.#ifAhead(closedAt(facts)),
      facts.group === 'paused' ? this.#ifAhead(facts.statusAt) : Infinity,
      facts.dueAt === 0 || facts.dueAt === NEVER_DUE ? Infinity : this.#ifAhead(this.#lateFrom(facts.dueAt)),
    );
  }

  /** In progress now: open, or paused or closed only later. */
  #isOpen(facts: CaseFacts): boolean {
    const { group } = facts;
    if (group === 'outside' || facts.receivedAt > this.#nowMs) return false;
    if (group === 'paused') return facts.statusAt > this.#nowMs;
    return group === 'inProgress' || closedAt(facts) > this.#nowMs;
  }

  #lateFrom(dueMs: number): number {
    return this.#deadlines.rule.name === 'date' ? dayStart(localDay(dueMs) + 1) : dueMs + 1;
  }

  #ifAhead(instantMs: number): number {
    return instantMs > this.#nowMs ? instantMs : Infinity;
  }
}
