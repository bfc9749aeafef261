/** The fields of a dossier, one line each, in the order in which events are read and described. */
import { FieldTable, type HeldName, type StoredFields, type ToldValue } from './field-types.ts';
import { APPLICANT_TYPES, CHANNELS, ONLINE_LEVELS, STATUSES } from './status.ts';

const CODE = { type: 'text', min: 1, max: 128, spelling: 'code' } as const;
const TIME = { type: 'time' } as const;

export const DOSSIER = new FieldTable({
  procedure: {
    bit: 3,
    by: 'snapshot',
    held: true,
    type: 'names',
    title: 'Procedure',
    members: {
      code: CODE,
      name: { type: 'text', max: 2048 },
      field: { type: 'text', max: 512 },
      onlineLevel: { type: 'code', words: ONLINE_LEVELS, column: 'procedureLevel' },
    },
  },
  unit: {
    bit: 1,
    by: 'snapshot',
    held: true,
    type: 'place',
    title: 'Unit',
    members: { code: CODE, name: { type: 'text', min: 1, max: 512 } },
  },
  channel: { bit: 2, by: 'snapshot', held: true, type: 'code', words: CHANNELS },
  applicantType: { bit: 6, by: 'snapshot', type: 'code', words: APPLICANT_TYPES },
  submittedAt: { bit: 7, by: 'snapshot', ...TIME },
  receivedAt: { bit: 8, by: 'snapshot', held: true, ...TIME },
  dueAt: { bit: 9, by: 'snapshot', held: true, ...TIME },
  finishedAt: { bit: 10, by: 'snapshot', held: true, ...TIME },
  returnedAt: { bit: 11, by: 'snapshot', ...TIME },
  refusedAt: { bit: 12, by: 'snapshot', ...TIME },
  status: { bit: 0, by: 'both', requiredBy: 'progress', held: true, type: 'code', words: STATUSES },
  officer: {
    bit: 4,
    by: 'both',
    held: true,
    type: 'names',
    title: 'Officer',
    members: { id: { type: 'text', min: 1, max: 128 }, name: { type: 'text', max: 256 } },
  },
  department: { bit: 5, by: 'progress', type: 'text', max: 512 },
  step: { bit: 18, by: 'progress', type: 'span', title: 'Step', members: { startedAt: TIME, dueAt: TIME } },
  paidOnline: { bit: 13, by: 'snapshot', type: 'flag' },
  feeVnd: { bit: 14, by: 'snapshot', type: 'amount' },
  digitised: { bit: 15, by: 'snapshot', type: 'flag' },
  electronicResult: { bit: 16, by: 'snapshot', type: 'flag' },
  vneidVerified: { bit: 17, by: 'snapshot', type: 'flag' },
  returnChannel: {
    bit: 19,
    by: 'snapshot',
    type: 'code',
    words: CHANNELS,
    description: 'How the result is handed over: at the counter, online or by post',
  },
});

export type DossierLines = typeof DOSSIER.lines;
export type FieldName = keyof DossierLines;

export const FIELD_BIT = Object.fromEntries(DOSSIER.stored.map(({ name, bit }) => [name, bit])) as {
  [Name in FieldName]: number;
};

/** What lists do not show of a dossier; steps are answered by themselves. */
export const DETAILS = DOSSIER.stored.filter(({ name, line }) => !line.held && name !== 'step');
type DetailName = Exclude<FieldName, HeldName<DossierLines> | 'step'>;
export type DetailColumns = StoredFields<Pick<DossierLines, DetailName>>;
export type DossierDetails = { [Name in DetailName]: ToldValue<DossierLines[Name]> | null };

export function isTold(told: number, field: FieldName): boolean {
  return ((told >>> FIELD_BIT[field]) & 1) === 1;
}

/** The bit of `told` that marks a correction, which tells no field: what it revokes does not count. */
export const CORRECTION_BIT = 31;

export function isCorrection(told: number): boolean {
  return told >>> CORRECTION_BIT === 1;
}

/** Stored booleans: null, false, true; the order decides between equal event times. */
export const BOOLEAN_CODES = { null: 0, false: 1, true: 2 } as const;
