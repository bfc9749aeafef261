import { expect, test } from 'vitest';
import { dossierEvent, type DossierEvent } from '../../contract/event.ts';
import { dayStart } from '../../contract/time.ts';
import { historyNames, loadHistory, scaleHistory } from '../../sample/published-history.ts';
import { expectedFigures, historyEvents } from '../../sample/replay.ts';
import { loadSampleProvince } from '../../sample/sample-province.ts';
import { countsOf, recount } from '../support/oracle.ts';

const published = await loadHistory('binh-phuoc-2021');
const province = await loadSampleProvince(published.packDir);
const small = scaleHistory(published, 0.01);
const period = { fromDay: small.from, toDay: small.to };

function eventsOf(history: typeof small): DossierEvent[] {
  return Array.from(historyEvents(history, province), ({ event }) => event);
}

const events = eventsOf(small);
const dossiers = recount(events);

test('the totals of Bình Phước 2021 are the published ones', () => {
  const t = published.totals;
  expect(t.carriedOver + t.online + t.counter + t.postal).toBe(561_578);
  expect([t.carriedOver, t.online, t.counter + t.postal]).toEqual([20_091, 358_294, 183_193]);
  expect([t.resolvedEarly + t.resolvedOnTime, t.resolvedLate]).toEqual([538_008, 11_105]);
  expect(t.openWithinDue + t.openLate).toBe(12_465);
});

test('counted by the rules, the events give the totals to the unit, at any later time', () => {
  const { totals } = small;
  for (const nowMs of [dayStart(small.to + 1), Date.UTC(2026, 0, 1)]) {
    const counts = countsOf(dossiers.values(), period, nowMs);
    expect(counts).toMatchObject({
      carriedOver: totals.carriedOver,
      received: { online: totals.online, counter: totals.counter, postal: totals.postal },
      resolved: { early: totals.resolvedEarly, onTime: totals.resolvedOnTime, late: totals.resolvedLate },
      inProgress: { withinDue: totals.openWithinDue, late: totals.openLate },
      paused: 0,
      withdrawn: 0,
      outside: 0,
      missingDueDate: 0,
    });
  }
});

test('every event is valid, told in the order of time, and not after the period', () => {
  let last = '';
  for (const event of events) {
    dossierEvent.parse(event);
    expect(event.time >= last).toBe(true);
    last = event.time;
  }
  expect(Date.parse(last)).toBeLessThan(dayStart(small.to + 1));
  expect(new Set(events.map((event) => event.id)).size).toBe(events.length);
});

test('the same bytes come out on every run', () => {
  expect(JSON.stringify(eventsOf(scaleHistory(published, 0.002)))).toBe(
    JSON.stringify(eventsOf(scaleHistory(published, 0.002))),
  );
});

test('every unit that receives dossiers belongs to the pack, every area has some, and lateness differs by area', () => {
  const byArea = new Map<string, { all: number; late: number }>();
  for (const { fields } of dossiers.values()) {
    const { code } = fields['unit']?.value as { code: string };
    const unit = province.pack.units.find((u) => u.code === code);
    expect(unit).toBeDefined();
    const place = province.pack.areas.find((a) => a.code === unit?.area);
    const district = place?.parent ?? place?.code ?? 'none';
    const area = byArea.get(district) ?? { all: 0, late: 0 };
    byArea.set(district, area);
    area.all++;
    const closed = `${fields['finishedAt']?.value ?? ''}`.slice(0, 10);
    if (closed > `${fields['dueAt']?.value}`.slice(0, 10)) area.late++;
  }
  expect(byArea.size).toBe(12);
  const rate = (code: string) => (byArea.get(code)?.late ?? 0) / (byArea.get(code)?.all ?? 1);
  expect(rate('696')).toBeGreaterThan(3 * rate('689'));
});

test('Long An province centre: the history counted by the rules is the published one, to the unit', async () => {
  const longAn = await loadHistory('long-an-2017');
  const centre = await loadSampleProvince(longAn.packDir);
  const all = recount(Array.from(historyEvents(longAn, centre), ({ event }) => event));
  for (const nowMs of [dayStart(longAn.to + 1), Date.UTC(2026, 0, 1)]) {
    const counts = countsOf(all.values(), { fromDay: longAn.from, toDay: longAn.to }, nowMs);
    expect(counts).toMatchObject({
      received: { total: 26_398 },
      resolved: { total: 25_250, early: 17_967, onTime: 6_989, late: 294 },
      inProgress: { total: 1_148 },
      carriedOver: 0,
      paused: 0,
      withdrawn: 0,
      outside: 0,
      missingDueDate: 0,
    });
  }
  const lines = expectedFigures(longAn).join('\n');
  expect(lines).toContain('early 17,967 (71.16%) + on time 6,989 (27.68%) + late 294 (1.16%)');
  // Every department receives some, and nobody else.
  const units = new Set(
    [...all.values()].map(({ fields }) => (fields['unit']?.value as { code: string }).code),
  );
  const departments = centre.pack.units.filter((unit) => unit.level === 'department');
  expect([...units].sort()).toEqual(departments.map((unit) => unit.code).sort());
});

test('an unknown history is refused with the known ones', async () => {
  await expect(loadHistory('x')).rejects.toThrow(`history: "x"; accepted: ${historyNames().join(', ')}`);
});
