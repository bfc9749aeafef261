/**
 * Dates as vendors write them, in the time of Asia/Ho_Chi_Minh unless they name an offset. The portal's own form is
 * `20211004073512`; the others are what the date types of .NET, Java, JavaScript, PHP and SQL become as text. A day
 * stands before its month, as in Vietnam; what could be read in two ways is refused.
 */
import { isNoDay } from '../../contract/no-date.ts';
import { DAY_MS, dayStart, localDay, MAX_TIME_MS, MIN_TIME_MS, parseTime } from '../../contract/time.ts';

export const ACCEPTED_DATES =
  'yyyyMMddHHmmss, dd/MM/yyyy HH:mm:ss, yyyy-MM-dd HH:mm:ss or ISO 8601, a date that exists from 1971 to 2199';

export interface PortalTime {
  timeMs: number;
  /** Only the day was told; the instant is its first. */
  dayOnly: boolean;
}

/** Where vendors keep only days they write midnight. */
export function isDayStart(timeMs: number): boolean {
  return timeMs === dayStart(localDay(timeMs));
}

/** Where no date stands: nothing, what is left of an input mask, or a language's word for nothing. */
const NOTHING = /^(?:[\s_/:.-]*|null|none|undefined|nan|nat|n\/a|invalid date)$/i;

const DAY_FIRST = String.raw`(?<d>\d{1,2})(?<sep>[/.-])(?<M>\d{1,2})\k<sep>(?<y>\d{4})`;
const YEAR_FIRST = String.raw`(?<y>\d{4})(?<sep>[/.-])(?<M>\d{1,2})\k<sep>(?<d>\d{1,2})`;
const HALVES = 'AM|PM|SA|CH';
const CLOCK = String.raw`(?<h>\d{1,2})(?:[:h]|h | giờ )(?<m>\d\d)(?::(?<s>\d\d)(?:[.,:](?<f>\d{1,9}))?)?(?: ?(?<half>${HALVES}))?`;
const ZONE = String.raw`(?: ?(?<zone>Z|UTC|GMT|(?:UTC|GMT)?[+-]\d\d(?::?\d\d)?)(?:\[[\w/+-]+\])?)?`;
/** A clock behind its day. */
const AT = String.raw`(?:(?:T|,? ?T|,? )${CLOCK}${ZONE})?`;

/** All are tried; a text that two of them read as different dates is ambiguous. */
const FORMS = [
  String.raw`(?<y>\d{4})(?<M>\d\d)(?<d>\d\d)(?:T?(?<h>\d\d)(?<m>\d\d)(?:(?<s>\d\d)(?:[.,]?(?<f>\d{3}))?)?${ZONE})?`,
  String.raw`(?<d>\d\d)(?<M>\d\d)(?<y>\d{4})(?:(?<h>\d\d)(?<m>\d\d)(?<s>\d\d)(?<f>\d{3})?)?`,
  YEAR_FIRST + AT,
  DAY_FIRST + AT,
  // As .NET writes the month first, without zeros before the numbers.
  String.raw`(?=\S*\b\d\b|\S+ \d:)(?<M>\d{1,2})/(?<d>\d{1,2})/(?<y>\d{4}) (?<h>\d{1,2}):(?<m>\d\d)(?::(?<s>\d\d))? (?<half>AM|PM)`,
  String.raw`${CLOCK},? (?:ngày )?${DAY_FIRST}`,
  String.raw`(?:[a-z]{3}, ?)?(?<d>\d{1,2})[ -](?<name>[a-z]{3})[ -](?<y>\d{4})${AT}`,
  String.raw`(?:[a-z]{3}, ?)?(?<name>[a-z]{3}) (?<d>\d{1,2}),? (?<y>\d{4})${AT}`,
  String.raw`(?:ngày )?(?<d>\d{1,2}) tháng (?<M>\d{1,2}) năm (?<y>\d{4})`,
].map((form) => new RegExp(`^${form}$`, 'i'));
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Null when the text stands for no date; undefined when it is none of the forms, or a date that does not exist. */
export function parsePortalTime(text: string): PortalTime | null | undefined {
  if (NOTHING.test(text)) return null;
  const numbered = parseEpoch(text);
  if (numbered !== undefined) return numbered;
  const read = FORMS.flatMap((form) => {
    const parts = form.exec(text)?.groups;
    const time = parts && timeOf(parts);
    return time === undefined ? [] : [time];
  });
  const [first] = read;
  return read.every((other) => other?.timeMs === first?.timeMs) ? first : undefined;
}

type Parts = Record<string, string | undefined>;

function timeOf(parts: Parts): PortalTime | null | undefined {
  const month = parts['name'] ? MONTHS.indexOf(parts['name'].toLowerCase()) + 1 : Number(parts['M']);
  if (isNoDay(Number(parts['y']), month, Number(parts['d']))) return null;
  const hour = hourOf(parts);
  if (hour === undefined) return undefined;
  const two = (part: string | number | undefined) => String(part ?? 0).padStart(2, '0');
  const day = `${parts['y']}-${two(month)}-${two(parts['d'])}`;
  const clock = `${two(hour === 24 ? 0 : hour)}:${two(parts['m'])}:${two(parts['s'])}${parts['f'] ? `.${parts['f']}` : ''}`;
  const timeMs = parseTime(`${day}T${clock}${offsetOf(parts['zone'])}`);
  if (timeMs === undefined) return undefined;
  return { timeMs: timeMs + (hour === 24 ? DAY_MS : 0), dayOnly: parts['h'] === undefined };
}

/** 0 to 24, where 24:00 is the end of the day; undefined for an hour that its half of the day does not have. */
function hourOf({ h, m, s, f, half }: Parts): number | undefined {
  const hour = Number(h ?? 0);
  if (hour === 24) return half === undefined && Number(`${m}${s ?? ''}${f ?? ''}`) === 0 ? 24 : undefined;
  if (half === undefined) return hour;
  if (/AM|SA/i.test(half)) return hour > 12 ? undefined : hour % 12;
  return hour === 0 ? undefined : hour < 12 ? hour + 12 : hour;
}

function offsetOf(zone: string | undefined): string {
  if (zone === undefined) return '+07:00';
  const offset = /[+-].*/.exec(zone)?.[0].replace(':', '');
  return offset === undefined ? 'Z' : `${offset.slice(0, 3)}:${offset.slice(3) || '00'}`;
}

const JSON_DATE = /^\\?\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\\?\/$/;
/** Seconds since 1970 with a fraction or none, or ms, us or ns. */
const EPOCH = /^([1-9]\d{9})(?:\.\d{1,9}|\d{3}|\d{6}|\d{9})?$/;
/** From here on ten digits may also be yyyyMMddHH. */
const AMBIGUOUS_SECONDS = 1_971_010_100;

/** An instant written as a number; undefined when the text is none, or may be a date in digits. */
function parseEpoch(text: string): PortalTime | null | undefined {
  const jsonDate = JSON_DATE.exec(text)?.[1];
  if (jsonDate !== undefined) return instantOf(Number(jsonDate));
  // The zero of a kind of dates, in seconds or in ms.
  if (/^(?:0|-\d{1,15})$/.test(text))
    return [1_000, 1].some((unit) => instantOf(Number(text) * unit) === null) ? null : undefined;
  const seconds = EPOCH.exec(text)?.[1];
  if (seconds === undefined || Number(seconds) >= AMBIGUOUS_SECONDS) return undefined;
  return instantOf(Number((text.replace('.', '') + '000').slice(0, 13)));
}

function instantOf(timeMs: number): PortalTime | null | undefined {
  if (timeMs >= MIN_TIME_MS && timeMs < MAX_TIME_MS) return { timeMs, dayOnly: false };
  const at = new Date(timeMs);
  const isZero = isNoDay(at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate());
  return isZero ? null : undefined;
}
