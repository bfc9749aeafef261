/** What the lists do not show of one dossier, joined from its events: contract/join.ts, field by field. */
import { isTold, NO_FEE, type Field } from '../../contract/fields.ts';
import { compareNumbers, compareTexts, join, type Compare, type Told } from '../../contract/join.ts';
import type { EventRow } from '../../clickhouse/events-table.ts';

/** Times in ms, 0 = none; codes as stored. */
export interface DossierRecord {
  statusAt: number;
  applicantType: number;
  submittedAt: number;
  returnedAt: number;
  refusedAt: number;
  paidOnline: number;
  /** NO_FEE when none is known. */
  feeVnd: number;
  digitised: number;
  electronicResult: number;
  vneidVerified: number;
  returnChannel: number;
  department: string;
}

/** One step of a dossier: who handled it from when, and until when they had to. */
export interface StepRecord {
  startedAt: number;
  dueAt: number;
  status: number;
  officerId: string;
  officerName: string;
  department: string;
}

export function recordOf(events: readonly EventRow[]): DossierRecord {
  const number = (field: Field & keyof EventRow, none = 0) =>
    joined(events, field, (event) => event[field] as number, none, compareNumbers);
  return {
    statusAt: number('status')[0],
    applicantType: number('applicantType')[1],
    submittedAt: number('submittedAt')[1],
    returnedAt: number('returnedAt')[1],
    refusedAt: number('refusedAt')[1],
    paidOnline: number('paidOnline')[1],
    feeVnd: number('feeVnd', NO_FEE)[1],
    digitised: number('digitised')[1],
    electronicResult: number('electronicResult')[1],
    vneidVerified: number('vneidVerified')[1],
    returnChannel: number('returnChannel')[1],
    department: joined(
      events,
      'department',
      (event) => event.department,
      '',
      (a, b) => compareTexts([a], [b]),
    )[1],
  };
}

/** The steps that events tell, in their order. `events` is in the order of time. */
export function stepsOf(events: readonly EventRow[]): StepRecord[] {
  return events
    .filter((event) => isTold(event.told, 'step') && (event.stepStartedAt !== 0 || event.stepDueAt !== 0))
    .map((event) => ({ ...event, startedAt: event.stepStartedAt || event.eventTime, dueAt: event.stepDueAt }))
    .sort((a, b) => a.startedAt - b.startedAt);
}

function joined<Value>(
  events: readonly EventRow[],
  field: Field,
  valueOf: (event: EventRow) => Value,
  none: Value,
  compare: Compare<Value>,
): Told<Value> {
  let known: Told<Value> = [0, none];
  for (const event of events)
    if (isTold(event.told, field)) known = join(known, [event.eventTime, valueOf(event)], compare);
  return known;
}
