/** `procedures.csv` of a pack. */
import { ONLINE_LEVELS } from '../contract/status.ts';
import { readCode, readEnum, readInteger, readText, readUnique } from './cell-readers.ts';
import { parseCsvTable } from './csv-table.ts';
import { PackError } from './pack-error.ts';
import { LEGAL_TIME_UNITS, PROCEDURE_LEVELS, type LegalTime, type PackProcedure } from './province-pack.ts';

const COLUMNS = {
  required: ['code', 'name', 'field', 'level', 'online_level', 'legal_amount', 'legal_unit'],
  optional: ['online_legal_amount', 'online_legal_unit', 'fee_vnd'],
} as const;

export function readProcedures(file: string, text: string): PackProcedure[] {
  const seen = new Map<string, number>();
  const rows = parseCsvTable<(typeof COLUMNS.required)[number] | (typeof COLUMNS.optional)[number]>(
    file,
    text,
    COLUMNS,
  );
  return rows.map(({ line, cells }): PackProcedure => {
    const where = (field: string) => `${file} row ${line}, ${field}`;
    return {
      code: readUnique(where('code'), readCode(where('code'), cells.code), line, seen),
      name: readText(where('name'), cells.name),
      field: readText(where('field'), cells.field),
      level: readEnum(where('level'), cells.level, PROCEDURE_LEVELS),
      onlineLevel: readEnum(where('online_level'), cells.online_level, ONLINE_LEVELS),
      legalTime: readLegalTime(where, 'legal', cells.legal_amount, cells.legal_unit),
      onlineLegalTime: readLegalTime(
        where,
        'online_legal',
        cells.online_legal_amount,
        cells.online_legal_unit,
      ),
      feeVnd: cells.fee_vnd === '' ? 0 : readInteger(where('fee_vnd'), cells.fee_vnd, 0),
    };
  });
}

function readLegalTime(
  where: (field: string) => string,
  prefix: string,
  amount: string,
  unit: string,
): LegalTime | null {
  if (amount === '' && unit === '') return null;
  if (amount === '')
    throw new PackError(where(`${prefix}_amount`), 'empty beside a unit', 'both filled, or both empty');
  return {
    amount: readInteger(where(`${prefix}_amount`), amount, 1),
    unit: readEnum(where(`${prefix}_unit`), unit, LEGAL_TIME_UNITS),
  };
}
