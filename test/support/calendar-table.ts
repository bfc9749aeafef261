/** Calendar tables for tests, written as the files of a pack. */
import { readCalendarDays } from '../../pack/calendar-file.ts';
import { readOfficeHours } from '../../pack/office-hours-file.ts';
import type { CalendarTable } from '../../pack/province-pack.ts';

const UNITS = new Set(['A', 'B', 'C']);

/** `hours`: rows `weekdays,sessions,unit,valid_from,valid_to`; `days`: rows `date,day_type,unit,sessions`. */
export function calendarTable(hours: readonly string[], days: readonly string[] = []): CalendarTable {
  return {
    hours: readOfficeHours(
      'office-hours.csv',
      ['weekdays,sessions,unit,valid_from,valid_to', ...hours].join('\n'),
      UNITS,
    ),
    days: readCalendarDays('calendar.csv', ['date,day_type,unit,sessions,name', ...days].join('\n'), UNITS),
    filledYears: [],
  };
}

export const USUAL = 'mon-fri,07:30-11:30|13:00-17:00';
