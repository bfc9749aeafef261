/** DanhSachHoSoBoSung: papers asked for and brought, each of which may move the due date. */
import { localDay } from '../../contract/time.ts';
import type { ItemReader } from './item-reader.ts';
import type { PortalTime } from './portal-time.ts';

const DAY_END_MS = 86_399_000;

export interface Supplements {
  /** When papers were asked for and received. */
  times: PortalTime[];
  /** [NgayHenTraTruoc, NgayHenTraMoi] in the order of the supplements, ms; 0 for one that is not told. */
  moves: [fromMs: number, toMs: number][];
}

export function readSupplements(dossier: ItemReader, nowMs: number): Supplements {
  const read = (dossier.list('DanhSachHoSoBoSung') ?? []).map((supplement) => {
    const times = ['NgayBoSung', 'NgayTiepNhanBoSung']
      .map((name) => supplement.pastTime(name, nowMs))
      .filter((time) => time != null);
    const from = dueMs(supplement.time('NgayHenTraTruoc')) ?? 0;
    const to = dueMs(supplement.time('NgayHenTraMoi')) ?? 0;
    return { times, from, to, at: Math.max(0, ...times.map((time) => time.timeMs)) };
  });
  // Vendors list them in either order. Undated ones keep their place.
  read.sort((a, b) => a.at - b.at);
  return {
    times: read.flatMap((one) => one.times),
    moves: read.filter((one) => one.to !== 0).map((one) => [one.from, one.to]),
  };
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
export function movedDueMs(told: number | null | undefined, moves: Supplements['moves']): typeof told {
  const latest = moves.at(-1)?.[1];
  if (latest === undefined) return told;
  if (told == null) return latest;
  if (moves.every(([from]) => from === 0)) return Math.max(told, latest);
  return moves.some(([from]) => from !== 0 && localDay(from) === localDay(told)) ? latest : told;
}
