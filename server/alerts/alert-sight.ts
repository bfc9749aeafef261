/** Which alerts are open to whom: those of units within a scope; of confidential kinds only to leaders and administrators. */
import { isAtLeast } from '../../contract/identity.ts';
import type { AlertState } from '../../contract/alerts.ts';
import type { Visitor } from '../access/visitors.ts';
import type { Boards } from '../state/boards.ts';
import type { Scope } from '../state/periods/figures.ts';
import { stateOf, type Alert } from './book/alert.ts';
import type { AlertBook } from './book/alert-book.ts';

export interface Sight {
  scope: Scope;
  boards: Boards;
  visitor: Visitor;
}

/** `unit`: its code; '' of the province, which lies in no smaller scope. */
export function isInSight(unit: string, { kind, units }: Scope, { directory }: Boards): boolean {
  if (kind === 'province') return true;
  const number = unit === '' ? undefined : directory.numberOf(unit);
  return number !== undefined && units.has(number);
}

export function maySeeAlert(
  { unit, kind, code }: Pick<Alert, 'unit' | 'kind' | 'code'>,
  { granted, role, hasLists }: Visitor,
  boards: Boards,
): boolean {
  const isConfidential = code !== '' && (boards.of(kind)?.counting.kind.confidential ?? false);
  return (
    hasLists &&
    (!isConfidential || isAtLeast(role, 'leader')) &&
    granted.some((scope) => isInSight(unit, scope, boards))
  );
}

/** `state`: undefined: every one that somebody has to see to, so none that is shelved. */
export function alertsInSight(
  { alerts }: AlertBook,
  { scope, boards, visitor }: Sight,
  state: AlertState | undefined,
): Alert[] {
  return [...alerts.values()].filter((alert) => {
    const own = stateOf(alert);
    return (
      (state === undefined ? own !== 'shelved' : own === state) &&
      isInSight(alert.unit, scope, boards) &&
      maySeeAlert(alert, visitor, boards)
    );
  });
}
