/** `calendar.csv` of a pack: the days that differ from the weekly office hours. */
import { readDate, readEnum, readUnitCodes } from './cell-readers.ts';
import { parseCsvTable } from './csv-table.ts';
import { PackError } from './pack-error.ts';
import { DAY_TYPES, type CalendarDay } from './province-pack.ts';
import { readSessions } from './session.ts';

const COLUMNS = { required: ['date', 'day_type', 'name'], optional: ['note', 'unit', 'sessions'] } as const;
type Column = (typeof COLUMNS.required)[number] | (typeof COLUMNS.optional)[number];

/** `unitCodes`: those that the column `unit` may name. */
export function readCalendarDays(file: string, text: string, unitCodes: ReadonlySet<string>): CalendarDay[] {
  const seen = new Map<string, number>();
  return parseCsvTable<Column>(file, text, COLUMNS).map(({ line, cells }): CalendarDay => {
    const where = (field: string) => `${file} row ${line}, ${field}`;
    const day: CalendarDay = {
      date: readDate(where('date'), cells.date),
      dayType: readEnum(where('day_type'), cells.day_type, DAY_TYPES),
      name: cells.name,
      note: cells.note,
      units: readUnitCodes(where('unit'), cells.unit, unitCodes),
      sessions: cells.sessions === '' ? null : readSessions(where('sessions'), cells.sessions),
    };
    if (day.dayType === 'off' && day.sessions !== null)
      throw new PackError(where('sessions'), JSON.stringify(cells.sessions), 'empty on a day off');
    if (day.dayType === 'other_hours' && day.sessions === null)
      throw new PackError(where('sessions'), 'empty', 'the hours of that day, such as 07:30-11:30');
    for (const unit of day.units.length === 0 ? ['all units'] : day.units) {
      const earlier = seen.get(`${day.date} ${unit}`);
      if (earlier !== undefined)
        throw new PackError(
          where('date'),
          `${JSON.stringify(day.date)} of ${unit} stands already in row ${earlier}`,
          'each day once',
        );
      seen.set(`${day.date} ${unit}`, line);
    }
    return day;
  });
}
