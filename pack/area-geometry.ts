/** The shape of a feature as boundary files have it: mended where nothing is lost by it, else named as what cannot be drawn. */
import { ringArea, type Geometry, type Ring } from './geometry.ts';
import { PackError } from './pack-error.ts';

/** `undrawn`: why there is no shape. */
export type ReadGeometry = { geometry: Geometry } | { undrawn: string };

/** Nested collections are not followed deeper. */
const MAX_DEPTH = 4;

/**
 * Of a GeoJSON geometry the polygons, also those of a GeometryCollection; rings are closed, heights left out.
 *
 * @throws PackError when the coordinates are not degrees: then none of the file are.
 */
export function readGeometry(where: string, value: unknown): ReadGeometry {
  if (value == null) return { undrawn: 'no geometry' };
  const polygons = polygonsIn(value, 0);
  if (polygons.length === 0) {
    return {
      undrawn: `geometry type ${JSON.stringify((value as { type?: unknown }).type)} without a polygon`,
    };
  }
  const coordinates: Ring[][] = [];
  let problem = 'a polygon without rings';
  for (const polygon of polygons) {
    const [outer, ...holes] = (Array.isArray(polygon) ? polygon : []).map((ring: unknown) =>
      readRing(where, ring),
    );
    if (outer && 'ring' in outer) {
      coordinates.push([outer.ring, ...holes.flatMap((hole) => ('ring' in hole ? [hole.ring] : []))]);
    } else if (outer) problem = outer.problem;
  }
  const [first] = coordinates;
  if (!first) return { undrawn: problem };
  const geometry: Geometry =
    coordinates.length === 1
      ? { type: 'Polygon', coordinates: first }
      : { type: 'MultiPolygon', coordinates };
  return { geometry };
}

/** As they stand there: not yet known to be lists of rings. */
function polygonsIn(value: unknown, depth: number): unknown[] {
  const { type, coordinates, geometries } = value as {
    type?: unknown;
    coordinates?: unknown;
    geometries?: unknown;
  };
  if (type === 'Polygon') return [coordinates];
  if (type === 'MultiPolygon' && Array.isArray(coordinates)) return coordinates;
  if (type !== 'GeometryCollection' || !Array.isArray(geometries) || depth === MAX_DEPTH) return [];
  return geometries.flatMap((one: unknown) => (one === null ? [] : polygonsIn(one, depth + 1)));
}

function readRing(where: string, value: unknown): { ring: Ring } | { problem: string } {
  if (!Array.isArray(value)) return { problem: 'a polygon without rings' };
  const ring: Ring = [];
  for (const position of value as unknown[]) {
    const [x, y] = (Array.isArray(position) ? position : []) as unknown[];
    if (typeof x !== 'number' || typeof y !== 'number' || !Number.isFinite(x) || !Number.isFinite(y)) {
      return { problem: `position ${JSON.stringify(position)}` };
    }
    checkRange(where, x, y);
    ring.push([x, y]);
  }
  const [first, last] = [ring[0], ring.at(-1)];
  if (first && last && (first[0] !== last[0] || first[1] !== last[1])) ring.push([first[0], first[1]]);
  if (ring.length < 4) return { problem: 'a ring of fewer than 4 positions' };
  return ringArea(ring) === 0 ? { problem: 'a ring that encloses nothing' } : { ring };
}

function checkRange(where: string, x: number, y: number): void {
  if (Math.abs(x) <= 180 && Math.abs(y) <= 90) return;
  // All of Việt Nam lies east of 90 degrees, so lat and lon cannot be taken for each other.
  const isSwapped = Math.abs(x) <= 90 && Math.abs(y) <= 180;
  throw new PackError(
    `${where}, geometry`,
    isSwapped
      ? `position [${x}, ${y}] is lat, lon: the two are swapped`
      : `position [${x}, ${y}] is in metres, as of VN-2000 or UTM, not in degrees`,
    isSwapped
      ? 'lon first, as [106.8, 11.5]'
      : 'lon and lat in degrees (WGS 84); QGIS exports a layer so with CRS EPSG:4326, ogr2ogr with -t_srs EPSG:4326',
  );
}
