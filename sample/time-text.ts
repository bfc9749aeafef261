import { dayStart, formatDay, formatTime, localDay } from '../contract/time.ts';

const TWO_DIGITS = Array.from({ length: 60 }, (_, i) => `${i}`.padStart(2, '0'));
let lastDay = NaN;
let lastDate = '';

/**
 * The same text as formatTime of the contract, several times faster for times of nearby days: sample programs write
 * millions of them.
 */
export function timeText(timeMs: number): string {
  if (timeMs % 1000 !== 0) return formatTime(timeMs);
  const day = localDay(timeMs);
  if (day !== lastDay) [lastDay, lastDate] = [day, formatDay(day)];
  const second = (timeMs - dayStart(day)) / 1000;
  const clock = `${TWO_DIGITS[Math.floor(second / 3600)]}:${TWO_DIGITS[Math.floor(second / 60) % 60]}:${TWO_DIGITS[second % 60]}`;
  return `${lastDate}T${clock}+07:00`;
}
