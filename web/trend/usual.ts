/** What is usual of a day among others. Pure. */

const WEEK = 7;

/**
 * Of each day the median of the other days of its weekday; empty when a weekday has no other.
 *
 * Example: of 30 days each has three or four others.
 */
export function usualByWeekday(days: readonly number[]): number[] {
  if (days.length < 2 * WEEK) return [];
  return days.map((_, at) => median(days.filter((_, i) => i !== at && (i - at) % WEEK === 0)));
}

/** 0 of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}
