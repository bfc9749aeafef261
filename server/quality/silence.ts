/**
 * Whether a source has fallen silent: no event for longer than its usual gap, both in office time.
 *
 * The usual gap is what 19 of 20 gaps between its events do not exceed, by the events' times or by their arrival,
 * whichever is greater, so a source that sends once a night is not silent all day. Silent is twice that, and at least what
 * who asks says; at least a working day while too few gaps are known to say what is usual.
 */
import type { Silence } from '../../contract/quality.ts';
import { WORKING_DAY_MS, type WorkingCalendar } from '../../pack/working-calendar.ts';

const TOLERANCE = 2;
const USUAL = 0.95;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const ENOUGH_GAPS = 10;

/** The least that is silence, ms, of a usual gap. */
export type LeastSilence = (usualGapMs: number) => number;
/** For a report, whose instants are ten minutes apart. */
export const AN_HOUR: LeastSilence = () => HOUR_MS;
/**
 * For who looks on, with instants a minute apart: a source that tells each second is missed after five minutes. Four times
 * the usual gap: of events at random every 400th gap is longer than twice that, which would be several a day.
 */
export const SOME_MINUTES: LeastSilence = (usualGapMs) =>
  Math.min(HOUR_MS, Math.max(5 * MINUTE_MS, 4 * usualGapMs));

/** Instants in ms, in order. */
export interface Activity {
  eventsMs: readonly number[];
  arrivalsMs: readonly number[];
  lastEventMs: number;
}

export function silenceAt(
  asOfMs: number,
  activity: Activity,
  calendar: Pick<WorkingCalendar, 'workingTimeBetween'>,
  least = AN_HOUR,
): Silence {
  const gaps = officeGaps(activity.eventsMs, calendar);
  const usualGapMs = Math.max(usual(gaps), usual(officeGaps(activity.arrivalsMs, calendar)));
  const leastMs = gaps.length < ENOUGH_GAPS ? WORKING_DAY_MS : least(usualGapMs);
  const officeMs = Math.max(0, calendar.workingTimeBetween(activity.lastEventMs, asOfMs));
  return {
    isSilent: officeMs > Math.max(TOLERANCE * usualGapMs, leastMs),
    officeMs,
    usualGapMs: usualGapMs === 0 ? null : usualGapMs,
  };
}

/** Gaps that hold office time, shortest first: at night and on days off nobody is silent. */
function officeGaps(
  instants: readonly number[],
  calendar: Pick<WorkingCalendar, 'workingTimeBetween'>,
): number[] {
  return instants
    .slice(1)
    .map((instant, i) => calendar.workingTimeBetween(instants[i] as number, instant))
    .filter((gap) => gap > 0)
    .sort((a, b) => a - b);
}

function usual(gaps: readonly number[]): number {
  return gaps[Math.ceil(USUAL * gaps.length) - 1] ?? 0;
}
