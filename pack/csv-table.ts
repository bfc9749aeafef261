/**
 * Strict reader of the CSV files of a pack (RFC 4180), made for files that people keep in Excel: a byte order mark,
 * CRLF, trailing empty cells and empty lines are accepted; another separator or a misspelt column is refused by name,
 * because a guess would load half a table.
 */
import { canonicalText } from '../contract/canonical.ts';
import { PackError } from './pack-error.ts';

/** One line of a table. `line` is the row number that a spreadsheet shows (the header is row 1). */
export interface CsvRow<Column extends string> {
  line: number;
  /** Cells in canonical form; a missing optional column is an empty text. */
  cells: Record<Column, string>;
}

export interface CsvColumns<Column extends string> {
  required: readonly Column[];
  optional?: readonly Column[];
}

/** Reads a table whose first row names the columns. `file` is the name used in errors. */
export function parseCsvTable<Column extends string>(
  file: string,
  text: string,
  columns: CsvColumns<Column>,
): CsvRow<Column>[] {
  const [header, ...rows] = splitRows(file, text.replace(/^\uFEFF/, ''));
  if (!header) throw new PackError(file, 'the file is empty', columns.required.join(','));
  const names = header.cells.map(canonicalText);
  const all: readonly Column[] = [...columns.required, ...(columns.optional ?? [])];
  checkHeader(file, names, columns.required, all);
  return rows.map(({ line, cells }) => {
    if (cells.slice(names.length).some((cell) => cell !== '')) {
      throw new PackError(
        `${file} row ${line}`,
        `${cells.length} cells`,
        `${names.length}; quote a cell that holds a comma`,
      );
    }
    const at = (column: Column) => canonicalText(cells[names.indexOf(column)] ?? '');
    return {
      line,
      cells: Object.fromEntries(all.map((column) => [column, at(column)])) as Record<Column, string>,
    };
  });
}

function checkHeader(
  file: string,
  names: string[],
  required: readonly string[],
  all: readonly string[],
): void {
  const accepted = `${required.join(',')} separated by commas (in Excel: "CSV UTF-8 (comma delimited)")`;
  if (names.length === 1 && /[;\t|]/.test(names[0] ?? '')) {
    throw new PackError(
      `${file} row 1`,
      `the columns are separated by ${JSON.stringify(/[;\t|]/.exec(names[0] ?? '')?.[0])}`,
      accepted,
    );
  }
  for (const name of required) {
    if (!names.includes(name))
      throw new PackError(`${file} row 1`, `column ${JSON.stringify(name)} is missing`, accepted);
  }
  for (const [i, name] of names.entries()) {
    if (name !== '' && !all.includes(name)) {
      throw new PackError(`${file} row 1`, `column ${JSON.stringify(name)} is unknown`, all.join(', '));
    }
    if (name !== '' && names.indexOf(name) !== i) {
      throw new PackError(`${file} row 1`, `column ${JSON.stringify(name)} stands twice`, 'each column once');
    }
  }
}

interface RawRow {
  line: number;
  cells: string[];
}

function splitRows(file: string, text: string): RawRow[] {
  const rows: RawRow[] = [];
  let row: RawRow = { line: 1, cells: [] };
  let line = 1;
  let at = 0;
  for (;;) {
    const cell = readCell(file, text, at, line);
    row.cells.push(cell.value);
    line += cell.newLines;
    at = cell.end;
    if (text[at] === ',') {
      at++;
      continue;
    }
    if (row.cells.some((value) => canonicalText(value) !== '')) rows.push(row);
    if (at >= text.length) return rows;
    at += text.startsWith('\r\n', at) ? 2 : 1;
    row = { line: ++line, cells: [] };
  }
}

function readCell(file: string, text: string, start: number, line: number) {
  if (text[start] !== '"') {
    let end = start;
    while (end < text.length && !',\r\n'.includes(text[end] as string)) end++;
    return { value: text.slice(start, end), end, newLines: 0 };
  }
  let value = '';
  for (let at = start + 1; ;) {
    const quote = text.indexOf('"', at);
    if (quote < 0)
      throw new PackError(
        `${file} row ${line}`,
        'a quote is not closed',
        '"…" around a cell, "" for a quote in it',
      );
    value += text.slice(at, quote);
    at = quote + 1;
    if (text[at] === '"') {
      value += '"';
      at++;
    } else if (at >= text.length || ',\r\n'.includes(text[at] as string)) {
      return { value, end: at, newLines: value.split('\n').length - 1 };
    } else {
      throw new PackError(
        `${file} row ${line}`,
        `text after the closing quote of ${shown(value)}`,
        'a comma or the end of the row',
      );
    }
  }
}

/** An address may hold a key. */
function shown(value: string): string {
  return value.includes('://') ? 'an address' : JSON.stringify(value);
}
