import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { NOT_COUNTED } from '../../contract/counting.ts';
import { DOSSIER_COUNTING } from '../../contract/kind-counting.ts';
import type { WatchPeriod } from '../../contract/live.ts';
import type { StatusCode } from '../../contract/status.ts';
import { DAY_MS, dayStart, localDay } from '../../contract/time.ts';
import { loadProvincePack } from '../../pack/load-pack.ts';
import type { ProvincePack } from '../../pack/province-pack.ts';
import { Deadlines } from '../../server/state/cases/deadlines.ts';
import { PeriodFigures } from '../../server/state/periods/period-figures.ts';
import { MAX_OTHER_PERIODS, KeptPeriods, PeriodsExhausted } from '../../server/state/periods/kept-periods.ts';
import { RowQueue } from '../../server/state/memory/row-queue.ts';
import { Timetable } from '../../server/state/periods/timetable.ts';
import { TrendCounter } from '../../server/state/periods/trend.ts';
import { UnitDirectory } from '../../server/state/cases/unit-directory.ts';
import { CELLS, classify, storedFacts, type DossierFacts } from '../support/dossier-facts.ts';

const HOUR_MS = 3_600_000;
/** The evening before a new year that begins on a Friday. */
const START_MS = Date.parse('2020-12-31T22:00:00+07:00');
const WATCHES: WatchPeriod[] = [
  'day',
  'month',
  'year',
  { from: '2020-12-01', to: '2020-12-31' },
  { from: '2021-01-01', to: '2021-01-02' },
  { from: '2020-01-01', to: '2020-06-30' },
];

let pack: ProvincePack;
let directory: UnitDirectory;
beforeAll(async () => {
  pack = await loadProvincePack('sample/binh-phuoc');
  directory = new UnitDirectory(pack, localDay(START_MS));
});

/** Of two units, the second of which works by hours of its own. */
function deadlinesBy(latenessRule: 'date' | 'instant'): Deadlines {
  const own = {
    units: [pack.units[1]?.code as string],
    weekdays: [1, 3, 6],
    sessions: [{ startMs: 6 * HOUR_MS, endMs: 16 * HOUR_MS }],
    validFrom: null,
    validTo: null,
  };
  const calendar = { ...pack.calendar, hours: [own, ...pack.calendar.hours] };
  return new Deadlines({ latenessRule, calendar }, pack.procedures, directory.units);
}
const unitOf = (row: number) => row % 2;

/** A moment near the start, on or beside a boundary of days and hours. */
const moment = fc
  .tuple(fc.integer({ min: -40, max: 170 }), fc.constantFrom(-1, 0, 1, 1_234_567))
  .map(([hours, ms]) => Math.round(START_MS / HOUR_MS) * HOUR_MS + hours * HOUR_MS + ms);
const facts: fc.Arbitrary<DossierFacts> = fc.record({
  status: fc.integer({ min: 0, max: 10 }) as fc.Arbitrary<StatusCode>,
  statusAt: moment,
  receivedAt: moment,
  finishedAt: fc.oneof(fc.constant(0), moment),
  dueAt: fc.oneof(fc.constant(0), moment),
  channel: fc.integer({ min: 0, max: 3 }),
});

/** Many end right on a time of a dossier, just before or just after it. */
const step = fc.oneof(
  fc.constantFrom(1, 250),
  fc
    .tuple(fc.integer({ min: 1, max: 24 }), fc.constantFrom(-1, 0, 1))
    .map(([hours, ms]) => hours * HOUR_MS + ms),
  fc.integer({ min: 1, max: 24 * HOUR_MS }),
);

/** The kept figures without a store: the dossiers are facts in an array, of two units. */
class Kept {
  readonly dossiers: DossierFacts[] = [];
  readonly timetable: Timetable;
  readonly periods: KeptPeriods;
  readonly trend: TrendCounter;
  nowMs = START_MS;

  constructor(rule: 'date' | 'instant') {
    const deadlines = deadlinesBy(rule);
    this.timetable = new Timetable(deadlines, START_MS);
    this.trend = new TrendCounter(directory.units.length, localDay(START_MS));
    this.periods = new KeptPeriods({
      create: (watch, ofMs) =>
        new PeriodFigures(watch, ofMs, this.nowMs, directory, deadlines, DOSSIER_COUNTING),
      fill: (board) => {
        this.dossiers.forEach((dossier, row) => board.place(row, unitOf(row), storedFacts(dossier)));
        return Promise.resolve();
      },
    });
  }

  moveTo(nowMs: number): void {
    this.nowMs = nowMs;
    this.timetable.moveTo(nowMs);
    this.trend.moveTo(localDay(nowMs));
    this.periods.moveTo(nowMs);
    for (const row of this.timetable.passed()) this.place(row);
  }

  place(row: number): void {
    const dossier = storedFacts(this.dossiers[row] as DossierFacts);
    for (const board of this.periods.all()) board.place(row, unitOf(row), dossier);
    this.trend.place(row, unitOf(row), dossier, this.nowMs);
    this.timetable.note(row, unitOf(row), dossier);
  }
}

describe('the passing of time', () => {
  it.each(['date', 'instant'] as const)(
    'moves exactly the dossiers that a recount moves, over the end of a year (%s)',
    async (rule) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(facts, { minLength: 1, maxLength: 30 }),
          fc.array(fc.tuple(step, fc.nat(29), facts), { maxLength: 12 }),
          async (dossiers, steps) => {
            const kept = new Kept(rule);
            kept.moveTo(START_MS);
            for (const watch of WATCHES) await kept.periods.keep(watch, START_MS);
            kept.dossiers.push(...dossiers);
            dossiers.forEach((_, row) => kept.place(row));
            for (const [stepMs, row, changed] of steps) {
              kept.moveTo(kept.nowMs + stepMs);
              if (row < dossiers.length) {
                kept.dossiers[row] = changed;
                kept.place(row);
              }
              // A board that is filled in the background takes over at the next tick.
              await Promise.resolve();
              await Promise.resolve();
              kept.moveTo(kept.nowMs);
              for (const board of kept.periods.all()) expectRecounted(kept, board);
              for (const board of kept.periods.shown()) expect(board.isOver(kept.nowMs)).toBe(false);
              expectTrendCounted(kept);
            }
          },
        ),
        { numRuns: 60 },
      );
    },
  );

  it('is over for a dossier that nothing lies ahead of', () => {
    const timetable = new Timetable(deadlinesBy('date'), START_MS);
    const closed = {
      statusAt: START_MS - DAY_MS,
      receivedAt: START_MS - 9 * DAY_MS,
      finishedAt: 0,
      channel: 1,
    };
    const note = (row: number, status: StatusCode, dueAt: number) =>
      timetable.note(row, 0, storedFacts({ ...closed, status, dueAt }));
    note(0, 10, START_MS + DAY_MS);
    note(1, 5, START_MS + DAY_MS);
    note(2, 4, START_MS - 2 * DAY_MS);
    note(3, 4, 0);
    expect(timetable.size).toBe(0);
  });
});

function expectRecounted({ dossiers, nowMs }: Kept, board: PeriodFigures): void {
  const counts = new Int32Array(2 * CELLS.size);
  for (const [row, dossier] of dossiers.entries()) {
    const unit = unitOf(row);
    const cell = classify(dossier, board.instants.of(unit));
    const place = unit * CELLS.size + cell;
    if (cell !== NOT_COUNTED) counts[place] = (counts[place] as number) + 1;
  }
  const kept = board.cube.counts.subarray(0, 2 * CELLS.size);
  // As expect compares them one by one, all are compared at once first.
  if (counts.some((count, place) => count !== kept[place]))
    expect({ nowMs, watch: board.watch, counts: kept }).toEqual({ nowMs, watch: board.watch, counts });
}

function expectTrendCounted({ dossiers, nowMs, trend }: Kept): void {
  const fresh = new TrendCounter(2, localDay(nowMs));
  dossiers.forEach((dossier, row) => fresh.place(row, unitOf(row), storedFacts(dossier), nowMs));
  expect(trend.of([0, 1])).toEqual(fresh.of([0, 1]));
}

describe('the trend', () => {
  it('forgets a day when it leaves the window, also after a rest of weeks', () => {
    const trend = new TrendCounter(2, localDay(START_MS));
    const dossier = storedFacts({
      status: 4,
      statusAt: 1,
      receivedAt: START_MS,
      finishedAt: 0,
      dueAt: 0,
      channel: 1,
    });
    trend.place(0, 1, dossier, START_MS);
    const sum = () => trend.of([0, 1]).days.received.reduce((total, n) => total + n, 0);
    trend.moveTo(localDay(START_MS) + 29);
    expect(sum()).toBe(1);
    trend.moveTo(localDay(START_MS) + 30);
    expect(sum()).toBe(0);
    const later = dayStart(localDay(START_MS) + 75) + 5 * HOUR_MS;
    trend.moveTo(localDay(later));
    trend.place(0, 1, { ...dossier, receivedAt: later }, later);
    expect(sum()).toBe(1);
    expect(trend.of([1]).hours.received[5]).toBe(1);
  });
});

describe('kept periods', () => {
  it('make room for another when nobody has asked for them for a while, the current year never', async () => {
    const kept = new Kept('date');
    const day = (n: number) => {
      const date = `2020-05-${String(n).padStart(2, '0')}`;
      return { from: date, to: date };
    };
    await kept.periods.keep('year', START_MS);
    for (let n = 1; n <= MAX_OTHER_PERIODS; n++) await kept.periods.keep(day(n), START_MS + n);
    await expect(kept.periods.keep(day(13), START_MS + 100)).rejects.toThrow(PeriodsExhausted);
    const moment = await kept.periods.moment(day(13), START_MS + 100);
    expect([...kept.periods.shown()]).not.toContain(moment);
    await kept.periods.keep(day(13), START_MS + 6_000);
    const shown = [...kept.periods.shown()].map(({ watch }) => watch);
    expect(shown).toHaveLength(MAX_OTHER_PERIODS + 1);
    expect(shown).toContain('year');
    expect(shown).not.toContainEqual(day(1));
  });
});

describe('a queue of rows', () => {
  it('gives the rows up to a number in order, each pair once', () => {
    const entries = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 5 })));
    fc.assert(
      fc.property(entries, fc.integer({ min: -1, max: 21 }), (pairs, limit) => {
        const queue = new RowQueue();
        for (const [key, row] of pairs) queue.push(key, row);
        const inOrder = (chosen: typeof pairs) =>
          [...new Set(chosen.map(([key, row]) => key * 100 + row))].sort((a, b) => a - b).map((n) => n % 100);
        expect([...queue.popUpTo(limit)]).toEqual(inOrder(pairs.filter(([key]) => key <= limit)));
        expect([...queue.popUpTo(Infinity)]).toEqual(inOrder(pairs.filter(([key]) => key > limit)));
        expect(queue.size).toBe(0);
      }),
    );
  });
});
