/**
 * The two editions of a province: as it was (each dossier under the unit of its time) and as it is now (under the unit
 * that took over). A unit goes to one successor as a whole, so both count the same dossiers.
 */
import type { Unit } from './province-pack.ts';

/**
 * The unit that has the tasks of `unit` on a day: itself, or the last in the line of its successors by then. A unit that
 * ended without a successor stays itself.
 *
 * Example: H10.3.25195 (UBND phường Tân Phú) on 2025-06-30 is itself, on 2025-07-01 H19.3.25195 (UBND phường Bình Phước).
 */
export function unitAsNow(unit: Unit, unitOf: (code: string) => Unit | undefined, today: string): Unit {
  let now = unit;
  while (now.validTo !== null && now.validTo < today && now.successor !== null) {
    const next = unitOf(now.successor);
    if (next === undefined) break;
    now = next;
  }
  return now;
}
