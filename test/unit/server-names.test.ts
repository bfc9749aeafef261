import { beforeAll, describe, expect, it } from 'vitest';
import { FIELD_BIT } from '../../contract/fields.ts';
import { localDay } from '../../contract/time.ts';
import type { FollowedEvent } from '../../clickhouse/events-table.ts';
import { loadProvincePack } from '../../pack/load-pack.ts';
import type { ProvincePack } from '../../pack/province-pack.ts';
import { DossierStore } from '../../server/state/dossier-store.ts';
import { Interner } from '../../server/state/interner.ts';
import { UnitDirectory } from '../../server/state/unit-directory.ts';

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
    const seen: { procedure: string; unit: number }[] = [];
    const store: DossierStore = new DossierStore(
      (procedure, _receivedAt, _channel, unit) => seen.push({ procedure, unit: directory.resolve(unit, 0) }),
      {
        reduceUnit: (told) => directory.reduce(told),
        reduceProcedure: ([code = '']) => [register.has(code) ? code : '', '', '', '3'],
        maxNameBytes: MAX_NAME_BYTES,
      },
    );
    const directory: UnitDirectory = new UnitDirectory(pack, store.units, localDay(AT));
    const plain = new UnitDirectory(pack, new Interner(2, (told) => told), localDay(AT));
    for (let i = 0; i < EVENTS; i++) store.joinEvent(event(i));

    const unmapped = plain.units.length - 1;
    for (let i = 0; i < EVENTS; i++) {
      const { unitCode, procedureCode } = event(i);
      const unit = unitCode === '' ? unmapped : plain.numberOf(unitCode);
      if (
        directory.resolve(store.unitOf(i), 0) !== unit ||
        seen[i]?.unit !== unit ||
        seen[i]?.procedure !== procedureCode
      )
        expect([i, seen[i]]).toEqual([i, { unit, procedure: procedureCode }]);
    }
    for (const names of [store.units, store.procedures, store.officers]) {
      expect(names.isFull).toBe(true);
      expect(names.reduced).toBeGreaterThan(0);
      // Each name of about 60 characters takes more than 200 bytes by the bound's own count.
      expect(names.size).toBeLessThan(MAX_NAME_BYTES / 200 + pack.units.length + pack.procedures.length);
    }
  });
});
