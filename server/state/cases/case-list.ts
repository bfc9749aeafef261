/** Lists of cases from the kept state, so that a list always has as many as the figure it was opened from. */
import { canonicalCode, codeKey, nameKey } from '../../../contract/canonical.ts';
import type { Lateness } from '../../../contract/api.ts';
import { closedAt, progressOutcome, resolvedOutcome, type Instants } from '../../../contract/counting.ts';
import type { Period } from '../../../contract/period.ts';
import { dayStart, localDay } from '../../../contract/time.ts';
import type { Board } from '../board.ts';
import { emptyFacts, type StoredFacts } from './case-store.ts';
import { orderKey, type CaseOrder } from './case-order.ts';
import type { UnitInstants } from './deadlines.ts';
import type { TextTuple } from '../memory/interner.ts';
import { PageCollector, type ListPosition } from '../memory/page-collector.ts';

/** All conditions must hold; an absent one always does. */
export interface CaseFilter {
  units: ReadonlySet<number>;
  lateness?: Lateness | undefined;
  /** Numbers of accepted statuses. */
  statuses?: ReadonlySet<number> | undefined;
  /** Origin of the cases (StoredFacts), which follows from the channel. */
  origin?: number | undefined;
  /** Received in these days, both inclusive. */
  received?: Period | undefined;
  /** Conditions on the texts of held fields. */
  fields: readonly { field: string; accepts: (texts: TextTuple) => boolean }[];
  /** Part of the code or of the name of an officer or a procedure, in any capitals. */
  text?: string | undefined;
}

export interface CaseRows {
  rows: number[];
  /** Of each row what the list is ordered by. */
  keys: number[];
  total: number;
  next: ListPosition | undefined;
}

/** Held fields whose second text is a name that lists are searched for. */
const NAMED_FIELDS = ['procedure', 'officer'];

/** A page of the cases that pass, in an order. */
export async function listCases(
  board: Board,
  filter: CaseFilter,
  order: CaseOrder,
  limit: number,
  after: ListPosition | undefined,
  signal: AbortSignal,
): Promise<CaseRows> {
  await board.betweenTicks();
  const { store } = board;
  const at = instantsNow(board);
  const passes = compile(board, filter);
  const page = new PageCollector(
    limit,
    after,
    (a, b) => store.codes.compare(a, b),
    (row) => store.codes.textOf(row),
  );
  const facts = emptyFacts();
  await board.forEachRow((row) => {
    store.factsOf(row, facts);
    if (!store.exists(row) || !passes(row, facts)) return;
    const lateness = latenessOf(facts, at.of(board.unitNumber(row)));
    if (filter.lateness === undefined || filter.lateness === lateness)
      page.offer(row, orderKey(order, facts, lateness));
  }, signal);
  return page.result();
}

/** How late a case is at the last tick. */
export function latenessAt(board: Board, row: number): { lateness: Lateness; lateWorkingDays: number } {
  const facts = board.store.factsOf(row, emptyFacts());
  const unit = board.unitNumber(row);
  const at = instantsNow(board).of(unit);
  const lateness = latenessOf(facts, at);
  if (lateness !== 'late') return { lateness, lateWorkingDays: 0 };
  const untilMs = closedAt(facts) || at.endMs;
  const calendar = board.deadlines.calendarOfUnit(unit);
  return { lateness, lateWorkingDays: calendar.workingDaysAfter(localDay(facts.dueAt), localDay(untilMs)) };
}

/** The instants by which cases are late as of the last tick. */
export function instantsNow(board: Board): UnitInstants {
  return board.deadlines.instants(0, board.asOfMs);
}

export function latenessOf(facts: StoredFacts, at: Instants): Lateness {
  if (facts.group === 'resolved') {
    const outcome = resolvedOutcome(closedAt(facts), facts.dueAt, at.rule);
    return outcome === 'resolvedLate' ? 'late' : outcome === 'resolvedEarly' ? 'early' : 'onTime';
  }
  return facts.group === 'inProgress' ? (progressOutcome(facts.dueAt, at) as Lateness) : 'none';
}

function compile(board: Board, filter: CaseFilter): (row: number, facts: StoredFacts) => boolean {
  const { store } = board;
  const { statuses, origin, received, text } = filter;
  // Texts repeat: each is asked once, not each case.
  const conditions = filter.fields.map(({ field, accepts }) => accepted(board, field, accepts));
  const wanted = text === undefined ? undefined : nameKey(text);
  const named =
    wanted === undefined
      ? []
      : store.names
          .filter(({ field }) => NAMED_FIELDS.includes(field))
          .map(({ field }) => accepted(board, field, ([, name = '']) => name.toLowerCase().includes(wanted)));
  const inCode =
    text === undefined ? undefined : [canonicalCode(text), codeKey(text)].map((part) => Buffer.from(part));
  return (row, facts) =>
    filter.units.has(board.unitNumber(row)) &&
    (statuses === undefined || statuses.has(facts.status)) &&
    (origin === undefined || facts.origin === origin) &&
    (received === undefined || isWithin(facts.receivedAt, received)) &&
    conditions.every((holds) => holds(row)) &&
    (inCode === undefined ||
      inCode.some((part) => store.codes.includes(row, part)) ||
      named.some((holds) => holds(row)));
}

function isWithin(timeMs: number, { fromDay, toDay }: Period): boolean {
  return timeMs >= dayStart(fromDay) && timeMs < dayStart(toDay + 1);
}

function accepted(
  board: Board,
  field: string,
  accepts: (texts: TextTuple) => boolean,
): (row: number) => boolean {
  const column = board.store.column(field);
  const ids = board.store.namesOf(field).idsWhere(accepts);
  return (row) => ids.has(column.numberOf(row));
}
