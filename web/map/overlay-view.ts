/** Figures of areas as an overlay of the map shows them. Pure. */
import type { CaseCounts } from '../../contract/counts.ts';
import type { MapOverlay, OverlayName } from '../../contract/wall.ts';
import type { Shades } from './map-theme.ts';
import { areaShade, classesOf, OVERLAY_RULES, overlayValue, type Classes } from './overlays.ts';
import type { SteadyBounds } from './quantile-bounds.ts';

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
