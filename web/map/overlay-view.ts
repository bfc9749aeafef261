/** Figures of areas as an overlay of the map shows them. Pure. */
import type { CaseCounts } from '../../contract/counts.ts';
import type { MapOverlay, OverlayName } from '../../contract/wall.ts';
import type { Shades } from './map-theme.ts';
import { areaShade, classesOf, OVERLAY_RULES, overlayValue, type Classes } from './overlays.ts';
import type { SteadyBounds } from './quantile-bounds.ts';

/** What is counted under codes. */
interface Counted {
  code: string;
  counts: CaseCounts;
}
export interface CountedParts {
  areas: readonly Counted[];
  units: readonly Counted[];
}

export interface OverlayView {
  overlay: OverlayName;
  /** Code of the kind of cases. */
  kind: string;
  isShare: boolean;
  classes: Classes;
  /** By area; undefined: nothing to tell. */
  values: ReadonlyMap<string, number | undefined>;
  shades: Shades;
}

/** `countsOf`: what is counted in an area, undefined before any figures are there; of nothing at all yet no area has a value. */
export function overlayView(
  { overlay, kind, bounds: given }: MapOverlay,
  codes: readonly string[],
  countsOf: (code: string) => readonly CaseCounts[] | undefined,
  steady: SteadyBounds,
  nowMs: number,
): OverlayView {
  const values = new Map(codes.map((code) => [code, overlayValue(overlay, countsOf(code) ?? [])] as const));
  const known = [...values.values()].filter((value) => value !== undefined);
  const of = `${overlay} ${kind} ${codes.join()} ${known.length > 0}`;
  const classes = classesOf(overlay, given, () => steady.take(of, known, nowMs));
  const shades = new Map(
    codes.map(
      (code) => [code, areaShade(overlay, values.get(code), classes, countsOf(code) !== undefined)] as const,
    ),
  );
  return { overlay, kind, isShare: OVERLAY_RULES[overlay].whole !== null, classes, values, shades };
}

/** What is counted in each area. Figures by area are of those on the province's map; those of other areas are their units', by `unitAreas`. */
export function countsByArea(
  { areas, units }: CountedParts,
  unitAreas: Readonly<Record<string, string>> | undefined,
): ReadonlyMap<string, readonly CaseCounts[]> {
  if (!unitAreas) return new Map(areas.map(({ code, counts }) => [code, [counts]]));
  const byArea = new Map<string, CaseCounts[]>();
  for (const { code, counts } of units) {
    const area = unitAreas[code];
    if (area !== undefined) byArea.set(area, [...(byArea.get(area) ?? []), counts]);
  }
  return byArea;
}
