/**
 * Units and areas come and go, and a reform may give a code a new meaning: what a code means depends on the day.
 *
 * A meaning is a row with its official code, first and last day. Within a pack each has a code of its own: the official
 * one for the latest meaning, `OFFICIAL@LAST_DAY` for an earlier one. Example: 25195 was Phường Tân Phú up to
 * 2025-06-30 and is Phường Bình Phước since; the pack has `25195@2025-06-30` and `25195`.
 *
 * Days are `YYYY-MM-DD`, so they compare as texts.
 */
import { codeKey } from '../contract/canonical.ts';
import { PackError } from './pack-error.ts';

export interface Validity {
  /** First and last day; null = no limit. */
  validFrom: string | null;
  validTo: string | null;
}

export interface Meaning extends Validity {
  /** Unique within the pack. */
  code: string;
  /** As laws and events tell it; of several meanings the same. */
  officialCode: string;
}

/** Later than every day that a pack names: asks for the latest meaning. */
export const LATEST_DAY = '9999-12-31';
const EARLIEST_DAY = '0000-01-01';

export function isValidOn({ validFrom, validTo }: Validity, day: string): boolean {
  return (validFrom ?? day) <= day && day <= (validTo ?? day);
}

/** Valid on some day from `from` to `to`, both inclusive. */
export function isValidWithin({ validFrom, validTo }: Validity, from: string, to: string): boolean {
  return (validFrom ?? from) <= to && from <= (validTo ?? from);
}

/** Whether `outer` is valid on every day of `inner`. */
export function covers(outer: Validity, inner: Validity): boolean {
  return (
    (outer.validFrom ?? EARLIEST_DAY) <= (inner.validFrom ?? EARLIEST_DAY) &&
    (inner.validTo ?? LATEST_DAY) <= (outer.validTo ?? LATEST_DAY)
  );
}

/** The meaning of a code on a day; on a day without one the latest that had begun, else the first. In order of time. */
export function meaningOn<Row extends Validity>(meanings: readonly Row[], day: string): Row | undefined {
  return meanings.findLast(({ validFrom }) => (validFrom ?? EARLIEST_DAY) <= day) ?? meanings[0];
}

/** Key of an official code -> its meanings in the order of time. */
export function meaningsByCode<Row extends Meaning>(rows: readonly Row[]): Map<string, Row[]> {
  const byCode = new Map<string, Row[]>();
  for (const row of rows) {
    const key = codeKey(row.officialCode);
    byCode.set(key, [...(byCode.get(key) ?? []), row]);
  }
  for (const meanings of byCode.values()) {
    meanings.sort((a, b) => ((a.validFrom ?? EARLIEST_DAY) < (b.validFrom ?? EARLIEST_DAY) ? -1 : 1));
  }
  return byCode;
}

/**
 * Gives each row its code; refuses two meanings of one code on the same day. `whereOf` names the row's field in an error,
 * `rowOf` its number in the file.
 */
export function assignCodes<Row extends Meaning>(
  rows: readonly Row[],
  whereOf: (row: Row, field: string) => string,
  rowOf: (row: Row) => number,
): void {
  for (const row of rows) {
    if (row.validFrom !== null && row.validTo !== null && row.validTo < row.validFrom) {
      throw new PackError(
        whereOf(row, 'valid_to'),
        JSON.stringify(row.validTo),
        `${row.validFrom} or later, or empty`,
      );
    }
  }
  for (const meanings of meaningsByCode(rows).values()) {
    meanings.forEach((row, i) => {
      const next = meanings[i + 1];
      if (next === undefined) return void (row.code = row.officialCode);
      if (row.validTo === null || next.validFrom === null || row.validTo >= next.validFrom) {
        const [first, second] = [row, next].sort((a, b) => rowOf(a) - rowOf(b)) as [Row, Row];
        throw new PackError(
          whereOf(second, 'code'),
          `${JSON.stringify(second.officialCode)} stands already in row ${rowOf(first)}`,
          'each code once, or again from a day after the earlier one has ended',
        );
      }
      row.code = `${row.officialCode}@${row.validTo}`;
    });
  }
}

/**
 * The code of the row that an official code names for `of`: the meaning that is valid as long as `of` is. Undefined when
 * there is none.
 */
export function coveringCode<Row extends Meaning>(
  byCode: ReadonlyMap<string, readonly Row[]>,
  officialCode: string,
  of: Validity,
): string | undefined {
  return byCode.get(codeKey(officialCode))?.find((row) => covers(row, of))?.code;
}
