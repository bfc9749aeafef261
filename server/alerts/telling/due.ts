/** When an alert is to be told, and to whom. */
import { AUDIENCES, type Audience } from '../../../contract/alerts.ts';
import { localDay, dayStart } from '../../../contract/time.ts';
import type { AlertRule } from '../../../pack/alert-rule.ts';
import type { WorkingCalendar } from '../../../pack/working-calendar.ts';
import type { Alert } from '../book/alert.ts';

/**
 * Who is to be told at `nowMs`; undefined: nobody. First the audience of the rule; then, by working time without anybody
 * acknowledging it, those above; then the last one again.
 */
export function dueAudience(
  alert: Alert,
  rule: AlertRule,
  calendar: WorkingCalendar,
  nowMs: number,
): Audience | undefined {
  if (alert.acknowledged || alert.shelved) return undefined;
  if (rule.isQuiet && !isOfficeTime(calendar, nowMs)) return undefined;
  const { firstToldAt, lastToldAt } = alert;
  if (firstToldAt === 0) return rule.audience;
  const told = alert.toldTo ?? rule.audience;
  const unheardMs = calendar.workingTimeBetween(firstToldAt, nowMs);
  const next = rule.escalate.findLast(({ afterMs, to }) => unheardMs >= afterMs && isAbove(to, told));
  if (next) return next.to;
  const isAgain = rule.repeatMs !== null && calendar.workingTimeBetween(lastToldAt, nowMs) >= rule.repeatMs;
  return isAgain ? told : undefined;
}

/** Who is told next of an alert that somebody was told of, when nobody acknowledges it; undefined: nobody. */
export function nextTelling(
  { firstToldAt, lastToldAt, toldTo }: Alert,
  rule: AlertRule,
  calendar: WorkingCalendar,
): { to: Audience; atMs: number } | undefined {
  const told = toldTo ?? rule.audience;
  const above = rule.escalate
    .filter(({ to }) => isAbove(to, told))
    .map(({ afterMs, to }) => ({ to, atMs: calendar.addWorkingTime(firstToldAt, afterMs) }));
  const again =
    rule.repeatMs === null ? [] : [{ to: told, atMs: calendar.addWorkingTime(lastToldAt, rule.repeatMs) }];
  return [...above, ...again].sort((a, b) => a.atMs - b.atMs)[0];
}

function isAbove(audience: Audience, other: Audience): boolean {
  return AUDIENCES.indexOf(audience) > AUDIENCES.indexOf(other);
}

export function isOfficeTime(calendar: WorkingCalendar, timeMs: number): boolean {
  const day = localDay(timeMs);
  const sinceMidnight = timeMs - dayStart(day);
  return calendar
    .sessionsOf(day)
    .some(({ startMs, endMs }) => startMs <= sinceMidnight && sinceMidnight < endMs);
}
