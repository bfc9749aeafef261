/**
 * What a message of the events topic holds: CloudEvents 1.0 in structured JSON.
 *
 * `null` clears a field, an absent field says nothing. An object (procedure, unit, officer, step) is one field: it is
 * told, cleared and replaced as a whole. Members that are not listed are allowed and dropped unread.
 */
import { z } from 'zod';
import { canonicalDossierCode } from './canonical.ts';
import { dataSchemas, exact, nonEmpty, time } from './field-schema.ts';
import { DOSSIER } from './fields.ts';

/** Inside a code it is a corrupted message. */
const CONTROL = /[\u0000-\u001f\u007f]/;

/** The code of what an event tells of, in its canonical form. */
export function codeSchema(canonical: (code: string) => string, description: string) {
  return nonEmpty(128, (text) => (CONTROL.test(text.trim()) ? text : canonical(text)))
    .refine((text) => !CONTROL.test(text), { error: 'expected text without control characters' })
    .meta({ pattern: '^[^\\u0000-\\u001f\\u007f]*$', description });
}

const code = codeSchema(canonicalDossierCode, 'Dossier code (mã hồ sơ); also the key of the Kafka message');
const id = exact(256);
const source = nonEmpty(512);

const MAX_REVOKED = 100;
const ACCEPTED_REVOKED = { error: `expected an array of 1 to ${MAX_REVOKED} objects of source and id` };

const dataOf = dataSchemas(DOSSIER, code);
const snapshotData = dataOf('snapshot');
const progressData = dataOf('progress');
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

/** What every event has beside its type and data. */
export const envelope = {
  specversion: z.literal('1.0'),
  id: id.meta({ description: 'Unique per source' }),
  source,
  time: time.meta({ description: 'When it happened' }),
};

export const SNAPSHOT_TYPE = 'dossier.snapshot.v1';
export const PROGRESS_TYPE = 'dossier.progress.v1';
export const CORRECTION_TYPE = 'dossier.correction.v1';

/** The event types that tell fields. */
export const TELLING_TYPES = { snapshot: SNAPSHOT_TYPE, progress: PROGRESS_TYPE } as const;

export const snapshotEvent = z
  .object({ ...envelope, type: z.literal(SNAPSHOT_TYPE), data: snapshotData })
  .meta({ id: 'DossierSnapshot', description: 'The whole dossier as its system knows it' });
export const progressEvent = z
  .object({ ...envelope, type: z.literal(PROGRESS_TYPE), data: progressData })
  .meta({ id: 'DossierProgress', description: 'One step in the handling of a dossier' });
export const correctionEvent = z
  .object({ ...envelope, type: z.literal(CORRECTION_TYPE), data: correctionData })
  .meta({ id: 'DossierCorrection', description: 'Events of a dossier that an operator found wrong' });

/** Every type of the stream of dossiers. */
export const dossierEvent = z.discriminatedUnion('type', [snapshotEvent, progressEvent, correctionEvent]);

export type DossierEvent = z.infer<typeof dossierEvent>;
export type SnapshotData = z.infer<typeof snapshotData>;
export type ProgressData = z.infer<typeof progressData>;
export type CorrectionData = z.infer<typeof correctionData>;
