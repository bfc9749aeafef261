/**
 * The reform of 1 July 2025 in the former Bình Phước: 40 new communes of Đồng Nai took over its 111 communes, and the
 * districts ended. The facts are in `takeover.csv`, `seats.csv` and `departments.csv` of the pack.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCsvTable } from '../pack/csv-table.ts';

export const LAST_OLD_DAY = '2025-06-30';
export const FIRST_NEW_DAY = '2025-07-01';
/** Five communes of Chơn Thành became wards: their names changed, not their codes. */
export const LAST_DAY_OF_2021_NAMES = '2022-09-30';
export const FIRST_DAY_OF_2022_NAMES = '2022-10-01';

/** An old commune, with its name in 2025. */
export interface Takeover {
  code: string;
  name: string;
  district: string;
  newCode: string;
}

export interface NewCommune {
  code: string;
  name: string;
  /** Codes of the communes that it took over. */
  old: string[];
  /** The former district of most of them; of as many, that of the commune whose code it has. */
  district: string;
}

export interface NewDepartment {
  code: string;
  name: string;
  aliases: string;
  /** Unit codes. */
  tookOver: string[];
  /** Fields that it took from another one. */
  fields: string[];
}

export function readTakeovers(dir: string): { takeovers: Takeover[]; communes: NewCommune[] } {
  const rows = parseCsvTable('takeover.csv', readFileSync(join(dir, 'takeover.csv'), 'utf8'), {
    required: ['old_code', 'old_name', 'old_district_code', 'new_code', 'new_name'],
  }).map(({ cells }) => cells);
  const takeovers = rows.map((row) => ({
    code: row.old_code,
    name: row.old_name,
    district: row.old_district_code,
    newCode: row.new_code,
  }));
  const codes = [...new Set(takeovers.map(({ newCode }) => newCode))];
  const communes = codes.map((code): NewCommune => {
    const old = takeovers.filter(({ newCode }) => newCode === code);
    const own = old.find((commune) => commune.code === code);
    const share = (district: string) =>
      old.filter((commune) => commune.district === district).length + (own?.district === district ? 0.5 : 0);
    const districts = old.map(({ district }) => district).sort((a, b) => share(b) - share(a));
    return {
      code,
      name: rows.find((row) => row.new_code === code)?.new_name as string,
      old: old.map((commune) => commune.code),
      district: districts[0] as string,
    };
  });
  return { takeovers, communes };
}

/** District code -> the old commune of its seat. */
export function readSeats(dir: string): Map<string, string> {
  const rows = parseCsvTable('seats.csv', readFileSync(join(dir, 'seats.csv'), 'utf8'), {
    required: ['district_code', 'commune_code'],
  });
  return new Map(rows.map(({ cells }) => [cells.district_code, cells.commune_code]));
}

export function readDepartments(dir: string): NewDepartment[] {
  const list = (text: string) => text.split('|').filter(Boolean);
  return parseCsvTable('departments.csv', readFileSync(join(dir, 'departments.csv'), 'utf8'), {
    required: ['code', 'name', 'aliases', 'took_over', 'fields'],
  }).map(({ cells }) => ({
    code: cells.code,
    name: cells.name,
    aliases: cells.aliases,
    tookOver: list(cells.took_over),
    fields: list(cells.fields),
  }));
}
