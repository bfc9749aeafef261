/** The event contract as JSON Schema (2020-12), for vendors in other languages; docs/schema holds it as files. */
import { z } from 'zod';
import { correctionEvent, dossierEvent, progressEvent, snapshotEvent } from './event.ts';

const SCHEMAS = {
  'dossier.snapshot.v1.json': snapshotEvent,
  'dossier.progress.v1.json': progressEvent,
  'dossier.correction.v1.json': correctionEvent,
  'dossier.event.json': dossierEvent,
};

/** File name -> its text. */
export function schemaFiles(): Map<string, string> {
  const entries = Object.entries(SCHEMAS).map(([name, schema]): [string, string] => {
    const json = z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' });
    return [name, `${JSON.stringify(json, null, 2)}\n`];
  });
  return new Map(entries);
}
