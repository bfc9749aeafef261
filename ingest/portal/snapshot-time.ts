/**
 * The event time of a DongBoHoSoMC message, which tells none: it decides which of two messages counts.
 *
 * It is the latest of the message's own dates, so it depends on nothing but the content: a repetition is the same event,
 * and an old state that is sent again after days stays old. The time of arrival would let it win. Of messages with the
 * same dates an update (isUpdating) is a millisecond later than what it updates: a due date that changes without any
 * other date counts, whichever comes first. What the dates do not tell apart is left to the join: the greater value.
 *
 * A date that lies ahead (receipt in the next session) tells no time: nothing could be said against it until then. Only
 * when all of them do the time of arrival is taken.
 */
import { DAY_MS } from '../../contract/time.ts';
import { codeDayMs } from './dossier-code.ts';
import { FieldRefused } from './portal-refusal.ts';
import { isDayStart, type PortalTime } from './portal-time.ts';

type Told = PortalTime | null | undefined;

export interface SnapshotTimes {
  submitted: Told;
  received: Told;
  finished: Told;
  returned: Told;
  refused: Told;
  supplements: PortalTime[];
}

const UNDATED = 'NgayTiepNhan, NgayNopHoSo or another date, for without any nothing tells when this was true';

/**
 * `lastMs`: the latest time that an event may have.
 *
 * @throws FieldRefused when no date is told.
 */
export function snapshotTimeMs(
  code: string,
  times: SnapshotTimes,
  { nowMs, lastMs, updating }: { nowMs: number; lastMs: number; updating: boolean },
): number {
  const opening = [times.submitted, times.received, ...times.supplements];
  const closing = [times.finished, times.returned, times.refused];
  const told = [
    ...opening.flatMap((time) => (time == null ? [] : [time.timeMs])),
    ...closing.flatMap((time) => (time == null ? [] : [closingMs(time)])),
  ];
  // For a dossier that is registered but not received, the date within its code stands in.
  const dates = told.length > 0 ? told : [codeDayMs(code) ?? refuseUndated()];
  const past = dates.filter((ms) => ms < lastMs);
  return (past.length > 0 ? Math.max(...past) : nowMs) + (updating ? 1 : 0);
}

function refuseUndated(): never {
  throw new FieldRefused('NgayTiepNhan', undefined, UNDATED);
}

/** A closing day without a time (or at midnight, where vendors keep only days) is after that day's other steps. */
function closingMs({ timeMs }: PortalTime): number {
  return isDayStart(timeMs) ? timeMs + DAY_MS - 1_000 : timeMs;
}
