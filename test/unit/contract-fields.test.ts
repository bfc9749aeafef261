import { expect, it } from 'vitest';
import { CASE } from '../../contract/case-fields.ts';
import { jsonOf } from '../../contract/field-json.ts';
import type { FieldTable } from '../../contract/field-types.ts';
import { CORRECTION_BIT, DOSSIER } from '../../contract/fields.ts';
import { noFields } from '../../ingest/decoding/event-fields.ts';

it.each([
  ['dossiers', DOSSIER],
  ['cases', CASE],
])(
  'each field of %s has a bit of its own below that of corrections, and columns of its own',
  (_, table: FieldTable) => {
    const bits = table.stored.map(({ bit }) => bit);
    expect(new Set(bits).size).toBe(bits.length);
    for (const bit of bits) expect(bit).toBeLessThan(CORRECTION_BIT);
    const columns = table.columns.map(({ name }) => name);
    expect(new Set(columns).size).toBe(columns.length);
  },
);

it('a cleared field is shown as null, and of a unit what was told', () => {
  const none = { ...noFields(DOSSIER), feeVnd: -1 };
  for (const field of DOSSIER.stored.filter(({ line }) => line.type !== 'span'))
    expect([field.name, jsonOf(field, none)]).toEqual([field.name, null]);
  expect(jsonOf(DOSSIER.field('step'), none)).toEqual({ startedAt: null, dueAt: null });
  expect(jsonOf(DOSSIER.field('unit'), { ...none, unitName: 'N' })).toEqual({ name: 'N' });
  expect(jsonOf(DOSSIER.field('procedure'), { ...none, procedureCode: 'P', procedureLevel: 3 })).toEqual({
    code: 'P',
    name: null,
    field: null,
    onlineLevel: 'full',
  });
});
