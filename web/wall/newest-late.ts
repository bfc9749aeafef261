/** Which units have cases that became late most recently: rolled up from the newest late cases, no case is named. */
import type { CasePage, DossierPage } from '../../contract/api.ts';

export interface NewestLate {
  code: string;
  name: string;
  count: number;
  /** Latest due time among the unit's, ms. */
  dueMs: number;
}

/**
 * Rolls up by unit the open late cases of the page, which lists the latest due first. When the page is cut, the
 * oldest day on it is incomplete and left out, unless it is the only one.
 */
export function rollUpNewest(page: DossierPage | CasePage, dayOf: (timeMs: number) => number): NewestLate[] {
  const open = page.items
    .filter((item) => item.lateness === 'late' && item.finishedAt === null && item.dueAt !== null)
    .map((item) => ({ unit: item.unit, dueMs: Date.parse(item.dueAt as string) }));
  const oldestDay = Math.min(...open.map(({ dueMs }) => dayOf(dueMs)));
  const whole = page.nextCursor === null ? open : open.filter(({ dueMs }) => dayOf(dueMs) > oldestDay);
  const units = new Map<string, NewestLate>();
  for (const { unit, dueMs } of whole.length > 0 ? whole : open) {
    const entry = units.get(unit.code) ?? { ...unit, count: 0, dueMs: 0 };
    // Only the unit's newest day counts: the tile tells what is new, not all that is late.
    if (dayOf(dueMs) > dayOf(entry.dueMs)) entry.count = 0;
    if (dayOf(dueMs) >= dayOf(entry.dueMs)) entry.count += 1;
    entry.dueMs = Math.max(entry.dueMs, dueMs);
    units.set(unit.code, entry);
  }
  return [...units.values()].sort((a, b) => dayOf(b.dueMs) - dayOf(a.dueMs) || b.count - a.count);
}
