/** `npm run schema`: writes the contract of events and alerts as JSON Schema into docs/schema. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { schemaFiles } from '../contract/json-schema.ts';

const dir = join(import.meta.dirname, 'schema');
mkdirSync(dir, { recursive: true });
for (const [name, text] of schemaFiles()) writeFileSync(join(dir, name), text);
