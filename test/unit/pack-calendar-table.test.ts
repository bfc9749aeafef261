import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parseDay, parseTime } from '../../contract/time.ts';
import { readCalendarDays } from '../../pack/calendar-file.ts';
import { computeDueAt } from '../../pack/due-date.ts';
import { loadProvincePack } from '../../pack/load-pack.ts';
import { readOfficeHours } from '../../pack/office-hours-file.ts';
import { formatSession } from '../../pack/session.ts';
import { UnitCalendars } from '../../pack/unit-calendars.ts';
import { WORKING_DAY_MS, WorkingCalendar } from '../../pack/working-calendar.ts';
import { calendarTable, USUAL } from '../support/calendar-table.ts';

const at = (text: string) => parseTime(`${text}:00+07:00`) as number;
const day = (text: string) => parseDay(text) as number;

function hoursOn(date: string, hours: string[], days: string[] = [], unit?: string): string {
  const calendar = new WorkingCalendar(calendarTable(hours, days), unit);
  return calendar.sessionsOf(day(date)).map(formatSession).join('|') || 'closed';
}

// 9 October 2021 is a Saturday.
const SATURDAY_DESK = [USUAL, 'sat,07:30-11:30,A'];

test('a desk may work on Saturday morning while the others do not', () => {
  expect(hoursOn('2021-10-09', SATURDAY_DESK, [], 'A')).toBe('07:30-11:30');
  expect(hoursOn('2021-10-09', SATURDAY_DESK, [], 'B')).toBe('closed');
  expect(hoursOn('2021-10-09', SATURDAY_DESK)).toBe('closed');
  expect(hoursOn('2021-10-08', SATURDAY_DESK, [], 'A')).toBe('07:30-11:30|13:00-17:00');
});

test('a holiday closes a desk with hours of its own, unless the holiday names it', () => {
  const holiday = ['2021-10-09,off,,'];
  expect(hoursOn('2021-10-09', SATURDAY_DESK, holiday, 'A')).toBe('closed');
  const open = [...holiday, '2021-10-09,other_hours,A,08:00-10:00'];
  expect(hoursOn('2021-10-09', SATURDAY_DESK, open, 'A')).toBe('08:00-10:00');
  expect(hoursOn('2021-10-09', SATURDAY_DESK, open, 'B')).toBe('closed');
});

test('a unit may close for a day, or on a weekday', () => {
  expect(hoursOn('2021-10-08', [USUAL], ['2021-10-08,off,A|B,'], 'B')).toBe('closed');
  expect(hoursOn('2021-10-08', [USUAL], ['2021-10-08,off,A|B,'], 'C')).toBe('07:30-11:30|13:00-17:00');
  expect(hoursOn('2021-10-08', [USUAL, 'fri,,A'], [], 'A')).toBe('closed');
});

test('a worked weekend day has the hours of its Monday, or its own', () => {
  const hours = ['mon,07:00-11:00', 'tue-fri,07:30-11:30|13:00-17:00', 'sat,07:30-11:30,A'];
  expect(hoursOn('2021-10-09', hours, ['2021-10-09,makeup_workday,,'])).toBe('07:00-11:00');
  expect(hoursOn('2021-10-09', hours, ['2021-10-09,makeup_workday,,'], 'A')).toBe('07:00-11:00');
  expect(hoursOn('2021-10-09', hours, ['2021-10-09,makeup_workday,,08:00-12:00'])).toBe('08:00-12:00');
  expect(hoursOn('2021-10-09', ['wed-fri,09:00-12:00'], ['2021-10-09,makeup_workday,,'])).toBe('09:00-12:00');
});

test('office hours hold from their first to their last day; the row that begins latest decides', () => {
  const hours = [
    USUAL,
    'mon-fri,07:00-11:00|13:30-17:30,,2021-04-15,2021-10-15',
    'fri,07:00-12:00,,2021-10-01',
  ];
  expect(hoursOn('2021-04-14', hours)).toBe('07:30-11:30|13:00-17:00');
  expect(hoursOn('2021-04-15', hours)).toBe('07:00-11:00|13:30-17:30');
  expect(hoursOn('2021-10-14', hours)).toBe('07:00-11:00|13:30-17:30');
  expect(hoursOn('2021-10-15', hours)).toBe('07:00-12:00');
  expect(hoursOn('2021-10-18', hours)).toBe('07:30-11:30|13:00-17:00');
});

test('the hours of a unit go before later ones of all units', () => {
  const hours = [USUAL, 'mon-fri,08:00-12:00,A', 'mon-fri,07:00-11:00,,2021-04-15'];
  expect(hoursOn('2021-10-08', hours, [], 'A')).toBe('08:00-12:00');
  expect(hoursOn('2021-10-08', hours, [], 'B')).toBe('07:00-11:00');
});

test('a half-day counts what is worked of it', () => {
  const calendar = new WorkingCalendar(calendarTable([USUAL], ['2021-10-08,other_hours,,07:30-11:30']));
  expect(calendar.addWorkingTime(at('2021-10-08T07:30'), WORKING_DAY_MS)).toBe(at('2021-10-11T11:30'));
  expect(calendar.workingTimeBetween(at('2021-10-08T00:00'), at('2021-10-09T00:00'))).toBe(4 * 3_600_000);
  expect(calendar.workingDaysAfter(day('2021-10-07'), day('2021-10-08'))).toBe(1);
  expect(calendar.closing(day('2021-10-08'))).toBe(at('2021-10-08T11:30'));
});

test('a due date follows the hours of the unit', () => {
  const calendars = new UnitCalendars(calendarTable(SATURDAY_DESK));
  const legalTime = { amount: 1, unit: 'workingDay' as const };
  const due = (unit: string) =>
    computeDueAt(
      { legalTime, onlineLegalTime: null },
      at('2021-10-08T13:00'),
      'counter',
      calendars.calendars[calendars.numberOf(unit)] as WorkingCalendar,
    );
  expect(due('A')).toBe(at('2021-10-09T11:30'));
  expect(due('B')).toBe(at('2021-10-11T11:30'));
});

test('units with the same rows share a calendar; the others have the one of the province', () => {
  const calendars = new UnitCalendars(calendarTable([USUAL, 'sat,07:30-11:30,A|B'], ['2021-10-08,off,C,']));
  expect(calendars.calendars).toHaveLength(3);
  expect(calendars.numberOf('A')).toBe(calendars.numberOf('B'));
  expect(calendars.numberOf('C')).not.toBe(calendars.numberOf('A'));
  expect(calendars.numberOf('unmapped')).toBe(0);
});

test.each<[string[], string[], RegExp]>([
  [['mo,07:30-11:30'], [], /^office-hours\.csv row 2, weekdays: "mo"; accepted: mon, tue/],
  [['fri-mon,07:30-11:30'], [], /^office-hours\.csv row 2, weekdays: "fri-mon"; accepted: /],
  [['mon,7h30'], [], /^office-hours\.csv row 2, sessions: "7h30"; accepted: HH:MM-HH:MM/],
  [['mon,13:00-17:00|07:30-11:30'], [], /^office-hours\.csv row 2, sessions: .*accepted: sessions in order/],
  [['mon,07:30-11:30,Z'], [], /^office-hours\.csv row 2, unit: "Z"; accepted: empty for all units/],
  [
    ['mon,07:30-11:30,,2021-02-01,2021-01-01'],
    [],
    /^office-hours\.csv row 2, valid_to: "2021-01-01"; accepted: a date not before/,
  ],
  [
    ['mon-fri,07:30-11:30,A', 'fri-sat,08:00-11:30,A'],
    [],
    /^office-hours\.csv row 3, weekdays: fri of A stands already in row 2; accepted: another valid_from/,
  ],
  [[], ['2021-10-09,other_hours,,'], /^calendar\.csv row 2, sessions: empty; accepted: the hours/],
  [[], ['2021-10-09,off,,07:30-11:30'], /^calendar\.csv row 2, sessions: "07:30-11:30"; accepted: empty/],
  [
    [],
    ['2021-10-09,off,A|B,', '2021-10-09,off,B,'],
    /^calendar\.csv row 3, date: "2021-10-09" of B stands already in row 2/,
  ],
])('a fault in the tables is named (%#)', (hours, days, message) => {
  expect(() => calendarTable(hours, days)).toThrow(message);
});

test('the tables of docs/operations.md are tables of the sample pack', async () => {
  const docs = await readFile('docs/operations.md', 'utf8');
  const blocks = [...docs.matchAll(/```csv\n(.*?)```/gs)].map(([, text]) => text as string);
  const { units } = await loadProvincePack('sample/binh-phuoc');
  const codes = new Set(units.map(({ code }) => code));
  expect(blocks).toHaveLength(2);
  expect(readCalendarDays('calendar.csv', blocks[0] as string, codes)).toHaveLength(4);
  expect(readOfficeHours('office-hours.csv', blocks[1] as string, codes)).toHaveLength(3);
});
