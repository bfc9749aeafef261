/** Until when an alert is put aside. Pure. */
import { SHELVED_HOURS } from '../../contract/alerts.ts';
import { DAY_MS, dayStart, localDay } from '../../contract/time.ts';

const HOUR_MS = 3_600_000;
/** When offices open. */
const MORNING_MS = 7.5 * HOUR_MS;

export const SHELVE_CHOICES = ['hour', 'fourHours', 'morning', 'own'] as const;
export type ShelveChoice = (typeof SHELVE_CHOICES)[number];

/** The next time that offices open, at most a day away. */
export function nextMorning(nowMs: number): number {
  const today = dayStart(localDay(nowMs)) + MORNING_MS;
  return today > nowMs ? today : today + DAY_MS;
}

/** `ownMs`: what was typed. Undefined when that is no time to which an alert may be put aside. */
export function shelvedUntil(
  choice: ShelveChoice,
  ownMs: number | undefined,
  nowMs: number,
): number | undefined {
  if (choice === 'hour') return nowMs + HOUR_MS;
  if (choice === 'fourHours') return nowMs + 4 * HOUR_MS;
  if (choice === 'morning') return nextMorning(nowMs);
  return ownMs !== undefined && ownMs > nowMs && ownMs <= latestUntil(nowMs) ? ownMs : undefined;
}

export function latestUntil(nowMs: number): number {
  return nowMs + SHELVED_HOURS * HOUR_MS;
}
