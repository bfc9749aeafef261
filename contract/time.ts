/**
 * Times of the product: instants are milliseconds since 1970 (UTC), days are local days of Asia/Ho_Chi_Minh.
 *
 * The zone has been UTC+7 without summer time since 13 June 1975, so a local day is plain arithmetic and needs neither
 * the process's TZ nor a zone database.
 */

export const ZONE = 'Asia/Ho_Chi_Minh';
export const DAY_MS = 86_400_000;
const ZONE_OFFSET_MS = 7 * 3_600_000;

/** Accepted instants: 1971-01-01 up to, not including, 2200-01-01 (UTC). 0 is free to mean "no time". */
export const MIN_TIME_MS = Date.UTC(1971, 0, 1);
export const MAX_TIME_MS = Date.UTC(2200, 0, 1);

/** Days since 1970-01-01 of the local day that holds the instant. */
export function localDay(timeMs: number): number {
  return Math.floor((timeMs + ZONE_OFFSET_MS) / DAY_MS);
}

/** The instant at which a local day begins. */
export function dayStart(day: number): number {
  return day * DAY_MS - ZONE_OFFSET_MS;
}

/** `YYYY-MM-DD` of a local day. */
export function formatDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** The local day named by `YYYY-MM-DD`, or undefined when it is not a real date between 1971 and 2199. */
export function parseDay(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const timeMs = Date.parse(`${text}T00:00:00Z`);
  if (!(timeMs >= MIN_TIME_MS && timeMs < MAX_TIME_MS)) return undefined;
  return new Date(timeMs).toISOString().startsWith(text) ? timeMs / DAY_MS : undefined;
}

/** The instant as RFC 3339 with the province's offset, such as `2021-10-04T08:10:00+07:00`. */
export function formatTime(timeMs: number): string {
  const local = new Date(timeMs + ZONE_OFFSET_MS).toISOString();
  return `${local.slice(0, timeMs % 1000 === 0 ? 19 : 23)}+07:00`;
}

const RFC_3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;

/**
 * The instant of an RFC 3339 time with an offset, cut to the millisecond. As its grammar has it, `t` and `z` may be small
 * and a fraction may have any number of digits; a leap second is refused, since no instant here could hold it.
 * Undefined when the text has no offset, is no real date, or lies outside {@link MIN_TIME_MS} to {@link MAX_TIME_MS}.
 */
export function parseTime(text: string): number | undefined {
  const m = RFC_3339.exec(text);
  if (!m) return undefined;
  const [year, month, day, hour, minute, second] = [m[1], m[2], m[3], m[4], m[5], m[6]].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const offsetHour = m[9] === undefined ? 0 : Number(m[9]);
  const offsetMinute = m[10] === undefined ? 0 : Number(m[10]);
  // Date.UTC takes years below 100 as 19xx.
  if (year < 1970) return undefined;
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59 || offsetHour > 23 || offsetMinute > 59) return undefined;
  const fractionMs = m[7] === undefined ? 0 : Number(m[7].padEnd(3, '0').slice(0, 3));
  const offsetMs = (m[8] === '-' ? -1 : 1) * (offsetHour * 60 + offsetMinute) * 60_000;
  const timeMs = Date.UTC(year, month - 1, day, hour, minute, second, fractionMs) - offsetMs;
  return timeMs >= MIN_TIME_MS && timeMs < MAX_TIME_MS ? timeMs : undefined;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
