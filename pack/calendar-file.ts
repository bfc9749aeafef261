/** `calendar.csv` of a pack: the days that differ from the weekly rhythm. */
import { readDate, readEnum, readUnique } from './cell-readers.ts';
import { parseCsvTable } from './csv-table.ts';
import { DAY_TYPES, type CalendarDay } from './province-pack.ts';

const COLUMNS = { required: ['date', 'day_type', 'name'], optional: ['note'] } as const;

export function readCalendarDays(file: string, text: string): CalendarDay[] {
  const seen = new Map<string, number>();
  return parseCsvTable<'date' | 'day_type' | 'name' | 'note'>(file, text, COLUMNS).map(({ line, cells }) => ({
    date: readUnique(
      `${file} row ${line}, date`,
      readDate(`${file} row ${line}, date`, cells.date),
      line,
      seen,
    ),
    dayType: readEnum(`${file} row ${line}, day_type`, cells.day_type, DAY_TYPES),
    name: cells.name,
    note: cells.note,
  }));
}
