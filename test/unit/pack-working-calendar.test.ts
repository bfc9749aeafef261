import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayStart, localDay, parseDay, parseTime } from '../../contract/time.ts';
import { computeDueAt } from '../../pack/due-date.ts';
import { loadProvincePack } from '../../pack/load-pack.ts';
import type { LegalTime } from '../../pack/province-pack.ts';
import { WORKING_DAY_MS, WorkingCalendar } from '../../pack/working-calendar.ts';

const { calendar: table } = await loadProvincePack('sample/binh-phuoc');
const calendar = new WorkingCalendar(table);
const HOUR = 3_600_000;
const at = (text: string) => parseTime(`${text}:00+07:00`) as number;
const day = (text: string) => parseDay(text) as number;

const instant = fc.integer({ min: at('2019-01-01T00:00'), max: at('2027-12-31T00:00') });
const workingTime = fc.integer({ min: 1, max: 90 * WORKING_DAY_MS });

test('weekends and holidays are off, swapped days are worked', () => {
  expect(calendar.isWorkingDay(day('2021-10-04'))).toBe(true);
  expect(calendar.isWorkingDay(day('2021-10-03'))).toBe(false);
  expect(calendar.isWorkingDay(day('2021-02-12'))).toBe(false);
  expect(calendar.isWorkingDay(day('2019-05-04'))).toBe(true);
});

test.each([
  ['2021-10-04T07:30', 8 * HOUR, '2021-10-04T17:00'],
  ['2021-10-04T08:10', 4 * HOUR, '2021-10-04T13:40'],
  ['2021-10-04T12:00', 4 * HOUR, '2021-10-04T17:00'],
  ['2021-10-08T16:00', 2 * HOUR, '2021-10-11T08:30'],
  ['2021-02-09T16:00', 2 * HOUR, '2021-02-17T08:30'],
  ['2021-10-05T07:30', -8 * HOUR, '2021-10-04T07:30'],
  ['2021-10-04T13:00', -HOUR, '2021-10-04T10:30'],
])('from %s, %i ms of office time lead to %s', (from, ms, to) => {
  expect(calendar.addWorkingTime(at(from), ms)).toBe(at(to));
});

test('working days after a day are counted up to and including the last', () => {
  expect(calendar.workingDaysAfter(day('2021-10-08'), day('2021-10-11'))).toBe(1);
  expect(calendar.workingDaysAfter(day('2021-10-08'), day('2021-10-10'))).toBe(0);
  expect(calendar.workingDaysAfter(day('2021-10-11'), day('2021-10-08'))).toBe(0);
});

test('measuring undoes adding', () => {
  fc.assert(
    fc.property(instant, workingTime, fc.boolean(), (from, ms, back) => {
      const signed = back ? -ms : ms;
      expect(calendar.workingTimeBetween(from, calendar.addWorkingTime(from, signed))).toBe(signed);
    }),
  );
});

test('adding and then subtracting leads back to the instant, or to the next office instant', () => {
  fc.assert(
    fc.property(instant, workingTime, (from, ms) => {
      const back = calendar.addWorkingTime(calendar.addWorkingTime(from, ms), -ms);
      expect(back).toBe(calendar.nextOfficeInstant(from));
    }),
  );
});

test('later receipt or more time is never due earlier', () => {
  fc.assert(
    fc.property(instant, instant, workingTime, workingTime, (a, b, x, y) => {
      const [early, late] = [Math.min(a, b), Math.max(a, b)];
      const [less, more] = [Math.min(x, y), Math.max(x, y)];
      expect(calendar.addWorkingTime(early, less)).toBeLessThanOrEqual(calendar.addWorkingTime(late, more));
      expect(calendar.workingTimeBetween(early, late)).toBeGreaterThanOrEqual(0);
    }),
  );
});

test('a calendar without working days ends at the end of the table instead of searching for ever', () => {
  const idle = new WorkingCalendar({ ...table, weekdays: [], days: [] });
  expect(idle.addWorkingTime(at('2021-10-04T08:00'), HOUR)).toBeGreaterThan(at('2199-12-31T00:00'));
});

const due = (legal: LegalTime | null, from: string, online: LegalTime | null = null) =>
  computeDueAt(
    { legalTime: legal, onlineLegalTime: online },
    at(from),
    online ? 'online' : 'counter',
    calendar,
  );

test.each<[LegalTime, string, string]>([
  [{ amount: 3, unit: 'workingDay' }, '2021-10-04T08:10', '2021-10-07T08:10'],
  [{ amount: 1, unit: 'workingDay' }, '2021-10-08T18:30', '2021-10-11T17:00'],
  [{ amount: 4, unit: 'hour' }, '2021-10-04T16:00', '2021-10-05T10:30'],
  [{ amount: 5, unit: 'day' }, '2021-10-04T08:10', '2021-10-11T17:00'],
  [{ amount: 1, unit: 'day' }, '2021-10-04T19:00', '2021-10-06T17:00'],
])('%j, received %s, is due %s', (legal, from, to) => {
  expect(due(legal, from)).toBe(at(to));
});

test('the online channel may have its own time; without legal time there is no due date', () => {
  const slow: LegalTime = { amount: 5, unit: 'workingDay' };
  expect(due(slow, '2021-10-04T07:30', { amount: 1, unit: 'workingDay' })).toBe(at('2021-10-04T17:00'));
  expect(due(null, '2021-10-04T07:30')).toBeNull();
});

test('a due date of calendar days never falls on a day off', () => {
  fc.assert(
    fc.property(instant, fc.integer({ min: 1, max: 60 }), (from, amount) => {
      const legalTime: LegalTime = { amount, unit: 'day' };
      const dueAt = computeDueAt({ legalTime, onlineLegalTime: null }, from, null, calendar) as number;
      expect(calendar.isWorkingDay(localDay(dueAt))).toBe(true);
      expect(dueAt).toBeGreaterThan(dayStart(localDay(from) + amount));
    }),
  );
});
