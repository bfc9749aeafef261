/** `units.csv` of a pack. */
import { canonicalCode, codeKey } from '../contract/canonical.ts';
import {
  readCode,
  readDateOrNull,
  readEmailOrNull,
  readEnum,
  readPlaceOrNull,
  readText,
  readUrlOrNull,
} from './cell-readers.ts';
import { parseCsvTable } from './csv-table.ts';
import { PackError } from './pack-error.ts';
import { UNIT_LEVELS, type Area, type Unit } from './province-pack.ts';
import { assignCodes, coveringCode, meaningsByCode, type Meaning } from './validity.ts';

const COLUMNS = {
  required: ['code', 'name', 'level', 'area', 'parent'],
  optional: ['aliases', 'webhook', 'email', 'valid_from', 'valid_to', 'agency_id', 'lon', 'lat'],
} as const;

const SHOWN_CODES = 20;

export function readUnits(file: string, text: string, areas: readonly Area[]): Unit[] {
  const rows = parseCsvTable<(typeof COLUMNS.required)[number] | (typeof COLUMNS.optional)[number]>(
    file,
    text,
    COLUMNS,
  );
  const lines = new Map<Unit, number>();
  const units = rows.map(({ line, cells }): Unit => {
    const where = (field: string) => `${file} row ${line}, ${field}`;
    const code = readCode(where('code'), cells.code);
    const unit: Unit = {
      code,
      officialCode: code,
      name: readText(where('name'), cells.name),
      aliases: cells.aliases.split('|').flatMap((alias) => alias.trim() || []),
      level: readEnum(where('level'), cells.level, UNIT_LEVELS),
      area: canonicalCode(cells.area) || null,
      parent: canonicalCode(cells.parent) || null,
      webhook: readUrlOrNull(where('webhook'), cells.webhook),
      email: readEmailOrNull(where('email'), cells.email),
      validFrom: readDateOrNull(where('valid_from'), cells.valid_from),
      validTo: readDateOrNull(where('valid_to'), cells.valid_to),
      successor: null,
      agencyId: cells.agency_id || null,
      place: readPlaceOrNull(where, cells.lon, cells.lat),
    };
    lines.set(unit, line);
    return unit;
  });
  if (units.length === 0) throw new PackError(file, 'no units', 'at least one');
  const rowOf = (unit: Unit) => lines.get(unit) as number;
  const whereOf = (unit: Unit, field: string) => `${file} row ${rowOf(unit)}, ${field}`;
  assignCodes(units, whereOf, rowOf);
  const areasByCode = meaningsByCode(areas);
  const unitsByCode = meaningsByCode(units);
  for (const unit of units) {
    unit.area = refer(whereOf(unit, 'area'), unit.area, areasByCode, unit);
    unit.parent = refer(whereOf(unit, 'parent'), unit.parent, unitsByCode, unit);
  }
  return units;
}

/** The code of the area or unit that an official code means for `unit`. */
function refer(
  where: string,
  officialCode: string | null,
  byCode: ReadonlyMap<string, readonly Meaning[]>,
  unit: Unit,
): string | null {
  if (officialCode === null) return null;
  const known = byCode.get(codeKey(officialCode));
  const code = coveringCode(byCode, officialCode, unit);
  if (code !== undefined && known?.includes(unit) !== true) return code;
  const codes = [...byCode.values()].map((meanings) => meanings[0]?.officialCode);
  const shown = codes.slice(0, SHOWN_CODES).join(', ') + (codes.length > SHOWN_CODES ? ', …' : '');
  throw new PackError(
    where,
    JSON.stringify(officialCode),
    known === undefined
      ? `empty, or ${shown}`
      : 'empty, or the code of another one, valid as long as this unit',
  );
}
