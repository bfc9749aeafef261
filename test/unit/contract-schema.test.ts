import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dossierEvent } from '../../contract/event.ts';
import { schemaFiles } from '../../contract/json-schema.ts';
import { arbitraryLog } from '../support/arbitrary-events.ts';
import { correctionEvent, progressEvent, snapshotEvent } from '../support/events.ts';

const DIR = join(import.meta.dirname, '../../docs/schema');

describe('docs/schema', () => {
  it('is what `npm run schema` writes now', () => {
    const files = schemaFiles();
    expect(readdirSync(DIR).sort()).toEqual([...files.keys()].sort());
    for (const [name, text] of files) expect(readFileSync(join(DIR, name), 'utf8')).toBe(text);
  });
});

describe('the JSON Schema of events', () => {
  // Ajv has no formats of its own; times are checked by ingest.
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const accepts = ajv.compile(JSON.parse(schemaFiles().get('dossier.event.json') as string) as object);

  it('accepts every valid event', () => {
    fc.assert(
      fc.property(arbitraryLog('S', 5, 20), (events) => {
        for (const event of events) {
          expect(dossierEvent.safeParse(event).success).toBe(true);
          expect(accepts(event)).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('refuses what ingest refuses', () => {
    const good = snapshotEvent({ code: 'A' });
    const correction = correctionEvent({ code: 'A', revokes: [{ source: 's', id: '1' }], reason: 'r' });
    const corrected = (change: object) => ({ ...correction, data: { ...correction.data, ...change } });
    const wrong: unknown[] = [
      corrected({ revokes: [] }),
      corrected({ revokes: new Array(101).fill({ source: 's', id: '1' }) }),
      corrected({ revokes: [{ source: 's' }] }),
      corrected({ reason: '' }),
      corrected({ reason: undefined }),
      { ...good, type: 'dossier.snapshot.v2' },
      { ...good, specversion: '0.3' },
      { ...good, id: '' },
      { ...good, time: undefined },
      { ...good, data: {} },
      { ...good, data: { code: '' } },
      { ...good, data: { code: 'A\u0007' } },
      { ...good, data: { code: 'A', status: 'lost' } },
      { ...good, data: { code: 'A', unit: {} } },
      { ...good, data: { code: 'A', unit: { code: null } } },
      { ...good, data: { code: 'A', feeVnd: -1 } },
      { ...good, data: { code: 'A', feeVnd: 1.5 } },
      { ...good, data: { code: 'A', paidOnline: 'yes' } },
      { ...progressEvent({ code: 'A', status: 'received' }), data: { code: 'A' } },
      { ...progressEvent({ code: 'A', status: 'received' }), data: { code: 'A', status: null } },
      [good],
      null,
    ];
    for (const event of wrong) {
      const json: unknown = JSON.parse(JSON.stringify(event));
      expect([event, dossierEvent.safeParse(json).success, accepts(json)]).toEqual([event, false, false]);
    }
  });
});
