/** A day as it is typed: day, month, year. Pure. */
import { parseDay } from '../../contract/time.ts';

/** `5/11/2026`, `05-11-2026`, `05.11.2026` and `05112026` are `2026-11-05`; undefined: no day from 1971 to 2199. */
export function readTypedDay(text: string): string | undefined {
  const [, date, month, year] =
    /^\s*(\d{1,2})[/.\s-](\d{1,2})[/.\s-](\d{4})\s*$/.exec(text) ??
    /^\s*(\d{2})(\d{2})(\d{4})\s*$/.exec(text) ??
    [];
  if (date === undefined || month === undefined || year === undefined) return undefined;
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  return parseDay(day) === undefined ? undefined : day;
}
