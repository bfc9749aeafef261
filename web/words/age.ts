import { roundAge } from '../live/freshness.ts';
import type { Words } from './vi.ts';

/** `42 giây`, `3 phút`, `2 giờ`, `1 ngày`. */
export function writeAge(words: Words, ageMs: number): string {
  const { value, unit } = roundAge(ageMs);
  switch (unit) {
    case 'second':
      return words.seconds(value);
    case 'minute':
      return words.minutes(value);
    case 'hour':
      return words.hours(value);
    case 'day':
      return words.days(value);
  }
}
