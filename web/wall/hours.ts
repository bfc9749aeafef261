/** Hours of every day in which something holds, on the province's clock. */
import { dayStart, localDay } from '../../contract/time.ts';

/** `from` inclusive, `to` exclusive, as `HH:MM`; over midnight when `to` is the earlier, never when both are the same. */
export interface Hours {
  from: string;
  to: string;
}

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;

export function isClock(text: unknown): text is string {
  return typeof text === 'string' && CLOCK.test(text);
}

/** Example: 22:00 to 06:00 holds at 23:30 and at 05:59, and does not at 06:00. */
export function isWithin({ from, to }: Hours, timeMs: number): boolean {
  const minute = Math.floor((timeMs - dayStart(localDay(timeMs))) / 60_000);
  const [start, end] = [minuteOf(from), minuteOf(to)];
  return start <= end ? start <= minute && minute < end : start <= minute || minute < end;
}

function minuteOf(clock: string): number {
  const [hour, minute] = clock.split(':').map(Number) as [number, number];
  return 60 * hour + minute;
}
