/**
 * The public holidays of a year by the law (Labour Code 2019, articles 111 and 112), for years whose holidays nobody has
 * entered: New Year, Tết Nguyên Đán (five days), the Hùng Kings' day, 30 April, 1 May, National Day and the day beside
 * it; a holiday on a weekend day is made up for by the next working day. Days that the Prime Minister swaps (hoán đổi)
 * are decreed year by year and no rule gives them.
 */
import { formatDay, parseDay } from '../contract/time.ts';
import type { CalendarDay } from './province-pack.ts';
import { isoWeekday } from './day-hours.ts';
import { LUNAR_HOLIDAYS } from './lunar-holidays.ts';

/** The day beside National Day is a holiday since the Labour Code of 2019 is in force. */
const BESIDE_SINCE = 2021;

interface Holiday {
  day: number;
  name: string;
}

/**
 * Adds the holidays of the years in which the table has no day off around Tết; what the table says of a day stands.
 */
export function fillPublicHolidays(table: readonly CalendarDay[]): {
  days: CalendarDay[];
  filledYears: number[];
} {
  const told = new Map(table.filter(({ units }) => units.length === 0).map((day) => [day.date, day.dayType]));
  const days = [...table];
  const filledYears: number[] = [];
  for (const [year, ...lunar] of LUNAR_HOLIDAYS) {
    const holidays = holidaysOf(year, lunar);
    if (holidays.some(({ date, name }) => name === TET && told.get(date) === 'off')) continue;
    filledYears.push(year);
    days.push(...holidays.filter(({ date }) => !told.has(date)));
  }
  return { days, filledYears };
}

const TET = 'Tết Nguyên Đán';

/** In the order of the days; of a year of {@link LUNAR_HOLIDAYS}. */
export function publicHolidays(year: number): CalendarDay[] {
  const [, ...lunar] = LUNAR_HOLIDAYS.find((row) => row[0] === year) as (typeof LUNAR_HOLIDAYS)[number];
  return holidaysOf(year, lunar);
}

function holidaysOf(year: number, lunar: readonly [tet: string, hungKings: string]): CalendarDay[] {
  return withDaysInLieu(decreed(year, lunar)).map(({ day, name }) => ({
    date: formatDay(day),
    dayType: 'off',
    name,
    note: '',
    units: [],
    sessions: null,
  }));
}

function decreed(year: number, [tet, hungKings]: readonly [string, string]): Holiday[] {
  const on = (monthAndDay: string) => parseDay(`${year}-${monthAndDay}`) as number;
  const newYear = on(tet);
  const nationalDay = on('09-02');
  // Whichever day joins the weekend, as it has been decreed each year since 2021; in the middle of a week the day before.
  const beside = [1, 4].includes(isoWeekday(nationalDay)) ? nationalDay + 1 : nationalDay - 1;
  return [
    { day: on('01-01'), name: 'Tết Dương lịch' },
    // The law leaves one or two days before the new year open; with the days in lieu both give the same working days.
    ...[-2, -1, 0, 1, 2].map((offset) => ({ day: newYear + offset, name: TET })),
    { day: on(hungKings), name: 'Ngày Giỗ Tổ Hùng Vương' },
    { day: on('04-30'), name: 'Ngày Chiến thắng' },
    { day: on('05-01'), name: 'Ngày Quốc tế Lao động' },
    { day: nationalDay, name: 'Quốc khánh' },
    ...(year >= BESIDE_SINCE ? [{ day: beside, name: 'Quốc khánh' }] : []),
  ].sort((a, b) => a.day - b.day);
}

/** Adds the next working day for each holiday on a Saturday or Sunday (nghỉ bù). */
function withDaysInLieu(holidays: readonly Holiday[]): Holiday[] {
  const off = new Set(holidays.map(({ day }) => day));
  const inLieu = holidays
    .filter(({ day }) => isoWeekday(day) >= 6)
    .map(({ day, name }) => {
      let next = day + 1;
      while (off.has(next) || isoWeekday(next) >= 6) next++;
      off.add(next);
      return { day: next, name: `${name} (nghỉ bù)` };
    });
  return [...holidays, ...inLieu].sort((a, b) => a.day - b.day);
}
