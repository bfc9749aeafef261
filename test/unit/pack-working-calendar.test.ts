import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayStart, formatDay, localDay, parseDay, parseTime } from '../../contract/time.ts';
import { computeDueAt } from '../../pack/due-date.ts';
import { loadProvincePack } from '../../pack/load-pack.ts';
import type { LegalTime } from '../../pack/province-pack.ts';
import { WORKING_DAY_MS, WorkingCalendar } from '../../pack/working-calendar.ts';
import { calendarTable, USUAL } from '../support/calendar-table.ts';

const { calendar: table } = await loadProvincePack('sample/binh-phuoc');
const calendar = new WorkingCalendar(table);
const HOUR = 3_600_000;
const MINUTE = 60_000;
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

/** Any table: few rows that cut across one another, of all units or of A. */
const clock = fc.integer({ min: 0, max: 23 }).map((hour) => `${String(hour).padStart(2, '0')}:15`);
const sessions = fc
  .uniqueArray(clock, { minLength: 0, maxLength: 6 })
  .map((times) => times.sort())
  .map((times) => times.flatMap((time, i) => (i % 2 === 1 ? `${times[i - 1]}-${time}` : [])).join('|'));
const unit = fc.constantFrom('', 'A');
const someDay = fc.integer({ min: day('2021-01-01'), max: day('2021-12-31') }).map(formatDay);
const anyTable = fc
  .record({
    hours: fc.uniqueArray(
      fc.tuple(fc.constantFrom('mon-fri', 'sat', 'wed|sun', 'mon-sun'), sessions, unit, fc.option(someDay)),
      { maxLength: 4, selector: (row) => `${row[2]} ${row[3]}` },
    ),
    days: fc.uniqueArray(fc.tuple(someDay, fc.constantFrom('off', 'makeup_workday'), unit), {
      maxLength: 8,
      selector: (row) => `${row[0]} ${row[2]}`,
    }),
  })
  .map(({ hours, days }) =>
    calendarTable(
      hours.map(([weekdays, cell, of, from]) => `${weekdays},${cell},${of},${from ?? ''},`),
      days.map(([date, type, of]) => `${date},${type},${of},`),
    ),
  );
const anyTime = fc.integer({ min: at('2020-12-01T00:00'), max: at('2022-01-31T00:00') });

test('holds for any calendar: adding and subtracting, order, additivity', () => {
  fc.assert(
    fc.property(anyTable, anyTime, anyTime, workingTime, workingTime, (any, a, b, x, y) => {
      const calendar = new WorkingCalendar(any, 'A');
      const [early, late] = [Math.min(a, b), Math.max(a, b)];
      const reach = calendar.addWorkingTime(early, x);
      expect(reach).toBeGreaterThanOrEqual(early);
      expect(calendar.addWorkingTime(late, x)).toBeGreaterThanOrEqual(reach);
      expect(calendar.addWorkingTime(early, -x)).toBeLessThanOrEqual(early);
      const between = calendar.workingTimeBetween(early, late);
      expect(between).toBeGreaterThanOrEqual(0);
      expect(calendar.workingTimeBetween(late, early)).toBe(-between || 0);
      expect(calendar.workingTimeBetween(early, reach) + calendar.workingTimeBetween(reach, late)).toBe(
        between,
      );
      if (calendar.workingTimeBetween(early, reach) !== x) return; // The table ends before.
      expect(calendar.addWorkingTime(reach, -x)).toBe(calendar.nextOfficeInstant(early));
      expect(calendar.addWorkingTime(reach, y)).toBe(calendar.addWorkingTime(early, x + y));
    }),
    { numRuns: 60 },
  );
});

test('measures what a minute by minute count measures', () => {
  fc.assert(
    fc.property(anyTable, anyTime, fc.integer({ min: 0, max: 4_000 }), (any, from, minutes) => {
      const calendar = new WorkingCalendar(any, 'A');
      const start = Math.floor(from / MINUTE) * MINUTE;
      let worked = 0;
      for (let i = 0; i < minutes; i++) {
        const time = start + i * MINUTE;
        const offset = time - dayStart(localDay(time));
        const open = calendar.sessionsOf(localDay(time));
        if (open.some(({ startMs, endMs }) => startMs <= offset && offset < endMs)) worked += MINUTE;
      }
      expect(calendar.workingTimeBetween(start, start + minutes * MINUTE)).toBe(worked);
    }),
    { numRuns: 60 },
  );
});

test('is bounded for any input, also without a working day', () => {
  const idle = new WorkingCalendar(calendarTable([]));
  const worked = new WorkingCalendar(calendarTable([USUAL]));
  const far = fc.oneof(fc.integer(), fc.double({ noNaN: true }), fc.maxSafeInteger());
  fc.assert(
    fc.property(fc.constantFrom(idle, worked, calendar), far, far, (any, time, ms) => {
      expect(any.addWorkingTime(time, ms || 1)).toBeGreaterThanOrEqual(Date.UTC(1970, 11, 31));
      expect(any.addWorkingTime(time, ms || 1)).toBeLessThan(Date.UTC(2200, 0, 3));
      expect(Math.abs(any.workingTimeBetween(time, ms))).toBeLessThan(229 * 366 * 24 * HOUR);
    }),
  );
  expect(idle.addWorkingTime(at('2021-10-04T08:00'), HOUR)).toBeGreaterThan(at('2199-12-31T00:00'));
  expect(idle.workingDaysAfter(day('2021-01-01'), day('2021-12-31'))).toBe(0);
  const legalTime: LegalTime = { amount: 3, unit: 'day' };
  const never = computeDueAt({ legalTime, onlineLegalTime: null }, at('2021-10-04T08:00'), null, idle);
  expect(never).toBeGreaterThan(at('2199-12-31T00:00'));
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
