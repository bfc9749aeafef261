/** An alert as the API shows it. */
import type { ResolvedAlert } from '../../clickhouse/alert-acts-table.ts';
import type { AlertItem, Condition, Severity } from '../../contract/alerts.ts';
import type { Term } from '../../contract/kind.ts';
import { formatTime } from '../../contract/time.ts';
import type { AlertRule } from '../../pack/alert-rule.ts';
import type { Boards } from '../state/boards.ts';
import { timeOrNull } from '../state/cases/case-item.ts';
import { stateOf, type Alert } from './book/alert.ts';
import { unitOf } from './telling/content.ts';

export function alertItem(alert: Alert, rules: ReadonlyMap<string, AlertRule>, boards: Boards): AlertItem {
  const { id, condition, severity, raisedAt, notifiedAt, toldTo, acknowledged, shelved } = alert;
  return {
    ...{ id, condition, severity, state: stateOf(alert), raisedAt: formatTime(raisedAt) },
    ...whatOf(alert, rules, boards),
    notifiedAt: timeOrNull(notifiedAt),
    told: toldTo ?? null,
    acknowledged: acknowledged ? actOf(acknowledged) : null,
    shelved: shelved ? { ...actOf(shelved), until: formatTime(shelved.until) } : null,
    resolvedAt: null,
  };
}

export function resolvedItem(
  alert: ResolvedAlert,
  rules: ReadonlyMap<string, AlertRule>,
  boards: Boards,
): AlertItem {
  return {
    id: alert.alert,
    condition: alert.condition as Condition,
    severity: alert.severity as Severity,
    state: 'resolved',
    raisedAt: formatTime(alert.raisedAt || alert.resolvedAt),
    ...whatOf(alert, rules, boards),
    notifiedAt: null,
    told: alert.told || null,
    acknowledged: null,
    shelved: null,
    resolvedAt: formatTime(alert.resolvedAt),
  };
}

function whatOf(
  {
    rule,
    unit,
    kind,
    code,
    subject,
    dueAt,
  }: Pick<Alert, 'rule' | 'unit' | 'kind' | 'code' | 'subject' | 'dueAt'>,
  rules: ReadonlyMap<string, AlertRule>,
  boards: Boards,
) {
  return {
    rule,
    name: rules.get(rule)?.name ?? { vi: rule, en: rule },
    unit: unitOf(unit, boards),
    area: areaOf(unit, boards),
    case: code === '' ? null : { kind, code, dueAt: timeOrNull(dueAt) },
    subject: subjectOf(subject, kind, boards),
  };
}

/** The indicator or the stage of a kind that a code means; null: none. */
export function subjectOf(code: string, kind: string, { pack }: Boards): Term | null {
  if (code === '') return null;
  const stage = pack.kinds.find((one) => one.kind === kind)?.stages.find(({ name }) => name === code);
  const { vi, en } = stage ??
    pack.indicators.find((indicator) => indicator.code === code) ?? { vi: code, en: code };
  return { code, vi, en };
}

function areaOf(unit: string, { directory }: Boards): { code: string; name: string } | null {
  const number = unit === '' ? undefined : directory.numberOf(unit);
  const area = number === undefined ? undefined : directory.areas[directory.areaOf[number] as number];
  return area ? { code: area.code, name: area.name } : null;
}

function actOf({ at, who, note }: { at: number; who: string; note: string }) {
  return { at: formatTime(at), who, note: note || null };
}
