/** `breakdowns.csv` of a pack: the ways to divide indicators, one row for each part. */
import { codeKey } from '../contract/canonical.ts';
import type { Breakdown } from '../contract/indicator.ts';
import { atMostRows, readText, readWord } from './cell-readers.ts';
import { parseCsvTable } from './csv-table.ts';
import { PackError } from './pack-error.ts';

const COLUMNS = { required: ['breakdown', 'part', 'vi'], optional: ['en'] } as const;
type Column = (typeof COLUMNS.required)[number] | (typeof COLUMNS.optional)[number];

const MAX_ROWS = 2_000;

/** By their codes; the parts in the order of the file. */
export function readBreakdowns(file: string, text: string): Map<string, Breakdown> {
  const breakdowns = new Map<string, Breakdown>();
  const seen = new Map<string, number>();
  const rows = parseCsvTable<Column>(file, text, COLUMNS);
  atMostRows(file, rows, MAX_ROWS);
  for (const { line, cells } of rows) {
    const where = (field: string) => `${file} row ${line}, ${field}`;
    const code = readWord(where('breakdown'), cells.breakdown);
    const part = readWord(where('part'), cells.part);
    const key = codeKey(`${code} ${part}`);
    const earlier = seen.get(key);
    if (earlier !== undefined)
      throw new PackError(
        where('part'),
        `${JSON.stringify(part)} of ${code} stands already in row ${earlier}`,
        'each part once',
      );
    seen.set(key, line);
    const vi = readText(where('vi'), cells.vi);
    const breakdown = breakdowns.get(code) ?? { code, parts: [] };
    breakdown.parts.push({ code: part, vi, en: cells.en || vi });
    breakdowns.set(code, breakdown);
  }
  return breakdowns;
}
