/** The instants by which a period is counted at a moment; the figures shown and a report of that moment share them. */
import type { Instants, LatenessRule } from '../../contract/counting.ts';
import { periodEnd, periodStart, type Period } from '../../contract/period.ts';
import { WORKING_DAY_MS, type WorkingCalendar } from '../../pack/working-calendar.ts';

export function periodInstants(
  period: Period,
  nowMs: number,
  calendar: WorkingCalendar,
  rule: LatenessRule,
): Instants {
  const endMs = periodEnd(period, nowMs);
  return { startMs: periodStart(period), endMs, dueSoonMs: dueSoonUntil(endMs, calendar), rule };
}

/** What is due by then is due soon at `nowMs`. */
export function dueSoonUntil(nowMs: number, calendar: WorkingCalendar): number {
  return calendar.addWorkingTime(nowMs, WORKING_DAY_MS);
}
