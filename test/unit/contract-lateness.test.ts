import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NOT_COUNTED, type Instants, type LatenessRule, type Outcome } from '../../contract/counting.ts';
import { STATUS_CODES, type Status } from '../../contract/status.ts';
import { DAY_MS, dayStart, localDay, parseTime } from '../../contract/time.ts';
import { WORKING_DAY_MS, WorkingCalendar } from '../../pack/working-calendar.ts';
import { calendarTable, USUAL } from '../support/calendar-table.ts';
import { CELLS, classify, type DossierFacts } from '../support/dossier-facts.ts';

const at = (text: string) => parseTime(text) as number;
const time = fc.integer({ min: at('2021-01-01T00:00:00+07:00'), max: at('2021-12-31T00:00:00+07:00') });
const rule = fc.constantFrom<LatenessRule>('date', 'instant');
const calendar = new WorkingCalendar(calendarTable([USUAL, 'sat,07:30-11:30'], ['2021-09-02,off,,']));

/** Received on 1 January 2020, so that every period of 2021 counts it. */
function dossier(status: Status, change: Partial<DossierFacts> = {}): DossierFacts {
  const receivedAt = at('2020-01-01T08:00:00+07:00');
  const facts = { statusAt: receivedAt, receivedAt, finishedAt: 0, dueAt: 0, channel: 1 };
  return { ...facts, status: STATUS_CODES[status], ...change };
}

function outcomeOf(facts: DossierFacts, nowMs: number, by: LatenessRule): Outcome | undefined {
  const at: Instants = {
    startMs: 0,
    endMs: nowMs,
    dueSoonMs: calendar.addWorkingTime(nowMs, WORKING_DAY_MS),
    rule: by,
  };
  const cell = classify(facts, at);
  return cell === NOT_COUNTED ? undefined : CELLS.parts(cell).outcome;
}

test.each<[Status, Outcome]>([
  ['registered', 'outside'],
  ['rejected', 'outside'],
  ['awaitingSupplement', 'paused'],
  ['awaitingPayment', 'paused'],
  ['stopped', 'paused'],
  ['withdrawn', 'withdrawn'],
])('%s is %s by both rules, however long its due date has passed', (status, outcome) => {
  fc.assert(
    fc.property(time, time, rule, (dueAt, now, by) => {
      expect(outcomeOf(dossier(status, { dueAt }), now, by)).toBe(outcome);
    }),
  );
});

test('what is open goes from within due over due soon to late as time passes, and never back', () => {
  const order: (Outcome | undefined)[] = ['withinDue', 'dueSoon', 'late'];
  const open = fc.constantFrom<Status>('received', 'processing');
  fc.assert(
    fc.property(open, time, time, time, rule, (status, dueAt, a, b, by) => {
      const facts = dossier(status, { dueAt, finishedAt: at('2020-06-01T08:00:00+07:00') });
      const [before, after] = [Math.min(a, b), Math.max(a, b)].map((now) =>
        order.indexOf(outcomeOf(facts, now, by)),
      );
      expect(before).toBeGreaterThanOrEqual(0);
      expect(after).toBeGreaterThanOrEqual(before as number);
    }),
  );
});

test('due soon is what is not late and due within one working day', () => {
  fc.assert(
    fc.property(time, time, rule, (dueAt, now, by) => {
      const passed = by === 'date' ? localDay(dueAt) < localDay(now) : dueAt < now;
      const worked = calendar.workingTimeBetween(now, dueAt);
      const outcome = outcomeOf(dossier('processing', { dueAt }), now, by);
      if (passed) expect(outcome).toBe('late');
      else if (worked < WORKING_DAY_MS) expect(outcome).toBe('dueSoon');
      else if (worked > WORKING_DAY_MS) expect(outcome).toBe('withinDue');
    }),
    { numRuns: 300 },
  );
});

test('by date the hours do not matter; by instant nothing is better than by date, and early is the same', () => {
  fc.assert(
    fc.property(time, time, fc.integer({ min: 0, max: DAY_MS - 1 }), (finishedAt, dueAt, offset) => {
      const ended = (change: object, by: LatenessRule) =>
        outcomeOf(dossier('returned', { finishedAt, dueAt, ...change }), at('2022-06-01T00:00:00+07:00'), by);
      const byDate = ended({}, 'date');
      expect(ended({ dueAt: dayStart(localDay(dueAt)) + offset }, 'date')).toBe(byDate);
      expect(ended({ finishedAt: dayStart(localDay(finishedAt)) + offset }, 'date')).toBe(byDate);
      const byInstant = ended({}, 'instant');
      expect(byInstant === 'resolvedEarly').toBe(byDate === 'resolvedEarly');
      if (byDate === 'resolvedLate') expect(byInstant).toBe('resolvedLate');
      expect(byInstant === 'resolvedLate').toBe(finishedAt > dueAt);
    }),
  );
});

test('without a due date nothing is late, by either rule', () => {
  fc.assert(
    fc.property(time, rule, (now, by) => {
      expect(outcomeOf(dossier('processing'), now, by)).toBe('withinDue');
      expect(outcomeOf(dossier('processed', { statusAt: now }), now, by)).toBe('resolvedOnTime');
    }),
  );
});
