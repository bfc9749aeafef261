/** `office-hours.csv` of a pack (optional): weekly office hours with validity, of all units or of some. */
import { readDateOrNull, readUnitCodes } from './cell-readers.ts';
import { parseCsvTable } from './csv-table.ts';
import { PackError } from './pack-error.ts';
import { WEEKDAYS, type OfficeHours } from './province-pack.ts';
import { readSessions } from './session.ts';

const COLUMNS = {
  required: ['weekdays', 'sessions'],
  optional: ['unit', 'valid_from', 'valid_to', 'note'],
} as const;
type Column = (typeof COLUMNS.required)[number] | (typeof COLUMNS.optional)[number];

/** `unitCodes`: those that the column `unit` may name. */
export function readOfficeHours(file: string, text: string, unitCodes: ReadonlySet<string>): OfficeHours[] {
  const seen = new Map<string, number>();
  return parseCsvTable<Column>(file, text, COLUMNS).map(({ line, cells }) => {
    const where = (field: string) => `${file} row ${line}, ${field}`;
    const hours: OfficeHours = {
      units: readUnitCodes(where('unit'), cells.unit, unitCodes),
      weekdays: readWeekdays(where('weekdays'), cells.weekdays),
      sessions: readSessions(where('sessions'), cells.sessions),
      validFrom: readDateOrNull(where('valid_from'), cells.valid_from),
      validTo: readDateOrNull(where('valid_to'), cells.valid_to),
    };
    if (hours.validFrom !== null && hours.validTo !== null && hours.validTo < hours.validFrom)
      throw new PackError(where('valid_to'), JSON.stringify(hours.validTo), 'a date not before valid_from');
    refuseTies(where('weekdays'), line, hours, seen);
    return hours;
  });
}

/** Two rows that begin together would both decide a day. */
function refuseTies(where: string, line: number, hours: OfficeHours, seen: Map<string, number>): void {
  for (const unit of hours.units.length === 0 ? ['all units'] : hours.units) {
    for (const weekday of hours.weekdays) {
      const day = `${WEEKDAYS[weekday - 1]} of ${unit}`;
      const key = `${day} from ${hours.validFrom}`;
      const earlier = seen.get(key);
      if (earlier !== undefined)
        throw new PackError(where, `${day} stands already in row ${earlier}`, 'another valid_from');
      seen.set(key, line);
    }
  }
}

/** `mon|wed`, `mon-fri`, or both. */
function readWeekdays(where: string, text: string): number[] {
  const numbers = text.split('|').flatMap((part) => {
    const [first, last = first] = part.split('-').map((name) => numberOf(name.trim()));
    if (first === undefined || last === undefined || last < first || part.split('-').length > 2)
      throw new PackError(where, JSON.stringify(text), `${WEEKDAYS.join(', ')}, such as mon-fri or mon|wed`);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
  return [...new Set(numbers)];
}

function numberOf(name: string): number | undefined {
  const number = (WEEKDAYS as readonly string[]).indexOf(name) + 1;
  return number === 0 ? undefined : number;
}
