/** `units.csv` of a pack. */
import { readDateOrNull, readEnum, readText, readUnique } from './cell-readers.ts';
import { parseCsvTable } from './csv-table.ts';
import { PackError } from './pack-error.ts';
import { UNIT_LEVELS, type Area, type Unit } from './province-pack.ts';

const COLUMNS = {
  required: ['code', 'name', 'level', 'area', 'parent'],
  optional: ['aliases', 'webhook', 'email', 'valid_from', 'valid_to', 'agency_id'],
} as const;

export function readUnits(file: string, text: string, areas: readonly Area[]): Unit[] {
  const areaCodes = new Set(areas.map((area) => area.code));
  const seen = new Map<string, number>();
  const rows = parseCsvTable<(typeof COLUMNS.required)[number] | (typeof COLUMNS.optional)[number]>(
    file,
    text,
    COLUMNS,
  );
  const units = rows.map(({ line, cells }): Unit => {
    const where = (field: string) => `${file} row ${line}, ${field}`;
    if (cells.area !== '' && !areaCodes.has(cells.area)) {
      throw new PackError(
        where('area'),
        JSON.stringify(cells.area),
        `empty, or ${[...areaCodes].join(', ')}`,
      );
    }
    return {
      code: readUnique(where('code'), readText(where('code'), cells.code), line, seen),
      name: readText(where('name'), cells.name),
      aliases: cells.aliases.split('|').flatMap((alias) => alias.trim() || []),
      level: readEnum(where('level'), cells.level, UNIT_LEVELS),
      area: cells.area || null,
      parent: cells.parent || null,
      webhook: readUrlOrNull(where('webhook'), cells.webhook),
      email: readEmailOrNull(where('email'), cells.email),
      validFrom: readDateOrNull(where('valid_from'), cells.valid_from),
      validTo: readDateOrNull(where('valid_to'), cells.valid_to),
      agencyId: cells.agency_id || null,
    };
  });
  if (units.length === 0) throw new PackError(file, 'no units', 'at least one');
  for (const unit of units) {
    if (unit.parent === null) continue;
    if (!seen.has(unit.parent) || unit.parent === unit.code) {
      throw new PackError(
        `${file} row ${seen.get(unit.code)}, parent`,
        JSON.stringify(unit.parent),
        'empty, or the code of another unit of this file',
      );
    }
  }
  return units;
}

function readUrlOrNull(where: string, text: string): string | null {
  if (text === '') return null;
  if (!URL.canParse(text) || !/^https?:/.test(text))
    throw new PackError(where, JSON.stringify(text), 'an http or https URL');
  return text;
}

function readEmailOrNull(where: string, text: string): string | null {
  if (text === '') return null;
  if (!/^[^\s@]+@[^\s@]+$/.test(text)) throw new PackError(where, JSON.stringify(text), 'an e-mail address');
  return text;
}
