/**
 * `successors.csv` of a pack: which unit took over from a unit that ended. A unit is named by its code and its last, or
 * first, day, because the code may have had other meanings.
 */
import { codeKey } from '../contract/canonical.ts';
import { readCode, readDate } from './cell-readers.ts';
import { parseCsvTable } from './csv-table.ts';
import { PackError } from './pack-error.ts';
import type { Unit } from './province-pack.ts';
import { LATEST_DAY, meaningsByCode } from './validity.ts';

const COLUMNS = { required: ['code', 'valid_to', 'successor_code', 'successor_valid_from'] } as const;

/** The units, each with its successor. */
export function readSuccessors(file: string, text: string, units: readonly Unit[]): Unit[] {
  const byCode = meaningsByCode(units);
  const successors = new Map<Unit, string>();
  for (const { line, cells } of parseCsvTable<(typeof COLUMNS.required)[number]>(file, text, COLUMNS)) {
    const where = (field: string) => `${file} row ${line}, ${field}`;
    const find = (column: 'code' | 'successor_code', dayColumn: 'valid_to' | 'successor_valid_from') => {
      const code = readCode(where(column), cells[column]);
      const meanings = byCode.get(codeKey(code));
      if (!meanings) throw new PackError(where(column), JSON.stringify(code), 'a unit code of units.csv');
      const day = readDate(where(dayColumn), cells[dayColumn]);
      const dayOf = (unit: Unit) => (dayColumn === 'valid_to' ? unit.validTo : unit.validFrom);
      const unit = meanings.find((meaning) => dayOf(meaning) === day);
      if (unit) return unit;
      throw new PackError(
        where(dayColumn),
        JSON.stringify(day),
        `the day of ${code} in units.csv: ${meanings.map((meaning) => dayOf(meaning) ?? 'none').join(', ')}`,
      );
    };
    const unit = find('code', 'valid_to');
    const successor = find('successor_code', 'successor_valid_from');
    if (successors.has(unit)) {
      throw new PackError(where('code'), `${JSON.stringify(cells.code)} stands twice`, 'one successor each');
    }
    // Ends that grow along the way keep it from running in a circle.
    if ((successor.validTo ?? LATEST_DAY) <= (unit.validTo as string)) {
      throw new PackError(
        where('successor_code'),
        JSON.stringify(cells.successor_code),
        `a unit that is valid after ${unit.validTo}`,
      );
    }
    successors.set(unit, successor.code);
  }
  return units.map((unit) => ({ ...unit, successor: successors.get(unit) ?? null }));
}
