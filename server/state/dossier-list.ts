/** Lists of dossiers from the kept state, so that a list always has as many as the figure it was opened from. */
import { canonicalCode, codeKey, nameKey } from '../../contract/canonical.ts';
import type { DossierItem, EditionName, Lateness } from '../../contract/api.ts';
import { CHANNELS, ONLINE_LEVELS, statusName, type StatusCode } from '../../contract/status.ts';
import {
  closedAt,
  progressOutcome,
  resolvedOutcome,
  type DossierFacts,
  type Instants,
} from '../../contract/counting.ts';
import { statusGroup } from '../../contract/status.ts';
import { formatTime, localDay } from '../../contract/time.ts';
import type { Board } from './board.ts';
import type { UnitInstants } from './deadlines.ts';
import { emptyFacts } from './dossier-store.ts';
import { PageCollector, type ListPosition } from './page-collector.ts';

/** All conditions must hold; an absent one always does. */
export interface DossierFilter {
  units: ReadonlySet<number>;
  lateness?: Lateness | undefined;
  /** Codes of accepted statuses. */
  statuses?: ReadonlySet<number> | undefined;
  /** Channel code. */
  channel?: number | undefined;
  procedureCode?: string | undefined;
  officerId?: string | undefined;
  /** Part of the code, the procedure's name or the officer's name, in any capitals. */
  text?: string | undefined;
}

export interface DossierRows {
  rows: number[];
  total: number;
  next: ListPosition | undefined;
}

/** A page of the dossiers that pass: late first, the latest due first; then by due date. */
export async function listDossiers(
  board: Board,
  filter: DossierFilter,
  limit: number,
  after: ListPosition | undefined,
  signal: AbortSignal,
): Promise<DossierRows> {
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
      page.offer(row, lateness === 'late' ? -facts.dueAt : facts.dueAt || Number.MAX_SAFE_INTEGER);
  }, signal);
  return page.result();
}

/** `edition`: under which unit it is shown. */
export function itemOf(board: Board, row: number, edition: EditionName = 'asNow'): DossierItem {
  const { store, directory } = board;
  const facts = store.factsOf(row, emptyFacts());
  const unitAsWas = board.unitNumber(row);
  const at = instantsNow(board).of(unitAsWas);
  const unitNumber = directory.editions[edition].holderOf[unitAsWas] as number;
  const unit = directory.units[unitNumber] as { code: string; name: string };
  const area = directory.areas[directory.areaOf[unitNumber] as number] as { code: string; name: string };
  const [code, name, field, level] = store.procedures.valueOf(store.procedureOf(row));
  const [officerId, officerName] = store.officers.valueOf(store.officerOf(row));
  const [toldCode, toldName] = store.units.valueOf(store.unitOf(row));
  return {
    code: store.codes.textOf(row),
    procedure:
      code || name
        ? {
            code: code || null,
            name: name || null,
            field: field || null,
            onlineLevel: ONLINE_LEVELS[Number(level) - 1] ?? null,
          }
        : null,
    unit: {
      code: unit.code,
      name: unitNumber === directory.units.length - 1 ? toldName || toldCode || unit.name : unit.name,
    },
    area: { code: area.code, name: area.name },
    status: statusName(facts.status),
    channel: CHANNELS[facts.channel - 1] ?? 'counter',
    receivedAt: formatTime(facts.receivedAt),
    dueAt: timeOrNull(facts.dueAt),
    dueComputed: store.isDueComputed(row),
    finishedAt: timeOrNull(facts.finishedAt),
    lateness: latenessOf(facts, at),
    lateWorkingDays: lateWorkingDays(board, unitAsWas, facts, at),
    officer: officerId || officerName ? { id: officerId || null, name: officerName || null } : null,
  };
}

export function timeOrNull(timeMs: number): string | null {
  return timeMs === 0 ? null : formatTime(timeMs);
}

function instantsNow(board: Board): UnitInstants {
  return board.deadlines.instants(0, board.asOfMs);
}

function latenessOf(facts: DossierFacts, at: Instants): Lateness {
  const group = statusGroup(facts.status);
  if (group === 'resolved') {
    const outcome = resolvedOutcome(closedAt(facts), facts.dueAt, at.rule);
    return outcome === 'resolvedLate' ? 'late' : outcome === 'resolvedEarly' ? 'early' : 'onTime';
  }
  return group === 'inProgress' ? (progressOutcome(facts.dueAt, at) as Lateness) : 'none';
}

function lateWorkingDays(board: Board, unit: number, facts: DossierFacts, at: Instants): number {
  if (latenessOf(facts, at) !== 'late') return 0;
  const untilMs = closedAt(facts) || at.endMs;
  const calendar = board.deadlines.calendarOfUnit(unit);
  return calendar.workingDaysAfter(localDay(facts.dueAt), localDay(untilMs));
}

function compile(board: Board, filter: DossierFilter): (row: number, facts: DossierFacts) => boolean {
  const { store } = board;
  const { statuses, channel, text } = filter;
  const procedure = filter.procedureCode === undefined ? undefined : codeKey(filter.procedureCode);
  const procedures =
    procedure === undefined
      ? undefined
      : store.procedures.idsWhere(([code = '']) => codeKey(code) === procedure);
  const officer = filter.officerId === undefined ? undefined : nameKey(filter.officerId);
  const officers =
    officer === undefined ? undefined : store.officers.idsWhere(([id = '']) => nameKey(id) === officer);
  const wanted = text === undefined ? undefined : nameKey(text);
  const named = (name = '') => wanted !== undefined && name.toLowerCase().includes(wanted);
  const namedProcedures =
    text === undefined ? undefined : store.procedures.idsWhere(([, name]) => named(name));
  const namedOfficers = text === undefined ? undefined : store.officers.idsWhere(([, name]) => named(name));
  const inCode =
    text === undefined ? undefined : [canonicalCode(text), codeKey(text)].map((part) => Buffer.from(part));
  return (row, facts) =>
    filter.units.has(board.unitNumber(row)) &&
    (statuses === undefined || statuses.has(facts.status as StatusCode)) &&
    (channel === undefined || (facts.channel || 1) === channel) &&
    (procedures === undefined || procedures.has(store.procedureOf(row))) &&
    (officers === undefined || officers.has(store.officerOf(row))) &&
    (inCode === undefined ||
      inCode.some((part) => store.codes.includes(row, part)) ||
      namedProcedures?.has(store.procedureOf(row)) === true ||
      namedOfficers?.has(store.officerOf(row)) === true);
}
