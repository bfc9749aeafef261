/** How the due date of a case follows from what was told, by its kind. */
import type { CaseMoment, Kind } from '../../../contract/kind.ts';
import { CASE_MOMENTS } from '../../../contract/kind.ts';
import { caseDueAt, type CaseTimes } from '../../../pack/case-due.ts';
import type { CaseStore } from './case-store.ts';
import type { Deadlines } from './deadlines.ts';

/** The due date that counts, ms; 0: none. `unitOf`: the number of the case's unit, as it was. */
export type DueRule = (store: CaseStore, row: number, deadlines: Deadlines, unitOf: () => number) => number;

/** Told, or by the legal time of its procedure. */
export const dossierDue: DueRule = (store, row, deadlines, unitOf) => {
  const told = store.column('dueAt').numberOf(row);
  if (told !== 0) return told;
  const [procedureCode = ''] = store.column('procedure').textsOf(row);
  const channel = store.column('channel').numberOf(row);
  return deadlines.procedureDueAt(procedureCode, store.receivedAt(row), channel, unitOf());
};

/** By the clock, limits and stages of a kind of the pack. */
export function kindDue(kind: Kind): DueRule {
  return (store, row, deadlines, unitOf) =>
    kind.clock === null
      ? 0
      : caseDueAt(kind, caseTimes(kind, store, row), deadlines.calendarOfUnit(unitOf()));
}

/** What the due dates of a case rest on. */
export function caseTimes(kind: Kind, store: CaseStore, row: number): CaseTimes {
  const time = (field: string) => store.column(field).numberOf(row);
  const moments = CASE_MOMENTS.map((moment) => [moment, time(moment)] as const);
  const status = store.column('status');
  const number = status.numberOf(row);
  return {
    ...(Object.fromEntries(moments) as Record<CaseMoment, number>),
    receivedAt: store.receivedAt(row),
    dueAt: time('dueAt'),
    extendedTo: time('extendedTo'),
    suspendedFrom: time('suspendedFrom'),
    suspendedTo: time('suspendedTo'),
    status: kind.statuses.find(({ n }) => n === number)?.code ?? '',
    category: store.column('category').textsOf(row)[0] ?? '',
    group: store.counting.groupOf(number),
    statusAt: status.at.data[row] as number,
  };
}
