/** Web Mercator fitted into a box: the same picture that MapLibre draws, without it. */
import { polygonsOf, type AreaGeometry, type Bounds } from './areas.ts';

type Point = [x: number, y: number];
export type Project = (lon: number, lat: number) => Point;

/** A single point is drawn as if it were so large. */
const LEAST_DEGREES = 1e-4;

/** Degrees of longitude are the unit of both axes. */
function mercatorY(lat: number): number {
  return (-180 / Math.PI) * Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360));
}

/** Room at each side, px; as MapLibre takes it. */
export interface Padding {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

/** px per degree of longitude when the bounds fill a box but for the padding. */
export function fitScale(bounds: Bounds, width: number, height: number, padding: Padding): number {
  const [west, south, east, north] = bounds;
  const across = (width - padding.left - padding.right) / Math.max(east - west, LEAST_DEGREES);
  const down =
    (height - padding.top - padding.bottom) / Math.max(mercatorY(south) - mercatorY(north), LEAST_DEGREES);
  return Math.max(0.001, Math.min(across, down));
}

/** Projects into a box of `width` x `height` px so that the bounds fill it but for the padding. */
export function fitProjection(bounds: Bounds, width: number, height: number, padding: Padding): Project {
  const [west, south, east, north] = bounds;
  const scale = fitScale(bounds, width, height, padding);
  const [midX, midY] = [(west + east) / 2, (mercatorY(north) + mercatorY(south)) / 2];
  const centreX = (width + padding.left - padding.right) / 2;
  const centreY = (height + padding.top - padding.bottom) / 2;
  return (lon, lat) => [centreX + (lon - midX) * scale, centreY + (mercatorY(lat) - midY) * scale];
}

/** The `d` of an SVG path. A part smaller than `leastPx` is a dot of that size: a reef is smaller than a pixel. */
export function svgPath(geometry: AreaGeometry, project: Project, leastPx = 0): string {
  return polygonsOf(geometry)
    .map((rings) => {
      const lines = rings.map((ring) => ring.map(([lon, lat]) => project(lon, lat)));
      return dotFor(lines[0] ?? [], leastPx) ?? lines.map(linePath).join('');
    })
    .join('');
}

function linePath(points: readonly Point[]): string {
  return `M${points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}Z`;
}

function dotFor(points: readonly Point[], leastPx: number): string | undefined {
  if (leastPx === 0) return undefined;
  const [west, east] = rangeOf(points, 0);
  const [north, south] = rangeOf(points, 1);
  if (Math.max(east - west, south - north) >= leastPx) return undefined;
  const r = leastPx / 2;
  const start = `${((west + east) / 2 - r).toFixed(1)} ${((north + south) / 2).toFixed(1)}`;
  return `M${start}a${r} ${r} 0 1 0 ${leastPx} 0a${r} ${r} 0 1 0 ${-leastPx} 0Z`;
}

function rangeOf(points: readonly Point[], axis: 0 | 1): [least: number, most: number] {
  return points.reduce(
    ([least, most], point): [number, number] => [Math.min(least, point[axis]), Math.max(most, point[axis])],
    [Infinity, -Infinity],
  );
}
