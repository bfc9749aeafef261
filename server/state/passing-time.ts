/**
 * Which dossiers the passing of time alone may move, so that the figures of a tick are those of its very instant: what
 * becomes late, due soon, received or closed without an event. A step costs what lies between its two instants.
 */
import type { DossierFacts } from '../../contract/counting.ts';
import { dayStart, localDay } from '../../contract/time.ts';
import { isSettled } from './cube.ts';

const MINUTE_MS = 60_000;

export class PassingTime {
  /** Minute since 1970 -> rows that have a time of theirs in it. A row that moved on meanwhile does no harm. */
  private readonly rows = new Map<number, Set<number>>();
  private readonly factsOf: (row: number) => DossierFacts;
  private readonly dueSoonUntil: (nowMs: number) => number;
  private nowMs: number;
  private soonMs: number;

  constructor(
    nowMs: number,
    factsOf: (row: number) => DossierFacts,
    dueSoonUntil: (nowMs: number) => number,
  ) {
    this.factsOf = factsOf;
    this.dueSoonUntil = dueSoonUntil;
    this.nowMs = nowMs;
    this.soonMs = dueSoonUntil(nowMs);
  }

  /** Remembers when time may move a dossier; call it whenever its facts change. */
  note(row: number, facts: DossierFacts): void {
    if (isSettled(facts, this.nowMs)) return;
    const { receivedAt, statusAt, finishedAt, dueAt } = facts;
    for (const timeMs of [receivedAt, statusAt, finishedAt]) if (timeMs > this.nowMs) this.add(row, timeMs);
    // By rule `date` what is due today becomes late at midnight.
    if (dueAt >= dayStart(localDay(this.nowMs))) this.add(row, dueAt);
  }

  /** Goes on to an instant; rows that may stand elsewhere since the last one, some of them more than once. */
  *advance(nowMs: number): Iterable<number> {
    const soonMs = this.dueSoonUntil(nowMs);
    const [before, soonBefore] = [this.nowMs, this.soonMs];
    this.nowMs = nowMs;
    this.soonMs = soonMs;
    yield* this.between(before, nowMs);
    if (soonMs !== soonBefore) yield* this.between(soonBefore, soonMs);
    const [dayBefore, day] = [localDay(before), localDay(nowMs)];
    if (dayBefore === day) return;
    yield* this.between(dayStart(dayBefore), dayStart(day));
    this.forgetBefore(dayStart(day));
  }

  /** Rows with a time of theirs between two instants, in whatever order these are: a clock may be set back. */
  private *between(aMs: number, bMs: number): Iterable<number> {
    const [fromMs, toMs] = aMs < bMs ? [aMs, bMs] : [bMs, aMs];
    const lies = (timeMs: number) => timeMs >= fromMs && timeMs <= toMs;
    for (let minute = minuteOf(fromMs); minute <= minuteOf(toMs); minute++) {
      for (const row of this.rows.get(minute) ?? []) {
        const { receivedAt, statusAt, finishedAt, dueAt } = this.factsOf(row);
        if (lies(receivedAt) || lies(statusAt) || lies(finishedAt) || lies(dueAt)) yield row;
      }
    }
  }

  private add(row: number, timeMs: number): void {
    const minute = minuteOf(timeMs);
    const known = this.rows.get(minute);
    if (known) known.add(row);
    else this.rows.set(minute, new Set([row]));
  }

  private forgetBefore(timeMs: number): void {
    for (const minute of this.rows.keys()) if (minute < minuteOf(timeMs)) this.rows.delete(minute);
  }
}

function minuteOf(timeMs: number): number {
  return Math.floor(timeMs / MINUTE_MS);
}
