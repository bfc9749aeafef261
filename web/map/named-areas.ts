/** Which areas are named, and in which order they choose where. Pure. */
import { ABNORMAL_SHADE, WORST_SHADE, type Shades } from './map-theme.ts';

/** Over so many areas there is no room for all names. */
const MAX_NAMES = 30;

export interface NamedArea {
  /** Named only where there is room over itself. */
  isOptional: boolean;
}

/**
 * All areas while there is room for their names, the smallest first, which has the fewest places. Of many the abnormal ones
 * are named, the worst first, and others where there is room.
 */
export function namedAreas<Area extends { code: string; size: number }>(
  areas: readonly Area[],
  shades: Shades,
): (Area & NamedArea)[] {
  const bySize = [...areas].sort((a, b) => a.size - b.size);
  if (areas.length <= MAX_NAMES) return bySize.map((area) => ({ ...area, isOptional: false }));
  const shadeOf = ({ code }: Area) => shades.get(code) ?? 0;
  const abnormal = bySize
    .filter((area) => shadeOf(area) >= ABNORMAL_SHADE && shadeOf(area) <= WORST_SHADE)
    .sort((a, b) => shadeOf(b) - shadeOf(a))
    .slice(0, MAX_NAMES);
  const others = bySize.filter((area) => !abnormal.includes(area));
  return [
    ...abnormal.map((area) => ({ ...area, isOptional: false })),
    ...others.map((area) => ({ ...area, isOptional: true })),
  ];
}
