/** The contract of events and of alerts as JSON Schema (2020-12), for vendors in other languages; docs/schema holds it as files. */
import { z } from 'zod';
import { alertMessage } from './alert-payload.ts';
import { caseEventSchemas } from './case-event.ts';
import { correctionEvent, dossierEvent, progressEvent, snapshotEvent } from './event.ts';
import { observationEvent } from './observation-event.ts';

/** Stands for each word that is a kind's own. */
const ANY = '*';
const ANY_TERM = { code: ANY, vi: '', en: '' };
const ofAnyKind = caseEventSchemas({
  kind: ANY,
  statuses: [{ ...ANY_TERM, n: 1, group: 'inProgress' }],
  channels: [ANY_TERM],
  categories: [ANY_TERM],
});

const SCHEMAS = {
  'dossier.snapshot.v1.json': snapshotEvent,
  'dossier.progress.v1.json': progressEvent,
  'dossier.correction.v1.json': correctionEvent,
  'dossier.event.json': dossierEvent,
  'case.snapshot.v1.json': ofAnyKind.snapshot,
  'case.progress.v1.json': ofAnyKind.progress,
  'observation.v1.json': observationEvent,
  'alert.json': alertMessage,
};

/** File name -> its text. */
export function schemaFiles(): Map<string, string> {
  const entries = Object.entries(SCHEMAS).map(([name, schema]): [string, string] => {
    const json = z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12', override: anyWord });
    return [name, `${JSON.stringify(json, null, 2)}\n`];
  });
  return new Map(entries);
}

function anyWord({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.const !== ANY && jsonSchema.enum?.[0] !== ANY) return;
  delete jsonSchema.const;
  delete jsonSchema.enum;
  Object.assign(jsonSchema, { type: 'string', minLength: 1, description: 'One of GET /api/v1/kinds' });
}
