/**
 * The counting rules: where one dossier stands in one period. Pure, so that the live cube, a recount and a test share
 * it; the SQL twin is clickhouse/recount.ts.
 *
 * Rules: Form 06a of Circular 01/2020/TT-VPCP as the national portal counts it (date granularity).
 */
import { CHANNEL_CODES, statusGroup, type StatusCode } from './status.ts';
import { localDay } from './time.ts';

/** What the rules need of a dossier. Times are instants in ms, 0 = none. */
export interface DossierFacts {
  status: StatusCode;
  /** Event time that set the status. */
  statusAt: number;
  /** `receivedAt`, or the time of the first known event when that is absent or null. */
  receivedAt: number;
  finishedAt: number;
  /** Told by the event, or computed from the procedure's legal time. */
  dueAt: number;
  /** Channel code, 0 counts as counter. */
  channel: number;
}

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

export const ORIGINS = ['carriedOver', 'online', 'counter', 'postal'] as const;
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
export type Origin = (typeof ORIGINS)[number];
export type Outcome = (typeof OUTCOMES)[number];
export const ORIGIN_INDEX = Object.fromEntries(ORIGINS.map((name, i) => [name, i])) as Record<Origin, number>;
export const OUTCOME_INDEX = Object.fromEntries(OUTCOMES.map((name, i) => [name, i])) as Record<
  Outcome,
  number
>;

/** Number of distinct results of {@link classify}; the results are 0 to CELLS - 1. */
export const CELLS = OUTCOMES.length * ORIGINS.length * 2;
/** The dossier is not in the period. */
export const NOT_COUNTED = -1;

/** Splits a result of {@link classify} into its parts. */
export function cellParts(cell: number): { origin: Origin; outcome: Outcome; missingDueDate: boolean } {
  return {
    origin: ORIGINS[(cell >> 1) % ORIGINS.length] as Origin,
    outcome: OUTCOMES[Math.floor(cell / (2 * ORIGINS.length))] as Outcome,
    missingDueDate: cell % 2 === 1,
  };
}

/** When the dossier closed, or 0 while it is open. A closing before the receipt counts as at the receipt. */
export function closedAt(facts: DossierFacts): number {
  const group = statusGroup(facts.status);
  if (group === 'resolved') return Math.max(facts.finishedAt || facts.statusAt, facts.receivedAt);
  return group === 'withdrawn' ? Math.max(facts.statusAt, facts.receivedAt) : 0;
}

/** Outcome of a resolved dossier. No due date: on time. */
export function resolvedOutcome(closedMs: number, dueMs: number, rule: LatenessRule): Outcome {
  if (dueMs === 0) return 'resolvedOnTime';
  const closedDay = localDay(closedMs);
  const dueDay = localDay(dueMs);
  if (closedDay < dueDay) return 'resolvedEarly';
  const late = rule === 'date' ? closedDay > dueDay : closedMs > dueMs;
  return late ? 'resolvedLate' : 'resolvedOnTime';
}

/** Outcome of a dossier in progress at `endMs`. No due date: within due. */
export function progressOutcome(dueMs: number, at: Pick<Instants, 'endMs' | 'dueSoonMs' | 'rule'>): Outcome {
  if (dueMs === 0) return 'withinDue';
  const late = at.rule === 'date' ? localDay(dueMs) < localDay(at.endMs) : dueMs < at.endMs;
  if (late) return 'late';
  return dueMs <= at.dueSoonMs ? 'dueSoon' : 'withinDue';
}

/**
 * Where a dossier stands in a period: a cell number, or {@link NOT_COUNTED}.
 *
 * Example: received on 4 October, due on the 8th, processed on the 8th is, in the period 1 to 31 October,
 * origin online, outcome resolvedOnTime; in the period 1 to 6 October it is in progress, within due.
 */
export function classify(facts: DossierFacts, at: Instants): number {
  if (facts.receivedAt > at.endMs) return NOT_COUNTED;
  const group = statusGroup(facts.status);
  if (group === 'outside') {
    return facts.receivedAt < at.startMs ? NOT_COUNTED : cellOf(originOf(facts, at), 'outside', false);
  }
  const closedMs = closedAt(facts);
  if (closedMs !== 0 && closedMs < at.startMs) return NOT_COUNTED;
  return cellOf(originOf(facts, at), outcomeOf(facts, closedMs, at), facts.dueAt === 0);
}

function outcomeOf(facts: DossierFacts, closedMs: number, at: Instants): Outcome {
  const group = statusGroup(facts.status);
  if (closedMs !== 0 && closedMs <= at.endMs) {
    return group === 'withdrawn' ? 'withdrawn' : resolvedOutcome(closedMs, facts.dueAt, at.rule);
  }
  if (group === 'paused' && facts.statusAt <= at.endMs) return 'paused';
  return progressOutcome(facts.dueAt, at);
}

function originOf(facts: DossierFacts, at: Instants): Origin {
  if (facts.receivedAt < at.startMs) return 'carriedOver';
  if (facts.channel === CHANNEL_CODES.online) return 'online';
  return facts.channel === CHANNEL_CODES.postal ? 'postal' : 'counter';
}

function cellOf(origin: Origin, outcome: Outcome, missingDueDate: boolean): number {
  return (OUTCOME_INDEX[outcome] * ORIGINS.length + ORIGIN_INDEX[origin]) * 2 + (missingDueDate ? 1 : 0);
}
