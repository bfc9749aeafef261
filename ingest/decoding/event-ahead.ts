/**
 * How far ahead an event's time may lie: an event of the year 2199 would win over every true one. It is compared with the
 * moment at which the message reached Kafka, not with the clock when it is read, so that a message that is read again days
 * later is judged the same.
 */
import { dayStart, formatTime, localDay } from '../../contract/time.ts';
import type { Refusal } from './refusal.ts';

/** The national portal's adapter dates what was closed on a day to that day's end (portal/snapshot-time.ts). */
const DATED_BY_DAY = 'urn:dvcqg';

/** The latest time that an event may have, when its message came at `reachedMs`. */
export function lastEventMs(source: string, reachedMs: number, aheadMaxMs: number): number {
  const lastMs = reachedMs + aheadMaxMs;
  return source.startsWith(DATED_BY_DAY) ? dayStart(localDay(lastMs) + 1) - 1 : lastMs;
}

/** Why an event whose time lies too far ahead is not counted; undefined when it does not. */
export function findAhead(
  { source, eventTime }: { source: string; eventTime: number },
  reachedMs: number,
  aheadMaxMs: number,
): Refusal | undefined {
  const lastMs = lastEventMs(source, reachedMs, aheadMaxMs);
  if (eventTime <= lastMs) return undefined;
  const [time, reached, last] = [eventTime, reachedMs, lastMs].map(formatTime);
  return {
    field: 'time',
    reason: `time is ${time} and the event came at ${reached}; accepted: up to ${last} (EVENT_AHEAD_MAX_MS=${aheadMaxMs})`,
  };
}
