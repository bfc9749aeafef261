/** Lengths of time in the JSON files of a pack, such as `4h`: read into ms. The message of each schema says what is accepted. */
import { z } from 'zod';
import { WORKING_DAY_MS } from './working-calendar.ts';

const WORKING_UNITS_MS = { m: 60_000, h: 3_600_000, d: WORKING_DAY_MS };
const CLOCK_UNITS_MS = { s: 1_000, m: 60_000, h: 3_600_000 };

const MOST_WORKING_DAYS = 365;

/** Office time; a working day has 8 hours. */
export const workingTime = span(
  WORKING_UNITS_MS,
  60_000,
  MOST_WORKING_DAYS * WORKING_DAY_MS,
  `a working time of 1m to ${MOST_WORKING_DAYS}d, such as 30m, 4h or 2d (working days of 8 hours)`,
);

/** Time of the clock, from `least` to `most` as the file writes them. */
export function clockTime(least: '0s' | '1s', most: '1h' | '24h') {
  const accepted = `a time of ${least} to ${most}, such as 5s, 10m or 1h`;
  return span(CLOCK_UNITS_MS, Number.parseInt(least) * 1_000, Number.parseInt(most) * 3_600_000, accepted);
}

function span(unitsMs: Readonly<Record<string, number>>, leastMs: number, mostMs: number, accepted: string) {
  const format = new RegExp(`^(\\d{1,6})([${Object.keys(unitsMs).join('')}])$`);
  const error = { error: accepted };
  return z
    .string(error)
    .regex(format, error)
    .transform((text) => {
      const [, number, unit = ''] = format.exec(text) ?? [];
      return Number(number) * (unitsMs[unit] ?? NaN);
    })
    .refine((ms) => leastMs <= ms && ms <= mostMs, error);
}
