/**
 * The fields of a dossier that events tell, one by one or as a whole object, and the values that the store keeps.
 *
 * A field's place in {@link FIELDS} is its bit in `told` of the events table: append only.
 */
export const FIELDS = [
  'status',
  'unit',
  'channel',
  'procedure',
  'officer',
  'department',
  'applicantType',
  'submittedAt',
  'receivedAt',
  'dueAt',
  'finishedAt',
  'returnedAt',
  'refusedAt',
  'paidOnline',
  'feeVnd',
  'digitised',
  'electronicResult',
  'vneidVerified',
  'step',
  'returnChannel',
] as const;

export type Field = (typeof FIELDS)[number];

export const FIELD_BIT = Object.fromEntries(FIELDS.map((name, bit) => [name, bit])) as Record<Field, number>;

export function isTold(told: number, field: Field): boolean {
  return ((told >>> FIELD_BIT[field]) & 1) === 1;
}

/** The bit of `told` that marks a correction, which tells no field: what it revokes does not count. */
export const CORRECTION_BIT = 31;

export function isCorrection(told: number): boolean {
  return told >>> CORRECTION_BIT === 1;
}

/** Stored booleans: null, false, true; the order decides between equal event times. */
export const BOOLEAN_CODES = { null: 0, false: 1, true: 2 } as const;

/** The stored fee of a cleared field; 0 is a real fee. */
export const NO_FEE = -1;
