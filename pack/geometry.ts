/** GeoJSON polygons of areas (RFC 7946): lon, lat in degrees; outer rings anticlockwise, holes clockwise. */

export type Position = [number, number];
/** Closed: the last position repeats the first. */
export type Ring = Position[];
export type Geometry =
  { type: 'Polygon'; coordinates: Ring[] } | { type: 'MultiPolygon'; coordinates: Ring[][] };

/** The polygons of a geometry: each an outer ring and its holes. */
export function polygonsOf(geometry: Geometry): Ring[][] {
  return geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
}

export function isPosition(value: unknown): value is Position {
  if (!Array.isArray(value) || value.length < 2) return false;
  const [lon, lat] = value as unknown[];
  return typeof lon === 'number' && typeof lat === 'number' && Math.abs(lon) <= 180 && Math.abs(lat) <= 90;
}

/** Signed area in square degrees; positive when the ring runs anticlockwise. */
export function ringArea(ring: Ring): number {
  let sum = 0;
  for (let i = 1; i < ring.length; i++) {
    const [a, b] = [ring[i - 1] as Position, ring[i] as Position];
    sum += a[0] * b[1] - b[0] * a[1];
  }
  return sum / 2;
}

/** Turns rings to the orientation of RFC 7946, so that a renderer fills the inside. */
export function orient(geometry: Geometry): Geometry {
  const turn = (rings: Ring[]) =>
    rings.map((ring, i) => (ringArea(ring) > 0 === (i === 0) ? ring : [...ring].reverse()));
  return geometry.type === 'Polygon'
    ? { type: 'Polygon', coordinates: turn(geometry.coordinates) }
    : { type: 'MultiPolygon', coordinates: geometry.coordinates.map(turn) };
}

/** To a tenth of a metre, without heights: what a map needs. */
export function rounded(geometry: Geometry): Geometry {
  const round = (rings: Ring[]) =>
    rings.map((ring) => ring.map(([lon, lat]): Position => [roundDegree(lon), roundDegree(lat)]));
  return geometry.type === 'Polygon'
    ? { type: 'Polygon', coordinates: round(geometry.coordinates) }
    : { type: 'MultiPolygon', coordinates: geometry.coordinates.map(round) };
}

function roundDegree(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/** A ring of about `most` positions at the most, evenly taken from a longer one. */
export function withoutExcess(ring: Ring, most: number): Ring {
  const step = Math.ceil(ring.length / most);
  return step === 1 ? ring : ring.filter((_, i) => i % step === 0 || i === ring.length - 1);
}

/** Whether a position lies in the geometry (even-odd rule; a position on a border may count as either). */
export function contains(geometry: Geometry, [lon, lat]: Position): boolean {
  let inside = false;
  for (const ring of polygonsOf(geometry).flat()) {
    for (let i = 1; i < ring.length; i++) {
      const [a, b] = [ring[i - 1] as Position, ring[i] as Position];
      if (a[1] > lat !== b[1] > lat && lon < ((b[0] - a[0]) * (lat - a[1])) / (b[1] - a[1]) + a[0])
        inside = !inside;
    }
  }
  return inside;
}

/** A label's place is looked for in an outline of so many positions and so many holes. */
const LABEL_POSITIONS = 400;
const LABEL_HOLES = 8;

/**
 * A position for the label: the point of a coarse grid that lies farthest from every border of the largest part, so that
 * text stays inside also in a bent or ring-shaped area, and on land where islands belong to it.
 */
export function labelPointOf(geometry: Geometry): Position {
  // The grid is coarser than what is left out.
  const rings = largestPart(geometry)
    .slice(0, 1 + LABEL_HOLES)
    .map((ring) => withoutExcess(ring, LABEL_POSITIONS));
  const part: Geometry = { type: 'Polygon', coordinates: rings };
  const [west, south, east, north] = boundsOf(rings);
  const steps = 40;
  let best: Position = [(west + east) / 2, (south + north) / 2];
  let bestDistance = -1;
  for (let i = 1; i < steps; i++) {
    for (let j = 1; j < steps; j++) {
      const at: Position = [west + ((east - west) * i) / steps, south + ((north - south) * j) / steps];
      if (!contains(part, at)) continue;
      const distance = rings.reduce((least, ring) => Math.min(least, distanceToRing(at, ring)), Infinity);
      if (distance > bestDistance) [best, bestDistance] = [at, distance];
    }
  }
  return best;
}

/** The outer ring and the holes of it. */
export function largestPart(geometry: Geometry): Ring[] {
  const sizeOf = ([outer]: Ring[]) => Math.abs(ringArea(outer as Ring));
  return polygonsOf(geometry).reduce((best, part) => (sizeOf(part) > sizeOf(best) ? part : best));
}

/** West, south, east, north. */
export function boundsOf(rings: readonly Ring[]): [number, number, number, number] {
  const bounds: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon, lat] of rings.flat()) {
    bounds[0] = Math.min(bounds[0], lon);
    bounds[1] = Math.min(bounds[1], lat);
    bounds[2] = Math.max(bounds[2], lon);
    bounds[3] = Math.max(bounds[3], lat);
  }
  return bounds;
}

function distanceToRing([x, y]: Position, ring: Ring): number {
  let least = Infinity;
  for (let i = 1; i < ring.length; i++) {
    const [a, b] = [ring[i - 1] as Position, ring[i] as Position];
    const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
    const along = Math.max(0, Math.min(1, ((x - a[0]) * dx + (y - a[1]) * dy) / (dx * dx + dy * dy || 1)));
    least = Math.min(least, Math.hypot(x - a[0] - along * dx, y - a[1] - along * dy));
  }
  return least;
}
