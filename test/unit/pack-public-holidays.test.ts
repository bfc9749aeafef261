import { CalendarVietnamese } from 'date-chinese';
import { expect, test } from 'vitest';
import { formatDay, parseDay } from '../../contract/time.ts';
import { loadProvincePack } from '../../pack/load-pack.ts';
import { LUNAR_HOLIDAYS } from '../../pack/lunar-holidays.ts';
import type { CalendarDay } from '../../pack/province-pack.ts';
import { fillPublicHolidays, publicHolidays } from '../../pack/public-holidays.ts';
import { WorkingCalendar } from '../../pack/working-calendar.ts';
import { calendarTable, USUAL } from '../support/calendar-table.ts';

const { calendar: sample } = await loadProvincePack('sample/binh-phuoc');
const usual = calendarTable([USUAL]);

/** Weekdays that are off, as `MM-DD`. */
function daysOff(days: readonly CalendarDay[], year: number): string[] {
  const calendar = new WorkingCalendar({ ...usual, days: [...days] });
  const weekly = new WorkingCalendar(usual);
  const first = parseDay(`${year}-01-01`) as number;
  return Array.from({ length: 365 }, (_, i) => first + i)
    .filter((day) => weekly.isWorkingDay(day) && !calendar.isWorkingDay(day))
    .map((day) => formatDay(day).slice(5));
}

/** What was decreed on top of the law: bridge days that are made up for by a worked Saturday. */
const SWAPPED = new Set(['2019-04-29', '2024-04-29', '2025-05-02', '2026-01-02', '2026-08-31']);

test.each([2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026, 2027])(
  'the days off of %i by the law are those that were published, but for swapped days',
  (year) => {
    const published = sample.days.filter(({ date }) => date.startsWith(String(year)) && !SWAPPED.has(date));
    expect(daysOff(publicHolidays(year), year)).toEqual(daysOff(published, year));
  },
);

/** `MM-DD` of a day of the lunar year that begins in a year. */
function lunarDay(year: number, month: number, day: number): string {
  const calendar = new CalendarVietnamese();
  calendar.fromJDE(calendar.newYear(year));
  const [cycle, yearOfCycle] = calendar.get() as [number, number];
  const date = new CalendarVietnamese(cycle, yearOfCycle, month, 0, day).toGregorian(year);
  return formatDay(Date.UTC(date.year, date.month - 1, date.day) / 86_400_000).slice(5);
}

test('the lunar holidays of 2007 to 2099 are those that the Vietnamese calendar gives', () => {
  const years = Array.from({ length: 93 }, (_, i) => 2007 + i);
  expect(LUNAR_HOLIDAYS).toEqual(years.map((year) => [year, lunarDay(year, 1, 1), lunarDay(year, 3, 10)]));
});

// From the tables of the Vietnamese lunar calendar; 2007, 2030 and 2053 differ from the Chinese one by a day.
test.each([
  ['2007-02-17', '2007-04-26'],
  ['2026-02-17', '2026-04-26'],
  ['2028-01-26', '2028-04-04'],
  ['2029-02-13', '2029-04-23'],
  ['2030-02-02', '2030-04-12'],
  ['2033-01-31', '2033-04-09'],
  ['2034-02-19', '2034-04-28'],
  ['2053-02-18', '2053-04-28'],
])("Tết is on %s and the Hùng Kings' day on %s", (tet, kings) => {
  const days = publicHolidays(Number(tet.slice(0, 4)));
  const tetDays = days.filter(({ name }) => name === 'Tết Nguyên Đán').map(({ date }) => date);
  expect(tetDays[2]).toBe(tet);
  expect(tetDays).toHaveLength(5);
  expect(days.find(({ name }) => name === 'Ngày Giỗ Tổ Hùng Vương')?.date).toBe(kings);
});

test('a year without Tết in the table is filled and named; what the table says of a day stands', () => {
  const off = (date: string): CalendarDay => ({
    date,
    dayType: 'off',
    name: '',
    note: '',
    units: [],
    sessions: null,
  });
  const worked: CalendarDay = { ...off('2028-05-01'), dayType: 'makeup_workday' };
  const ofOneUnit: CalendarDay = { ...off('2029-02-13'), units: ['A'] };
  const { days, filledYears } = fillPublicHolidays([off('2027-02-08'), worked, ofOneUnit]);
  expect(filledYears).not.toContain(2027);
  expect(filledYears).toContain(2028);
  expect(filledYears).toContain(2029);
  expect(daysOff(days, 2027)).toEqual(['02-08']);
  expect(daysOff(days, 2028)).toEqual([
    '01-03',
    '01-24',
    '01-25',
    '01-26',
    '01-27',
    '01-28',
    '04-04',
    '05-02',
    '09-01',
    '09-04',
  ]);
});

test('the sample pack has the holidays of 2019 to 2027; the other years are filled', () => {
  expect(sample.filledYears).toEqual(
    Array.from({ length: 93 }, (_, i) => 2007 + i).filter((year) => year < 2019 || year > 2027),
  );
});
