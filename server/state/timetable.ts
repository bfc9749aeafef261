/**
 * Which dossiers time alone will move, and when: passing time costs what changes, not what is open.
 *
 * Two clocks move a dossier: now (it is received, paused, closed or late from an instant on), and the instant up to which
 * what is due is due soon, which runs by office time.
 */
import { closedAt, type DossierFacts, type LatenessRule } from '../../contract/counting.ts';
import { statusGroup } from '../../contract/status.ts';
import { dayStart, localDay } from '../../contract/time.ts';
import { WORKING_DAY_MS, type WorkingCalendar } from '../../pack/working-calendar.ts';
import { RowQueue } from './row-queue.ts';

export class Timetable {
  private readonly byNow = new RowQueue();
  private readonly byDueSoon = new RowQueue();
  private readonly rule: LatenessRule;
  private readonly calendar: WorkingCalendar;
  private nowMs = 0;
  private dueSoonMs = 0;

  constructor(rule: LatenessRule, calendar: WorkingCalendar) {
    this.rule = rule;
    this.calendar = calendar;
  }

  /** Entries; a dossier that events told of has one for each. */
  get size(): number {
    return this.byNow.size + this.byDueSoon.size;
  }

  /** Sets the clocks; what they passed comes with {@link Timetable.passed}. */
  moveTo(nowMs: number): void {
    this.nowMs = nowMs;
    this.dueSoonMs = this.calendar.addWorkingTime(nowMs, WORKING_DAY_MS);
  }

  /** The rows that the clocks have passed. {@link Timetable.note} each again: more may lie ahead of it. */
  *passed(): Generator<number> {
    yield* this.byNow.popUpTo(this.nowMs);
    yield* this.byDueSoon.popUpTo(this.dueSoonMs);
  }

  /** Remembers when the dossier, placed as of the clocks, is to be placed again; nothing when time cannot move it. */
  note(row: number, facts: DossierFacts): void {
    const nextMs = this.nextChange(facts);
    if (nextMs !== Infinity) this.byNow.push(nextMs, row);
    if (this.isOpen(facts) && facts.dueAt > this.dueSoonMs) this.byDueSoon.push(facts.dueAt, row);
  }

  /** The first instant after now at which the counting rules put the dossier elsewhere. */
  private nextChange(facts: DossierFacts): number {
    if (facts.receivedAt > this.nowMs) return facts.receivedAt;
    if (!this.isOpen(facts)) return Infinity;
    return Math.min(
      this.ifAhead(closedAt(facts)),
      statusGroup(facts.status) === 'paused' ? this.ifAhead(facts.statusAt) : Infinity,
      facts.dueAt === 0 ? Infinity : this.ifAhead(this.lateFrom(facts.dueAt)),
    );
  }

  /** In progress now: open, or paused or closed only later. */
  private isOpen(facts: DossierFacts): boolean {
    const group = statusGroup(facts.status);
    if (group === 'outside' || facts.receivedAt > this.nowMs) return false;
    if (group === 'paused') return facts.statusAt > this.nowMs;
    return group === 'inProgress' || closedAt(facts) > this.nowMs;
  }

  private lateFrom(dueMs: number): number {
    return this.rule === 'date' ? dayStart(localDay(dueMs) + 1) : dueMs + 1;
  }

  private ifAhead(instantMs: number): number {
    return instantMs > this.nowMs ? instantMs : Infinity;
  }
}
