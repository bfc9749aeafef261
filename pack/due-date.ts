/**
 * Due date of a dossier from its procedure's legal time, for systems that tell none.
 *
 * Rules as the one-stop software in use applies them: a working day is 8 hours of office time; receipt outside office
 * hours counts from the next session; calendar days never end on a day off; the online channel may have its own time.
 */
import type { Channel } from '../contract/status.ts';
import { localDay } from '../contract/time.ts';
import type { LegalTime, PackProcedure } from './province-pack.ts';
import { WORKING_DAY_MS, type WorkingCalendar } from './working-calendar.ts';

/** The due instant, or null when the procedure has no legal time. `channel` null counts as counter. */
export function computeDueAt(
  procedure: Pick<PackProcedure, 'legalTime' | 'onlineLegalTime'>,
  receivedAtMs: number,
  channel: Channel | null,
  calendar: WorkingCalendar,
): number | null {
  const legal = (channel === 'online' ? procedure.onlineLegalTime : null) ?? procedure.legalTime;
  return legal && legalTimeAfter(receivedAtMs, legal, calendar);
}

/** When a legal time ends that begins at an instant, ms. */
export function legalTimeAfter(
  fromMs: number,
  { amount, unit }: LegalTime,
  calendar: WorkingCalendar,
): number {
  switch (unit) {
    case 'workingDay':
      return calendar.addWorkingTime(fromMs, amount * WORKING_DAY_MS);
    case 'hour':
      return calendar.addWorkingTime(fromMs, amount * 3_600_000);
    case 'day': {
      const firstDay = localDay(calendar.nextOfficeInstant(fromMs));
      return calendar.closing(calendar.workingDayFrom(firstDay + amount));
    }
  }
}
