/** DanhSachHoSoBoSung: papers asked for and brought, each of which may move the due date. */
import { localDay } from '../../contract/time.ts';
import type { ItemReader } from './item-reader.ts';
import { isDayStart, type PortalTime } from './portal-time.ts';

const DAY_END_MS = 86_399_000;

interface Move {
  /** NgayHenTraTruoc. */
  from: PortalTime | null;
  /** NgayHenTraMoi. */
  to: PortalTime;
}

export interface Supplements {
  /** When papers were asked for and received. */
  times: PortalTime[];
  /** In the order of the supplements. */
  moves: Move[];
}

export function readSupplements(dossier: ItemReader, nowMs: number): Supplements {
  const read = (dossier.list('DanhSachHoSoBoSung') ?? []).map((supplement) => {
    const times = ['NgayBoSung', 'NgayTiepNhanBoSung']
      .map((name) => supplement.pastTime(name, nowMs))
      .filter((time) => time != null);
    const from = supplement.time('NgayHenTraTruoc') ?? null;
    const to = supplement.time('NgayHenTraMoi');
    return { times, moves: to == null ? [] : [{ from, to }], at: Math.max(0, ...times.map((t) => t.timeMs)) };
  });
  // Vendors list them in either order. Undated ones keep their position.
  read.sort((a, b) => a.at - b.at);
  return { times: read.flatMap((one) => one.times), moves: read.flatMap((one) => one.moves) };
}

/** A due date that is only a day lasts until its end. */
export function dueMs(time: PortalTime | null | undefined): number | null | undefined {
  return time == null ? time : time.timeMs + (time.dayOnly ? DAY_END_MS : 0);
}

/**
 * The due date that counts. Some vendors move NgayHenTra itself when a supplement gives a new date, others leave it as
 * first promised: so a NgayHenTra that is absent, or that a supplement names as the date before, is replaced by the
 * latest NgayHenTraMoi. Where no supplement names the date before, the later one counts, for waiting only adds time.
 *
 * @example NgayHenTra 8 October; supplements 8 -> 12 and 12 -> 15 October: 15 October.
 */
export function movedDue(told: PortalTime | null | undefined, moves: readonly Move[]): typeof told {
  const latest = moves.at(-1)?.to;
  if (latest === undefined) return told;
  if (told == null) return latest;
  if (moves.every(({ from }) => from === null)) return told.timeMs > latest.timeMs ? told : latest;
  return moves.some(({ from }) => from !== null && isSameDate(from, told)) ? latest : told;
}

/** When one has a time and the other is only a day, the days are compared. */
function isSameDate(a: PortalTime, b: PortalTime): boolean {
  if (isDayStart(a.timeMs) || isDayStart(b.timeMs)) return localDay(a.timeMs) === localDay(b.timeMs);
  return a.timeMs === b.timeMs;
}
