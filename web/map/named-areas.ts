/** Which areas carry their name on the map. Pure. */
import type { RateClass } from './rate-classes.ts';

/** Over so many areas there is no room for all names. */
const MAX_NAMES = 30;
/** From this class on an area is abnormal. */
const ABNORMAL: RateClass = 2;

export function isCrowded(areas: readonly unknown[]): boolean {
  return areas.length > MAX_NAMES;
}

/** All areas when there is room for their names; else the abnormal ones, the highest rate first, no more than that. */
export function namedAreas<Area extends { code: string }>(
  areas: readonly Area[],
  classes: ReadonlyMap<string, RateClass | undefined>,
  rateOf: (code: string) => number,
): Area[] {
  if (!isCrowded(areas)) return [...areas];
  return areas
    .filter(({ code }) => (classes.get(code) ?? 0) >= ABNORMAL)
    .sort((a, b) => rateOf(b.code) - rateOf(a.code))
    .slice(0, MAX_NAMES);
}
