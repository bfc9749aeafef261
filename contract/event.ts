/**
 * What a message of the events topic holds: CloudEvents 1.0 in structured JSON.
 *
 * `null` clears a field, an absent field says nothing. An object (procedure, unit, officer, step) is one field: it is
 * told, cleared and replaced as a whole. Fields that are not listed are allowed and dropped unread.
 */
import { z } from 'zod';
import { canonicalCode, canonicalDossierCode, canonicalText } from './canonical.ts';
import { APPLICANT_TYPES, CHANNELS, ONLINE_LEVELS, STATUSES } from './status.ts';
import { isNoDate } from './no-date.ts';
import { parseTime } from './time.ts';

const ACCEPTED_TIME = 'RFC 3339 with an offset, such as 2021-10-04T08:10:00+07:00, from 1971 to 2199';

const time = z
  .string({ error: `expected ${ACCEPTED_TIME}` })
  .refine((text) => parseTime(text) !== undefined, { error: `expected ${ACCEPTED_TIME}` })
  .meta({ format: 'date-time', description: ACCEPTED_TIME });

/** A time inside data. What software writes where a date was never set is null. */
const date = z
  .string({ error: `expected ${ACCEPTED_TIME}` })
  .refine((text) => isNoDate(text) || parseTime(text) !== undefined, { error: `expected ${ACCEPTED_TIME}` })
  .meta({ format: 'date-time', description: `${ACCEPTED_TIME}; 0001-01-01T00:00:00Z and its like clear it` })
  .transform((text) => (isNoDate(text) ? null : text));

/** Half of a surrogate pair, which JSON can escape and UTF-8 cannot hold: stored, it would be another text. */
const HALF_PAIR = /\p{Surrogate}/u;

const isWhole = (value: string) => !HALF_PAIR.test(value);
const NOT_WHOLE = { error: 'expected text without half a surrogate pair' };

/** What only its sender reads: as it was sent. */
function exact(max: number) {
  const error = `expected text of 1 to ${max} characters`;
  return z.string({ error }).min(1, { error }).max(max, { error }).refine(isWhole, NOT_WHOLE);
}

function text(max: number) {
  const error = `expected text of up to ${max} characters`;
  return z.string({ error }).refine(isWhole, NOT_WHOLE).overwrite(canonicalText).max(max, { error });
}

function nonEmpty(max: number, canonical = canonicalText) {
  const error = `expected text of 1 to ${max} characters`;
  return z
    .string({ error })
    .refine(isWhole, NOT_WHOLE)
    .overwrite(canonical)
    .min(1, { error })
    .max(max, { error });
}

/** Inside a dossier's code it is a corrupted message. */
const CONTROL = /[\u0000-\u001f\u007f]/;

const code = nonEmpty(128, (text) => (CONTROL.test(text.trim()) ? text : canonicalDossierCode(text)))
  .refine((text) => !CONTROL.test(text), { error: 'expected text without control characters' })
  .meta({
    pattern: '^[^\\u0000-\\u001f\\u007f]*$',
    description: 'Dossier code (mã hồ sơ); also the key of the Kafka message',
  });

const officer = z.object({ id: nonEmpty(128).nullish(), name: text(256).nullish() }).meta({ id: 'Officer' });
const unit = z
  .object({ code: nonEmpty(128, canonicalCode).nullish(), name: nonEmpty(512).nullish() })
  .refine((value) => value.code != null || value.name != null, { error: 'expected code or name' })
  .meta({
    id: 'Unit',
    description: '{code} or {name}; a code that the list of units knows decides, otherwise the name',
    // JSON Schema cannot express the refinement by itself.
    anyOf: ['code', 'name'].map((name) => ({ required: [name], properties: { [name]: { type: 'string' } } })),
  });
const procedure = z
  .object({
    code: nonEmpty(128, canonicalCode).nullish(),
    name: text(2048).nullish(),
    field: text(512).nullish(),
    onlineLevel: z.enum(ONLINE_LEVELS).nullish(),
  })
  .meta({ id: 'Procedure' });
const step = z.object({ startedAt: date.nullish(), dueAt: date.nullish() }).meta({ id: 'Step' });

export const MAX_FEE_VND = Number.MAX_SAFE_INTEGER;
const ACCEPTED_FEE = `expected a whole number from 0 to ${MAX_FEE_VND}`;

export const snapshotData = z.object({
  code,
  procedure: procedure.nullish(),
  unit: unit.nullish(),
  channel: z.enum(CHANNELS).nullish(),
  applicantType: z.enum(APPLICANT_TYPES).nullish(),
  submittedAt: date.nullish(),
  receivedAt: date.nullish(),
  dueAt: date.nullish(),
  finishedAt: date.nullish(),
  returnedAt: date.nullish(),
  refusedAt: date.nullish(),
  status: z.enum(STATUSES).nullish(),
  officer: officer.nullish(),
  paidOnline: z.boolean().nullish(),
  feeVnd: z
    .int({ error: ACCEPTED_FEE })
    .min(0, { error: ACCEPTED_FEE })
    .max(MAX_FEE_VND, { error: ACCEPTED_FEE })
    .nullish(),
  digitised: z.boolean().nullish(),
  electronicResult: z.boolean().nullish(),
  vneidVerified: z.boolean().nullish(),
  returnChannel: z
    .enum(CHANNELS)
    .nullish()
    .meta({ description: 'How the result is handed over: at the counter, online or by post' }),
});

export const progressData = z.object({
  code,
  status: z.enum(STATUSES),
  officer: officer.nullish(),
  department: text(512).nullish(),
  step: step.nullish(),
});

const id = exact(256);
const source = nonEmpty(512);

const MAX_REVOKED = 100;
const ACCEPTED_REVOKED = { error: `expected an array of 1 to ${MAX_REVOKED} objects of source and id` };

export const correctionData = z.object({
  code,
  revokes: z
    .array(z.object({ source, id }), ACCEPTED_REVOKED)
    .min(1, ACCEPTED_REVOKED)
    .max(MAX_REVOKED, ACCEPTED_REVOKED)
    .meta({ description: 'Events of this dossier that count no more' }),
  reason: nonEmpty(500).meta({ description: 'Why, for whoever reads the history of the dossier' }),
  by: nonEmpty(256).nullish().meta({ description: 'Who ordered it' }),
});

const envelope = {
  specversion: z.literal('1.0'),
  id: id.meta({ description: 'Unique per source' }),
  source,
  time: time.meta({ description: 'When it happened' }),
};

export const SNAPSHOT_TYPE = 'dossier.snapshot.v1';
export const PROGRESS_TYPE = 'dossier.progress.v1';
export const CORRECTION_TYPE = 'dossier.correction.v1';

export const snapshotEvent = z
  .object({ ...envelope, type: z.literal(SNAPSHOT_TYPE), data: snapshotData })
  .meta({ id: 'DossierSnapshot', description: 'The whole dossier as its system knows it' });
export const progressEvent = z
  .object({ ...envelope, type: z.literal(PROGRESS_TYPE), data: progressData })
  .meta({ id: 'DossierProgress', description: 'One step in the handling of a dossier' });
export const correctionEvent = z
  .object({ ...envelope, type: z.literal(CORRECTION_TYPE), data: correctionData })
  .meta({ id: 'DossierCorrection', description: 'Events of a dossier that an operator found wrong' });

/** Every event type of the product. A new type is added here; CONTRIBUTING.md has the recipe. */
export const dossierEvent = z.discriminatedUnion('type', [snapshotEvent, progressEvent, correctionEvent]);

export type DossierEvent = z.infer<typeof dossierEvent>;
export type SnapshotData = z.infer<typeof snapshotData>;
export type ProgressData = z.infer<typeof progressData>;
export type CorrectionData = z.infer<typeof correctionData>;
export type EventType = DossierEvent['type'];
export const EVENT_TYPES = [
  SNAPSHOT_TYPE,
  PROGRESS_TYPE,
  CORRECTION_TYPE,
] as const satisfies readonly EventType[];
