/**
 * Dates as vendors write them, all in the time of Asia/Ho_Chi_Minh unless they tell an offset: `20211004073512` (the
 * portal's own), `04/10/2021 07:35:12`, `2021-10-04 07:35:12`, ISO 8601, and days without a time.
 */
import { dayStart, localDay, parseTime } from '../../contract/time.ts';

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

const FORMS = [
  /^(?<y>\d{4})(?<M>\d\d)(?<d>\d\d)(?:(?<h>\d\d)(?<m>\d\d)(?<s>\d\d)?)?$/,
  /^(?<d>\d{1,2})[/-](?<M>\d{1,2})[/-](?<y>\d{4})(?:[ T]+(?<h>\d{1,2}):(?<m>\d\d)(?::(?<s>\d\d))?)?$/,
  /^(?<y>\d{4})[/-](?<M>\d{1,2})[/-](?<d>\d{1,2})(?:[ T]+(?<h>\d{1,2}):(?<m>\d\d)(?::(?<s>\d\d)(?:[.,](?<f>\d{1,9}))?)?\s*(?<zone>Z|[+-]\d\d:?\d\d)?)?$/i,
];

/** Undefined when the text is no date in one of these forms, or a date that does not exist. */
export function parsePortalTime(text: string): PortalTime | undefined {
  for (const form of FORMS) {
    const parts = form.exec(text)?.groups;
    if (!parts) continue;
    const two = (part: string | undefined) => (part ?? '0').padStart(2, '0');
    const day = `${parts['y']}-${two(parts['M'])}-${two(parts['d'])}`;
    const clock = `${two(parts['h'])}:${two(parts['m'])}:${two(parts['s'])}${parts['f'] ? `.${parts['f']}` : ''}`;
    const zone = parts['zone']?.toUpperCase().replace(/^(...)(\d\d)$/, '$1:$2') ?? '+07:00';
    const timeMs = parseTime(`${day}T${clock}${zone}`);
    return timeMs === undefined ? undefined : { timeMs, dayOnly: parts['h'] === undefined };
  }
  return undefined;
}
