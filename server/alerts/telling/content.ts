/** What messages say of alerts: as things stand when they are sent, and nothing of what is over. */
import {
  MAX_TOLD_CASES,
  REMINDER,
  SEVERITIES,
  type AlertFacts,
  type AlertSection,
} from '../../../contract/alerts.ts';
import type { CaseItem, DossierItem } from '../../../contract/api.ts';
import { DOSSIER } from '../../../contract/dossier-kind.ts';
import type { AlertRule } from '../../../pack/alert-rule.ts';
import type { Board } from '../../state/board.ts';
import type { Boards } from '../../state/boards.ts';
import { caseItem, dossierItem, logCodeOf } from '../../state/cases/case-item.ts';
import { emptyFacts } from '../../state/cases/case-store.ts';
import type { Alert, WaitingMessage } from '../book/alert.ts';
import type { AlertBook } from '../book/alert-book.ts';

const REMINDER_NAME = { vi: 'Nhắc xử lý', en: 'Reminder' };

export interface ContentDeps {
  boards: Boards;
  rules: ReadonlyMap<string, AlertRule>;
  factsOf: (alert: Alert) => AlertFacts;
}

/** Sections of the alerts that are open and that nobody has acknowledged or put aside, the most severe first. */
export function sectionsOf(ids: Iterable<string>, book: AlertBook, deps: ContentDeps): AlertSection[] {
  const groups = new Map<string, Alert[]>();
  for (const id of ids) {
    const alert = book.alerts.get(id);
    if (!alert || alert.acknowledged || alert.shelved || !deps.rules.has(alert.rule)) continue;
    // Cases of one kind make a list; anything else stands by itself.
    const key = [alert.rule, alert.kind, alert.unit, alert.code === '' ? alert.id : ''].join('\n');
    const group = groups.get(key);
    if (group) group.push(alert);
    else groups.set(key, [alert]);
  }
  return [...groups.values()]
    .flatMap((alerts) => sectionOf(alerts, deps) ?? [])
    .sort((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));
}

function sectionOf(alerts: Alert[], { boards, rules, factsOf }: ContentDeps): AlertSection | undefined {
  const [first] = alerts as [Alert];
  const rule = rules.get(first.rule) as AlertRule;
  const board = boards.of(first.kind);
  const kind = board?.counting.kind;
  const isOfCases = first.code !== '';
  // The earliest due are the most urgent, late or not.
  const dues = alerts.toSorted((a, b) => a.dueAt - b.dueAt || (a.code < b.code ? -1 : 1));
  const cases = isOfCases
    ? dues.slice(0, MAX_TOLD_CASES).flatMap((alert) => caseOf(alert, boards) ?? [])
    : [];
  if (isOfCases && cases.length === 0) return undefined;
  return {
    rule: first.rule,
    name: rule.name,
    condition: first.condition,
    severity: first.severity,
    unit: unitOf(first.unit, boards),
    reminder: null,
    kind: kind ? { code: kind.kind, name: kind.name } : null,
    total: alerts.length,
    cases,
    facts: isOfCases ? null : factsOf(first),
  };
}

/** Of a reminder: its case as it stands, as long as it is open. */
export function reminderSections(
  { reminder }: Pick<WaitingMessage, 'reminder'>,
  boards: Boards,
): AlertSection[] {
  const at = reminder && rowOf(reminder, boards);
  const item = reminder && caseOf(reminder, boards);
  if (!at || !item || !isOpen(at)) return [];
  const { kind } = at.board.counting;
  const { who, text } = reminder;
  return [
    {
      ...{ rule: REMINDER, name: REMINDER_NAME, condition: REMINDER, severity: 'warning' },
      ...{ unit: item.unit, reminder: { who, text }, kind: { code: kind.kind, name: kind.name } },
      ...{ total: 1, cases: [item], facts: null },
    },
  ];
}

/** Somebody still has to handle it. */
export function isOpen({ board, row }: CaseRow): boolean {
  const { group } = board.store.factsOf(row, emptyFacts());
  return board.store.exists(row) && (group === 'inProgress' || group === 'paused');
}

export interface CaseRow {
  board: Board;
  row: number;
}

/** Where the case of an alert stands; undefined: it is not of a case, or of one that is not known. */
export function rowOf({ kind, code }: Pick<Alert, 'kind' | 'code'>, boards: Boards): CaseRow | undefined {
  const board = code === '' ? undefined : boards.of(kind);
  const row = board?.store.codes.get(logCodeOf(kind, code)) ?? -1;
  return board && row >= 0 ? { board, row } : undefined;
}

/** Of a confidential kind only what leads its owner to the case. */
function caseOf(alert: Pick<Alert, 'kind' | 'code'>, boards: Boards): DossierItem | CaseItem | undefined {
  const at = rowOf(alert, boards);
  if (!at) return undefined;
  const { board, row } = at;
  if (alert.kind === DOSSIER) return dossierItem(board, row);
  const item = caseItem(board, row);
  return board.counting.kind.confidential ? { ...item, category: null, officer: null } : item;
}

export function unitOf(code: string, { directory }: Boards): { code: string; name: string } | null {
  if (code === '') return null;
  const number = directory.numberOf(code);
  return { code, name: (number === undefined ? undefined : directory.units[number]?.name) ?? code };
}
