/** Reads an RFC 3339 time from bytes; the same times as contract/time.ts parseTime, without a string. */
import { MAX_TIME_MS, MIN_TIME_MS } from '../../contract/time.ts';

const MONTH_DAYS = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The instant in ms, or undefined when parseTime would refuse the text. */
export function readTime(bytes: Buffer, start: number, end: number): number | undefined {
  if (end - start < 20) return undefined;
  const year = digits(bytes, start, 4);
  const month = digits(bytes, start + 5, 2);
  const day = digits(bytes, start + 8, 2);
  const hour = digits(bytes, start + 11, 2);
  const minute = digits(bytes, start + 14, 2);
  const second = digits(bytes, start + 17, 2);
  // One NaN makes every comparison false.
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= monthDays(year, month))) return undefined;
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return undefined;
  if (bytes[start + 4] !== 0x2d || bytes[start + 7] !== 0x2d || !isLetter(bytes[start + 10], 0x54))
    return undefined;
  if (bytes[start + 13] !== 0x3a || bytes[start + 16] !== 0x3a) return undefined;
  let at = start + 19;
  let fraction = 0;
  if (bytes[at] === 0x2e) {
    let length = 0;
    for (let byte = bytes[++at] as number; byte >= 0x30 && byte <= 0x39; byte = bytes[++at] as number) {
      if (length < 3) fraction = fraction * 10 + (byte - 0x30);
      length++;
    }
    if (length === 0) return undefined;
    for (; length < 3; length++) fraction *= 10;
  }
  const offsetMs = readOffset(bytes, at, end);
  const timeMs =
    (((daysFromCivil(year, month, day) * 24 + hour) * 60 + minute) * 60 + second) * 1_000 +
    fraction -
    offsetMs;
  return timeMs >= MIN_TIME_MS && timeMs < MAX_TIME_MS ? timeMs : undefined;
}

/** ms east of UTC; NaN when it is none or does not end the text. */
function readOffset(bytes: Buffer, at: number, end: number): number {
  if (isLetter(bytes[at], 0x5a)) return at + 1 === end ? 0 : NaN;
  const sign = bytes[at] === 0x2b ? 1 : bytes[at] === 0x2d ? -1 : NaN;
  if (at + 6 !== end || bytes[at + 3] !== 0x3a) return NaN;
  const hour = digits(bytes, at + 1, 2);
  const minute = digits(bytes, at + 4, 2);
  return hour <= 23 && minute <= 59 ? sign * (hour * 60 + minute) * 60_000 : NaN;
}

/** Whether the byte is the capital letter or the small one. */
function isLetter(byte: number | undefined, capital: number): boolean {
  return byte !== undefined && (byte & 0xdf) === capital;
}

function digits(bytes: Buffer, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i++) {
    const byte = bytes[i] as number;
    if (!(byte >= 0x30 && byte <= 0x39)) return NaN;
    value = value * 10 + (byte - 0x30);
  }
  return value;
}

function monthDays(year: number, month: number): number {
  if (month !== 2) return MONTH_DAYS[month] as number;
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
}

/** Days since 1970-01-01 (Howard Hinnant, chrono-compatible low-level date algorithms, days_from_civil). */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
