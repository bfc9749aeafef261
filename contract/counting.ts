/**
 * The counting rules: where one case stands in one period. Pure, so that the live cube, a recount and a test share
 * it; the SQL twin is clickhouse/recount.ts. What differs from kind to kind is in {@link KindCounting}.
 *
 * Rules: Form 06a of Circular 01/2020/TT-VPCP as the national portal counts it (date granularity).
 */
import type { StatusGroup } from './status.ts';
import { localDay } from './time.ts';

/** What the rules need of a case. Times are instants in ms, 0 = none. */
export interface CaseFacts {
  /** What its status counts as. */
  group: StatusGroup;
  /** Event time that set the status. */
  statusAt: number;
  /** `receivedAt`, or the time of the first known event when that is absent or null. */
  receivedAt: number;
  /** When its clock ended, as told. */
  finishedAt: number;
  /** Told, or computed from the limits of its kind. {@link NEVER_DUE}: its clock stands still. */
  dueAt: number;
  /** Where a case received in the period stands: the place of its channel's origin in {@link Cells.origins}. */
  origin: number;
  /** Its kind has a clock, so that it should have a due date. */
  hasClock: boolean;
}

/** Due date of a case whose clock stands still: later than any instant. */
export const NEVER_DUE = Date.UTC(9999, 11, 31);

export const LATENESS_RULES = ['date', 'instant'] as const;
/** `date` compares local days, `instant` compares instants (early still means before the due day). */
export type LatenessRule = (typeof LATENESS_RULES)[number];

/** A rule that counts otherwise than before gets the next version; figures say which one made them. */
export const LATENESS_RULE_VERSIONS = { date: 1, instant: 1 } as const satisfies Record<LatenessRule, number>;

/** The instants that a classification compares with; computed once for all dossiers. */
export interface Instants {
  /** First instant of the period. */
  startMs: number;
  /** Last instant of the period that counts (its end or now). */
  endMs: number;
  /** One working day after `endMs`: what is due by then is due soon. */
  dueSoonMs: number;
  rule: LatenessRule;
}

export const CARRIED_OVER = 'carriedOver';
export const OUTCOMES = [
  'resolvedEarly',
  'resolvedOnTime',
  'resolvedLate',
  'withinDue',
  'dueSoon',
  'late',
  'paused',
  'withdrawn',
  'outside',
] as const;
export type Outcome = (typeof OUTCOMES)[number];
export const OUTCOME_INDEX = Object.fromEntries(OUTCOMES.map((name, i) => [name, i])) as Record<
  Outcome,
  number
>;

/** The case is not in the period. */
export const NOT_COUNTED = -1;

interface CellParts {
  origin: string;
  outcome: Outcome;
  missingDueDate: boolean;
}

/** The results of {@link classify} for the cases of a kind, 0 to size - 1: by outcome, origin, with and without due date. */
export class Cells {
  /** The first one is {@link CARRIED_OVER}, the others are where cases come from: channels. */
  readonly origins: readonly string[];
  readonly size: number;
  readonly #parts: readonly CellParts[];

  constructor(channels: readonly string[]) {
    const origins = [CARRIED_OVER, ...channels];
    this.origins = origins;
    this.#parts = OUTCOMES.flatMap((outcome) =>
      origins.flatMap((origin) =>
        [false, true].map((missingDueDate) => ({ origin, outcome, missingDueDate })),
      ),
    );
    this.size = this.#parts.length;
  }

  /** `origin`: its place in {@link Cells.origins}. */
  of(origin: number, outcome: Outcome, missingDueDate: boolean): number {
    return (OUTCOME_INDEX[outcome] * this.origins.length + origin) * 2 + (missingDueDate ? 1 : 0);
  }

  parts(cell: number): CellParts {
    return this.#parts[cell] as CellParts;
  }
}

/** When the case closed, or 0 while it is open. A closing before the receipt counts as at the receipt. */
export function closedAt(facts: CaseFacts): number {
  const { group } = facts;
  if (group === 'resolved') return Math.max(facts.finishedAt || facts.statusAt, facts.receivedAt);
  return group === 'withdrawn' ? Math.max(facts.statusAt, facts.receivedAt) : 0;
}

/** Outcome of a resolved case. No due date: on time. */
export function resolvedOutcome(closedMs: number, dueMs: number, rule: LatenessRule): Outcome {
  if (dueMs === 0) return 'resolvedOnTime';
  const closedDay = localDay(closedMs);
  const dueDay = localDay(dueMs);
  if (closedDay < dueDay) return 'resolvedEarly';
  const late = rule === 'date' ? closedDay > dueDay : closedMs > dueMs;
  return late ? 'resolvedLate' : 'resolvedOnTime';
}

/** Outcome of a case in progress at `endMs`. No due date: within due. */
export function progressOutcome(dueMs: number, at: Pick<Instants, 'endMs' | 'dueSoonMs' | 'rule'>): Outcome {
  if (dueMs === 0) return 'withinDue';
  const late = at.rule === 'date' ? localDay(dueMs) < localDay(at.endMs) : dueMs < at.endMs;
  if (late) return 'late';
  return dueMs <= at.dueSoonMs ? 'dueSoon' : 'withinDue';
}

/**
 * Where a case stands in a period: a cell of its kind's {@link Cells}, or {@link NOT_COUNTED}.
 *
 * Example: received on 4 October, due on the 8th, processed on the 8th is, in the period 1 to 31 October,
 * origin online, outcome resolvedOnTime; in the period 1 to 6 October it is in progress, within due.
 */
export function classify(facts: CaseFacts, at: Instants, cells: Cells): number {
  if (facts.receivedAt > at.endMs) return NOT_COUNTED;
  if (facts.group === 'outside') {
    return facts.receivedAt < at.startMs ? NOT_COUNTED : cells.of(facts.origin, 'outside', false);
  }
  const closedMs = closedAt(facts);
  if (closedMs !== 0 && closedMs < at.startMs) return NOT_COUNTED;
  const origin = facts.receivedAt < at.startMs ? 0 : facts.origin;
  return cells.of(origin, outcomeOf(facts, closedMs, at), facts.hasClock && facts.dueAt === 0);
}

function outcomeOf(facts: CaseFacts, closedMs: number, at: Instants): Outcome {
  const { group } = facts;
  if (closedMs !== 0 && closedMs <= at.endMs) {
    return group === 'withdrawn' ? 'withdrawn' : resolvedOutcome(closedMs, facts.dueAt, at.rule);
  }
  if (group === 'paused' && facts.statusAt <= at.endMs) return 'paused';
  return progressOutcome(facts.dueAt, at);
}
