/** The course of a case in words. Pure. */
import type { Holding } from '../../../contract/api.ts';
import type { NumberFormats } from '../../format/numbers.ts';
import type { caseCourse } from '../../words/vi/case-course.ts';

type Words = typeof caseCourse;

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
/** A working day of legal times. */
const DAY_HOURS = 8;

/** Such as `2 ngày 3 giờ làm việc`. */
export function writeWorkingTime(ms: number, { count }: NumberFormats, text: Words): string {
  const minutes = Math.round(ms / MINUTE_MS);
  if (minutes < HOUR_MINUTES) return text.workingMinutes(count(minutes));
  const hours = Math.round(minutes / HOUR_MINUTES);
  if (hours < DAY_HOURS) return text.workingHours(count(hours));
  const [days, rest] = [Math.floor(hours / DAY_HOURS), hours % DAY_HOURS];
  return rest === 0 ? text.workingDays(count(days)) : text.working(count(days), count(rest));
}

export function holderOf({ officer, paused }: Pick<Holding, 'officer' | 'paused'>, text: Words): string {
  return paused ? text.paused : (officer?.name ?? officer?.id ?? text.nobody);
}

/** Working time by holder, the longest first; empty where each holds but one of the spans. */
export function totalsOf(holdings: readonly Holding[], text: Words): { holder: string; workingMs: number }[] {
  const sums = new Map<string, number>();
  for (const holding of holdings) {
    const holder = holderOf(holding, text);
    sums.set(holder, (sums.get(holder) ?? 0) + holding.workingMs);
  }
  if (sums.size === holdings.length) return [];
  return [...sums]
    .map(([holder, workingMs]) => ({ holder, workingMs }))
    .sort((a, b) => b.workingMs - a.workingMs);
}
