/** From the data of an event to the stored fields: codes for names, ms for times, one bit for each field told. */
import { BOOLEAN_CODES, CORRECTION_BIT, FIELD_BIT, NO_FEE, type Field } from '../contract/fields.ts';
import { APPLICANT_TYPES, CHANNEL_CODES, ONLINE_LEVELS, STATUS_CODES } from '../contract/status.ts';
import { parseTime } from '../contract/time.ts';
import type { ProgressData, SnapshotData } from '../contract/event.ts';
import type { EventFields } from '../clickhouse/events-table.ts';

function noFields(): EventFields {
  return {
    told: 0,
    status: 0,
    unitCode: '',
    unitName: '',
    channel: 0,
    procedureCode: '',
    procedureName: '',
    procedureField: '',
    procedureLevel: 0,
    officerId: '',
    officerName: '',
    department: '',
    applicantType: 0,
    submittedAt: 0,
    receivedAt: 0,
    dueAt: 0,
    finishedAt: 0,
    returnedAt: 0,
    refusedAt: 0,
    paidOnline: 0,
    feeVnd: 0,
    digitised: 0,
    electronicResult: 0,
    vneidVerified: 0,
    stepStartedAt: 0,
    stepDueAt: 0,
    returnChannel: 0,
  };
}

export function snapshotFields(data: SnapshotData): EventFields {
  const row = noFields();
  row.told = toldBits(data as Partial<Record<Field, unknown>>);
  row.status = data.status == null ? 0 : STATUS_CODES[data.status];
  row.unitCode = data.unit?.code ?? '';
  row.unitName = data.unit?.name ?? '';
  row.channel = data.channel == null ? 0 : CHANNEL_CODES[data.channel];
  row.procedureCode = data.procedure?.code ?? '';
  row.procedureName = data.procedure?.name ?? '';
  row.procedureField = data.procedure?.field ?? '';
  row.procedureLevel = position(ONLINE_LEVELS, data.procedure?.onlineLevel);
  row.applicantType = position(APPLICANT_TYPES, data.applicantType);
  row.submittedAt = timeOf(data.submittedAt);
  row.receivedAt = timeOf(data.receivedAt);
  row.dueAt = timeOf(data.dueAt);
  row.finishedAt = timeOf(data.finishedAt);
  row.returnedAt = timeOf(data.returnedAt);
  row.refusedAt = timeOf(data.refusedAt);
  row.officerId = data.officer?.id ?? '';
  row.officerName = data.officer?.name ?? '';
  row.paidOnline = booleanOf(data.paidOnline);
  row.feeVnd = data.feeVnd ?? NO_FEE;
  row.digitised = booleanOf(data.digitised);
  row.electronicResult = booleanOf(data.electronicResult);
  row.vneidVerified = booleanOf(data.vneidVerified);
  row.returnChannel = data.returnChannel == null ? 0 : CHANNEL_CODES[data.returnChannel];
  return row;
}

export function progressFields(data: ProgressData): EventFields {
  const row = noFields();
  row.told = toldBits(data as Partial<Record<Field, unknown>>);
  row.status = STATUS_CODES[data.status];
  row.officerId = data.officer?.id ?? '';
  row.officerName = data.officer?.name ?? '';
  row.department = data.department ?? '';
  row.stepStartedAt = timeOf(data.step?.startedAt);
  row.stepDueAt = timeOf(data.step?.dueAt);
  return row;
}

/** A correction tells nothing of the dossier. */
export function correctionFields(): EventFields {
  return { ...noFields(), told: 2 ** CORRECTION_BIT };
}

function toldBits(data: Partial<Record<Field, unknown>>): number {
  let told = 0;
  for (const field in data) {
    const bit = FIELD_BIT[field as Field];
    if (bit !== undefined && data[field as Field] !== undefined) told |= 1 << bit;
  }
  return told >>> 0;
}

function timeOf(text: string | null | undefined): number {
  // The schema has checked the time.
  return text == null ? 0 : (parseTime(text) as number);
}

/** Place in the list from 1; 0 for none. */
function position<T>(list: readonly T[], value: T | null | undefined): number {
  return value == null ? 0 : list.indexOf(value) + 1;
}

function booleanOf(value: boolean | null | undefined): number {
  return value == null ? BOOLEAN_CODES.null : value ? BOOLEAN_CODES.true : BOOLEAN_CODES.false;
}
