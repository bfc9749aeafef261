/** A plain table as an Excel workbook: one row of heads that stays in sight, texts as texts, numbers as numbers. */
import writeXlsxFile, { type Cell, type Row } from 'write-excel-file/node';
import { visible } from './cell-text.ts';

export interface Table {
  /** Name of the sheet. */
  sheet: string;
  heads: readonly string[];
  rows: readonly (readonly (string | number | null)[])[];
}

const HEAD = { fontWeight: 'bold', wrap: true, backgroundColor: '#E9EBED', borderStyle: 'thin' } as const;

export function tableXlsx({ sheet, heads, rows }: Table): Promise<Buffer> {
  const data = [
    heads.map((value): Cell => ({ value, type: String, ...HEAD })),
    ...rows.map((cells): Row => cells.map(cellOf)),
  ];
  return writeXlsxFile(data, {
    sheet,
    orientation: 'landscape',
    columns: heads.map((head) => ({ width: Math.max(14, Math.min(40, head.length + 4)) })),
    stickyRowsCount: 1,
    stickyColumnsCount: 1,
  }).toBuffer();
}

function cellOf(value: string | number | null): Cell {
  if (value === null || value === '') return null;
  return typeof value === 'number'
    ? { value, type: Number, format: '#,##0' }
    : // Who edits such a cell does not make a number or a formula of it.
      { value: visible(value), type: String, format: '@' };
}
