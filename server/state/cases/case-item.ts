/** What lists, pages and messages show of one case. */
import type { CaseItem, DossierItem, EditionName, Officer } from '../../../contract/api.ts';
import { NEVER_DUE } from '../../../contract/counting.ts';
import { DOSSIER } from '../../../contract/dossier-kind.ts';
import { NO_AMOUNT } from '../../../contract/field-types.ts';
import { CHANNELS, ONLINE_LEVELS, statusName, type StatusCode } from '../../../contract/status.ts';
import { formatTime } from '../../../contract/time.ts';
import type { Board } from '../board.ts';
import { latenessAt } from './case-list.ts';
import { emptyFacts } from './case-store.ts';

/** A dossier; `edition`: under which unit it is shown. */
export function dossierItem(board: Board, row: number, edition: EditionName = 'asNow'): DossierItem {
  const { store } = board;
  const facts = store.factsOf(row, emptyFacts());
  const [code, name, field, level] = store.column('procedure').textsOf(row);
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
    ...placeOf(board, row, edition),
    status: statusName(facts.status as StatusCode),
    channel: CHANNELS[facts.channel - 1] ?? 'counter',
    ...timesOf(board, row),
    ...latenessAt(board, row),
    officer: officerAt(board, row),
  };
}

/** A case of a kind of the pack. */
export function caseItem(board: Board, row: number, edition: EditionName = 'asNow'): CaseItem {
  const { store, counting } = board;
  const { kind } = counting;
  const facts = store.factsOf(row, emptyFacts());
  const told = (amount: number) => (amount === NO_AMOUNT ? null : amount);
  return {
    kind: kind.kind,
    code: codeOf(board, row),
    ...placeOf(board, row, edition),
    status: kind.statuses.find(({ n }) => n === facts.status)?.code ?? null,
    channel: kind.channels[facts.channel - 1]?.code ?? null,
    category: store.column('category').textsOf(row)[0] || null,
    ...timesOf(board, row),
    ...latenessAt(board, row),
    officer: officerAt(board, row),
    ...(kind.measures.includes('amountVnd') && { amountVnd: told(facts.amountVnd) }),
    ...(kind.measures.includes('score') && { score: told(facts.score) }),
  };
}

/** Its code within its kind. */
export function codeOf({ store, kind }: Board, row: number): string {
  const code = store.codes.textOf(row);
  return kind === DOSSIER ? code : code.slice(kind.length + 1);
}

/** The code by which the log and the store know a case. */
export function logCodeOf(kind: string, code: string): string {
  return kind === DOSSIER ? code : `${kind}/${code}`;
}

export function timeOrNull(timeMs: number): string | null {
  return timeMs === 0 || timeMs === NEVER_DUE ? null : formatTime(timeMs);
}

function timesOf({ store }: Board, row: number) {
  const { receivedAt, dueAt, finishedAt } = store.factsOf(row, emptyFacts());
  return {
    receivedAt: formatTime(receivedAt),
    dueAt: timeOrNull(dueAt),
    dueComputed: dueAt !== NEVER_DUE && store.isDueComputed(row),
    finishedAt: timeOrNull(finishedAt),
  };
}

function placeOf(board: Board, row: number, edition: EditionName) {
  const { store, directory } = board;
  const number = directory.editions[edition].holderOf[board.unitNumber(row)] as number;
  const unit = directory.units[number] as { code: string; name: string };
  const area = directory.areas[directory.areaOf[number] as number] as { code: string; name: string };
  const [toldCode, toldName] = store.column('unit').textsOf(row);
  const isUnmapped = number === directory.units.length - 1;
  return {
    unit: { code: unit.code, name: isUnmapped ? toldName || toldCode || unit.name : unit.name },
    area: { code: area.code, name: area.name },
  };
}

/** Who handles it, as told. */
export function officerAt({ store }: Board, row: number): Officer | null {
  const [id, name] = store.column('officer').textsOf(row);
  return id || name ? { id: id || null, name: name || null } : null;
}
