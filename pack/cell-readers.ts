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

/** The refusal does not quote the text: it may hold a key. */
export function readUrlOrNull(where: string, text: string): string | null {
  if (text === '') return null;
  if (!URL.canParse(text) || !/^https?:/.test(text))
    throw new PackError(where, '***', 'an http or https URL');
  return text;
}

/** One address alone: a list or a name beside it would go to somebody else. */
const EMAIL = /^[^\s@,;:<>()[\]"\\]+@[^\s@,;:<>()[\]"\\]+$/;

export function readEmailOrNull(where: string, text: string): string | null {
  if (text === '') return null;
  if (!EMAIL.test(text)) throw new PackError(where, JSON.stringify(text), 'an e-mail address');
  return text;
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

/** Việt Nam with its islands, in whole degrees: west, south, east, north. */
const VIETNAM = [102, 6, 118, 24] as const;

/** Where something stands, `[lon, lat]` in degrees; null when both cells are empty. */
export function readPlaceOrNull(
  whereOf: (field: 'lon' | 'lat') => string,
  lon: string,
  lat: string,
): [lon: number, lat: number] | null {
  if (lon === '' && lat === '') return null;
  const [west, south, east, north] = VIETNAM;
  const within = (field: 'lon' | 'lat', text: string, least: number, most: number): number => {
    const value = /^\d{1,3}(\.\d{1,15})?$/.test(text) ? Number(text) : NaN;
    if (value >= least && value <= most) return value;
    throw new PackError(
      whereOf(field),
      text === '' ? 'empty' : JSON.stringify(text),
      `degrees from ${least} to ${most}, in Việt Nam, with a point; or both lon and lat empty`,
    );
  };
  return [within('lon', lon, west, east), within('lat', lat, south, north)];
}
