/** Readers of single cells of a pack table: each returns the typed value or throws a PackError naming the cell. */
import { canonicalCode, codeKey } from '../contract/canonical.ts';
import { parseDay } from '../contract/time.ts';
import { PackError } from './pack-error.ts';

/** `where` names file, row and field, such as `units.csv row 14, valid_from`. */
export function readDate(where: string, text: string): string {
  if (parseDay(text) === undefined) throw new PackError(where, JSON.stringify(text), 'a date YYYY-MM-DD');
  return text;
}

export function readDateOrNull(where: string, text: string): string | null {
  return text === '' ? null : readDate(where, text);
}

export function readEnum<T extends string>(where: string, text: string, values: readonly T[]): T {
  if (!values.includes(text as T)) throw new PackError(where, JSON.stringify(text), values.join(', '));
  return text as T;
}

export function readText(where: string, text: string): string {
  if (text === '') throw new PackError(where, 'empty', 'a text');
  return text;
}

export function readCode(where: string, text: string): string {
  return canonicalCode(readText(where, text));
}

/** A whole number from `least` up. */
export function readInteger(where: string, text: string, least: number): number {
  if (!/^\d{1,15}$/.test(text) || Number(text) < least) {
    throw new PackError(where, JSON.stringify(text), `a whole number from ${least}`);
  }
  return Number(text);
}

/** A decimal number written with a point. */
export function readNumber(where: string, text: string): number {
  if (!/^-?\d{1,15}(\.\d{1,15})?$/.test(text))
    throw new PackError(where, JSON.stringify(text), 'a number with a decimal point, such as 0.7');
  return Number(text);
}

const WORD = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/** A code of the pack's own that stands in formulas and keys. */
export function readWord(where: string, text: string): string {
  if (!WORD.test(text))
    throw new PackError(where, JSON.stringify(text), 'a letter, then up to 63 letters, digits, - and _');
  return text;
}

export function atMostRows(file: string, rows: readonly unknown[], most: number): void {
  if (rows.length > most) throw new PackError(file, `${rows.length} rows`, `at most ${most}`);
}

/** Refuses a code that an earlier row has; returns it otherwise. `seen` maps its key to the row. */
export function readUnique(where: string, value: string, line: number, seen: Map<string, number>): string {
  const earlier = seen.get(codeKey(value));
  if (earlier !== undefined) {
    throw new PackError(where, `${JSON.stringify(value)} stands already in row ${earlier}`, 'each code once');
  }
  seen.set(codeKey(value), line);
  return value;
}

/** Codes of known units, separated by `|`. */
export function readUnitCodes(where: string, text: string, known: ReadonlySet<string>): string[] {
  const spelling = new Map([...known].map((code) => [codeKey(code), code]));
  const codes = text.split('|').flatMap((code) => spelling.get(codeKey(code)) ?? (canonicalCode(code) || []));
  const unknown = codes.find((code) => !known.has(code));
  if (unknown !== undefined)
    throw new PackError(where, JSON.stringify(unknown), 'empty for all units, or codes of units.csv');
  return codes;
}
