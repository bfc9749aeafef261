/**
 * Due dates of a case by the clock, limits and stages of its kind (contract/kind.ts). Pure.
 *
 * What was told goes before the rule: an extension before a due date, this before the limits. A suspension is taken off:
 * the limit ends as much later as it lasted. Time is counted as for procedures (due-date.ts).
 */
import { NEVER_DUE } from '../contract/counting.ts';
import type { CaseMoment, Kind, Limit, Stage } from '../contract/kind.ts';
import type { StatusGroup } from '../contract/status.ts';
import { formatDay, localDay } from '../contract/time.ts';
import { legalTimeAfter } from './due-date.ts';
import type { WorkingCalendar } from './working-calendar.ts';

/** What the due dates of a case rest on. Times are instants in ms, 0 = none. */
export interface CaseTimes extends Record<CaseMoment, number> {
  dueAt: number;
  extendedTo: number;
  suspendedFrom: number;
  suspendedTo: number;
  /** Code; '' when none is known. */
  status: string;
  /** The same. */
  category: string;
  group: StatusGroup;
  /** When its status was told. */
  statusAt: number;
}

/** A stage that has begun. */
export interface BegunStage {
  stage: Stage;
  startedAt: number;
  dueAt: number;
  /** 0 while it runs. */
  endedAt: number;
}

/**
 * The due date that counts, ms: while a case is handled the first one of its clock and of the stages that run, afterwards
 * that of its clock. 0: it has none; {@link NEVER_DUE}: its clock stands still.
 */
export function caseDueAt(kind: Kind, times: CaseTimes, calendar: WorkingCalendar): number {
  if (kind.clock === null) return 0;
  const clockDueAt = clockDue(kind, times, calendar);
  if (times.group !== 'inProgress' || clockDueAt === NEVER_DUE) return clockDueAt;
  const running = begunStages(kind, times, calendar).filter(({ endedAt }) => endedAt === 0);
  const dues = [clockDueAt, ...running.map(({ dueAt }) => dueAt)].filter((dueAt) => dueAt !== 0);
  return dues.length === 0 ? 0 : Math.min(...dues);
}

export function begunStages({ stages }: Kind, times: CaseTimes, calendar: WorkingCalendar): BegunStage[] {
  return stages.flatMap((stage) => {
    const startedAt = times[stage.from];
    if (startedAt === 0) return [];
    return [
      { stage, startedAt, dueAt: legalTimeAfter(startedAt, stage, calendar), endedAt: times[stage.to] },
    ];
  });
}

/** The first of some moments, in their order, that was told; 0: none was. */
export function firstTold(moments: readonly CaseMoment[], times: Record<CaseMoment, number>): number {
  for (const moment of moments) if (times[moment] !== 0) return times[moment];
  return 0;
}

function clockDue({ clock, limits }: Kind, times: CaseTimes, calendar: WorkingCalendar): number {
  const told = times.extendedTo || times.dueAt;
  if (told !== 0) return told;
  const startedAt = firstTold(clock?.from ?? [], times);
  if (startedAt === 0) return 0;
  const limit = limitOf(limits, times, formatDay(localDay(startedAt)));
  if (!limit) return 0;
  const dueAt = legalTimeAfter(startedAt, limit, calendar);
  const from = Math.max(times.suspendedFrom, startedAt);
  if (times.suspendedFrom === 0 || from >= dueAt) return dueAt;
  const until = suspendedUntil(times);
  if (until === 0) return NEVER_DUE;
  if (until <= from) return dueAt;
  if (limit.unit === 'workingDay')
    return calendar.addWorkingTime(dueAt, calendar.workingTimeBetween(from, until));
  const amount = limit.amount + localDay(until) - localDay(from);
  return legalTimeAfter(startedAt, { ...limit, amount }, calendar);
}

/** 0: the suspension goes on. One whose end was not told ends when the case does. */
function suspendedUntil({ suspendedFrom, suspendedTo, group, finishedAt, statusAt }: CaseTimes): number {
  if (suspendedTo >= suspendedFrom) return suspendedTo;
  return group === 'resolved' || group === 'withdrawn' ? finishedAt || statusAt : 0;
}

function limitOf(limits: readonly Limit[], { status, category }: CaseTimes, day: string): Limit | undefined {
  const speaks = limits.filter(
    (limit) =>
      (limit.validFrom === null || limit.validFrom <= day) &&
      (limit.status === null || limit.status === status) &&
      (limit.category === null || limit.category === category),
  );
  const rank = (limit: Limit) => (limit.status === null ? 0 : 2) + (limit.category === null ? 0 : 1);
  const [best] = speaks.sort(
    (a, b) => rank(b) - rank(a) || ((b.validFrom ?? '') > (a.validFrom ?? '') ? 1 : -1),
  );
  return best;
}
