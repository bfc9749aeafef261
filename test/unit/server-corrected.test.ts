import { describe, expect, it } from 'vitest';
import type { FollowedEvent } from '../../clickhouse/events-table.ts';
import { classify, NOT_COUNTED } from '../../contract/counting.ts';
import { CORRECTION_BIT, DOSSIER, FIELD_BIT } from '../../contract/fields.ts';
import { DOSSIER_COUNTING } from '../../contract/kind-counting.ts';
import { CaseStore, emptyFacts } from '../../server/state/cases/case-store.ts';

const AT = Date.parse('2021-10-04T08:10:00+07:00');
const newStore = () =>
  new CaseStore({ table: DOSSIER, counting: DOSSIER_COUNTING, reductions: {}, dueAt: () => AT });
const at = { startMs: AT - 1e9, endMs: AT + 1e9, dueSoonMs: AT + 2e9, rule: 'date' as const };

function event(told: number): FollowedEvent {
  const texts = { procedureCode: '', procedureName: '', procedureField: '', officerId: '', officerName: '' };
  return {
    ...{ kafkaPartition: 0, generation: 0, kafkaOffset: 0, code: 'D', eventTime: AT, told, status: 4 },
    ...{ unitCode: 'H10.2.03', unitName: '', channel: 1, procedureLevel: 0, ...texts },
    ...{ receivedAt: 0, dueAt: 0, finishedAt: 0 },
  };
}
const telling = event((1 << FIELD_BIT.status) | (1 << FIELD_BIT.unit));
const correction = event(2 ** CORRECTION_BIT);

describe('the store of dossiers', () => {
  const store = newStore();
  const row = store.joinEvent(telling);
  const cell = () => classify(store.factsOf(row, emptyFacts()), at, DOSSIER_COUNTING.cells);

  it('joins events of a dossier until a correction names it: then its state is to be read from the log', () => {
    expect(cell()).not.toBe(NOT_COUNTED);
    expect(store.outdated.size).toBe(0);
    expect(store.joinEvent(correction)).toBe(row);
    expect([...store.corrected, ...store.outdated]).toEqual([row, row]);
  });

  it('counts a dossier of which nothing counts nowhere, whatever is placed again', () => {
    store.clear(row);
    expect([store.exists(row), store.outdated.size, store.unitOf(row), cell()]).toEqual([
      false,
      0,
      0,
      NOT_COUNTED,
    ]);
    // As when the calendar changes.
    store.settleDue(row);
    expect(cell()).toBe(NOT_COUNTED);
  });

  it('does not join what comes of it later', () => {
    store.joinEvent(telling);
    expect([store.exists(row), store.outdated.has(row)]).toEqual([false, true]);
  });

  it('keeps room for a dossier that a correction names before anything is told of it', () => {
    const first = store.joinEvent({ ...correction, code: 'BEFORE' });
    expect([store.exists(first), store.receivedAt(first) > at.endMs]).toEqual([false, true]);
  });

  it('knows from when on each of many new dossiers is, also where its columns grow', () => {
    const growing = newStore();
    const rows = Array.from({ length: 5_000 }, (_, i) => growing.joinEvent({ ...telling, code: `D-${i}` }));
    expect(rows.filter((one) => !growing.exists(one) || growing.receivedAt(one) !== AT)).toEqual([]);
  });
});
