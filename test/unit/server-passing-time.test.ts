import fc from 'fast-check';
import { expect, it } from 'vitest';
import { classify, LATENESS_RULES, type DossierFacts } from '../../contract/counting.ts';
import { parsePeriod } from '../../contract/watch-period.ts';
import { WorkingCalendar } from '../../pack/working-calendar.ts';
import { PassingTime } from '../../server/state/passing-time.ts';
import { dueSoonUntil, periodInstants } from '../../server/state/period-instants.ts';

const HOUR_MS = 3_600_000;
const START_MS = Date.parse('2026-03-05T15:00:00+07:00');
const calendar = new WorkingCalendar({
  weekdays: [1, 2, 3, 4, 5],
  sessions: [
    { startMs: 7.5 * HOUR_MS, endMs: 11.5 * HOUR_MS },
    { startMs: 13 * HOUR_MS, endMs: 17 * HOUR_MS },
  ],
  days: [],
});
const PERIODS = [
  parsePeriod('2026-01-01', '2026-12-31'),
  parsePeriod('2026-03-06', '2026-03-06'),
  parsePeriod('2026-03-01', '2026-03-04'),
];

/** Whole hours and odd ms around the start, so that steps end right on a time, just before and just after it. */
const time = fc.oneof(
  fc.constant(0),
  fc
    .tuple(fc.integer({ min: -48, max: 96 }), fc.constantFrom(-1, 0, 1, 1_234_567))
    .map(([hours, ms]) => START_MS + hours * HOUR_MS + ms),
);
const facts: fc.Arbitrary<DossierFacts> = fc.record({
  status: fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10) as fc.Arbitrary<DossierFacts['status']>,
  statusAt: time,
  receivedAt: time.map((timeMs) => timeMs || START_MS),
  finishedAt: time,
  dueAt: time,
  channel: fc.constant(1),
});
const step = fc.oneof(
  fc.constantFrom(1, 250, HOUR_MS - 1, HOUR_MS, HOUR_MS + 1),
  fc.integer({ min: 1, max: 40 * HOUR_MS }),
);

it.each(LATENESS_RULES)('finds every dossier that time alone moves, by rule %s', (rule) => {
  fc.assert(
    fc.property(
      fc.array(facts, { minLength: 1, maxLength: 30 }),
      fc.array(step, { maxLength: 12 }),
      (all, steps) => {
        const placesAt = (row: number, nowMs: number) =>
          PERIODS.map((period) =>
            classify(all[row] as DossierFacts, periodInstants(period, nowMs, calendar, rule)),
          );
        let nowMs = START_MS;
        const passing = new PassingTime(
          nowMs,
          (row) => all[row] as DossierFacts,
          (atMs) => dueSoonUntil(atMs, calendar),
        );
        const kept = all.map((one, row) => {
          passing.note(row, one);
          return placesAt(row, nowMs);
        });
        for (const ms of steps) {
          nowMs += ms;
          for (const row of passing.advance(nowMs)) kept[row] = placesAt(row, nowMs);
          expect(kept).toEqual(all.map((_, row) => placesAt(row, nowMs)));
        }
      },
    ),
    { numRuns: 300 },
  );
});

it('tells nothing while nothing comes due', () => {
  const open: DossierFacts = {
    status: 4,
    statusAt: START_MS - 1,
    receivedAt: START_MS - 1,
    finishedAt: 0,
    dueAt: START_MS + 240 * HOUR_MS,
    channel: 1,
  };
  const passing = new PassingTime(
    START_MS,
    () => open,
    (atMs) => dueSoonUntil(atMs, calendar),
  );
  passing.note(0, open);
  expect([...passing.advance(START_MS + 24 * HOUR_MS)]).toEqual([]);
});
