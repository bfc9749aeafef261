import { beforeAll, describe, expect, it } from 'vitest';
import { DOSSIER, FIELD_BIT } from '../../contract/fields.ts';
import { DOSSIER_COUNTING } from '../../contract/kind-counting.ts';
import { localDay } from '../../contract/time.ts';
import type { FollowedEvent } from '../../clickhouse/events-table.ts';
import { loadProvincePack } from '../../pack/load-pack.ts';
import type { ProvincePack } from '../../pack/province-pack.ts';
import { CaseStore } from '../../server/state/cases/case-store.ts';
import { ToldUnits } from '../../server/state/cases/told-units.ts';
import { UnitDirectory } from '../../server/state/cases/unit-directory.ts';

const EVENTS = 10_000;
const MAX_NAME_BYTES = 1024 * 1024;
const AT = Date.parse('2021-10-04T08:10:00+07:00');

let pack: ProvincePack;
beforeAll(async () => {
  pack = await loadProvincePack('sample/binh-phuoc');
});

/** What one source with made-up names tells; every tenth event names a unit of the pack, each time in another way. */
function event(i: number): FollowedEvent {
  const unit = pack.units[i % pack.units.length] as { code: string; name: string };
  const isKnown = i % 10 === 0;
  const made = `tên số ${i} của phần mềm nguồn, ghép cả thời điểm vào tên`;
  return {
    ...{
      kafkaPartition: 0,
      generation: 0,
      kafkaOffset: i,
      code: `D-${i}`,
      eventTime: AT,
      status: 4,
      channel: 1,
    },
    told:
      (1 << FIELD_BIT.status) | (1 << FIELD_BIT.unit) | (1 << FIELD_BIT.procedure) | (1 << FIELD_BIT.officer),
    unitCode: isKnown ? unit.code : '',
    unitName: made,
    procedureCode: isKnown ? (pack.procedures[i % pack.procedures.length]?.code as string) : '',
    procedureName: made,
    procedureField: '',
    procedureLevel: 3,
    officerId: `cb-${i}`,
    officerName: made,
    ...{ receivedAt: 0, dueAt: 0, finishedAt: 0 },
  };
}

describe('names that a source makes up', () => {
  it('are kept up to a bound, and every dossier stands under its unit with its legal time all the same', () => {
    const register = new Set(pack.procedures.map(({ code }) => code));
    const directory = new UnitDirectory(pack, localDay(AT));
    const procedures: string[] = [];
    const store: CaseStore = new CaseStore({
      table: DOSSIER,
      counting: DOSSIER_COUNTING,
      reductions: {
        unit: (told) => directory.reduce(told),
        procedure: ([code = '']) => [register.has(code) ? code : '', '', '', '3'],
      },
      dueAt: (row) => procedures.push(store.column('procedure').textsOf(row)[0] ?? ''),
      maxNameBytes: MAX_NAME_BYTES,
    });
    const told = new ToldUnits(directory, store.namesOf('unit'));
    for (let i = 0; i < EVENTS; i++) store.joinEvent(event(i));

    const unmapped = directory.units.length - 1;
    for (let i = 0; i < EVENTS; i++) {
      const { unitCode, procedureCode } = event(i);
      const unit = unitCode === '' ? unmapped : directory.numberOf(unitCode);
      const counted = { unit: told.resolve(store.unitOf(i), 0), procedure: procedures[i] };
      // As expect compares slowly, all are compared by themselves first.
      if (counted.unit !== unit || counted.procedure !== procedureCode)
        expect([i, counted]).toEqual([i, { unit, procedure: procedureCode }]);
    }
    for (const { names } of store.names) {
      expect(names.isFull).toBe(true);
      expect(names.reduced).toBeGreaterThan(0);
      // Each name of about 60 characters takes more than 200 bytes by the bound's own count.
      expect(names.size).toBeLessThan(MAX_NAME_BYTES / 200 + pack.units.length + pack.procedures.length);
    }
  });
});
