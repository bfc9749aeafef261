/** Where the map and the inset of its far islands stand in their box. Pure. */
import { isInside, polygonsOf, type AreaFeature, type Bounds } from './areas.ts';
import { fitProjection, fitScale, type Padding, type Project } from './projection.ts';

export interface Inset {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface MapFrame {
  padding: Padding;
  inset: Inset | undefined;
}

const INSET_SHARE = 0.27;
/** Room for a name and a rate, px. */
const INSET_LEAST = 96;
const INSET_MOST_SHARE = 0.42;
/** Names reach beyond their areas, px. */
const CLEARANCE = 16;

/**
 * The inset takes a corner in which no area lies, else a strip at the right or at the bottom, whichever leaves the map
 * larger: it never covers an area of the picture.
 */
export function frameMap(
  main: Bounds,
  features: readonly AreaFeature[],
  islands: Bounds | undefined,
  width: number,
  height: number,
): MapFrame {
  const edge = Math.max(6, Math.round(Math.min(width, height) * 0.02));
  const padding = { top: edge, right: edge, bottom: edge, left: edge };
  if (!islands) return { padding, inset: undefined };
  const size = insetSize(islands, width, height);
  const right = width - size.width - edge;
  const bottom = height - size.height - edge;
  // The fourth corner has the map's own buttons.
  const corners = [
    { left: right, top: bottom },
    { left: edge, top: bottom },
    { left: edge, top: edge },
  ].map((at): Inset => ({ ...at, ...size }));
  const project = fitProjection(main, width, height, padding);
  const free = corners.find((inset) => isFree(inset, features, project));
  if (free) return { padding, inset: free };
  const beside = { ...padding, right: size.width + 2 * edge };
  const below = { ...padding, bottom: size.height + 2 * edge };
  const scaleOf = (room: Padding) => fitScale(main, width, height, room);
  return { padding: scaleOf(beside) >= scaleOf(below) ? beside : below, inset: corners[0] };
}

function isFree(inset: Inset, features: readonly AreaFeature[], project: Project): boolean {
  const [left, right] = [inset.left - CLEARANCE, inset.left + inset.width + CLEARANCE];
  const [top, bottom] = [inset.top - CLEARANCE, inset.top + inset.height + CLEARANCE];
  return features.every(({ geometry }) =>
    polygonsOf(geometry).every(([outer]) => {
      const line = (outer ?? []).map(([lon, lat]) => project(lon, lat));
      const enters = line.some(([x, y]) => x > left && x < right && y > top && y < bottom);
      return !enters && !isInside(line, (left + right) / 2, (top + bottom) / 2);
    }),
  );
}

function insetSize([west, south, east, north]: Bounds, width: number, height: number) {
  const within = (least: number, value: number, most: number) => Math.min(Math.max(value, least), most);
  const insetWidth = within(INSET_LEAST, INSET_SHARE * width, INSET_MOST_SHARE * width);
  const slope = within(0.7, (north - south) / Math.max(east - west, 1e-6), 1.3);
  return {
    width: Math.round(insetWidth),
    height: Math.round(Math.min(insetWidth * slope, INSET_MOST_SHARE * height)),
  };
}
