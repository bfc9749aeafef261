/** The areas of the province as the server sends them, and the little geometry that drawing them needs. */

import type { Basemap } from '../../contract/basemap.ts';

export type Ring = [number, number][];
export type AreaGeometry =
  { type: 'Polygon'; coordinates: Ring[] } | { type: 'MultiPolygon'; coordinates: Ring[][] };

export interface AreaFeature {
  type: 'Feature';
  properties: { code: string; name: string; shortName?: string; labelLon?: number; labelLat?: number };
  geometry: AreaGeometry;
}

export interface AreaCollection {
  type: 'FeatureCollection';
  /** `reformed`: units of the past may be asked for, edition=asWas. `mapView`: what the map shows large; without it the page finds it. */
  province?: { id: string; name: string; reformed?: boolean; mapView?: Bounds };
  features: AreaFeature[];
  /** Areas that are counted but cannot be drawn, and why: the fault is in the boundary file. */
  undrawn?: { code: string; name: string; reason: string }[];
  /** What lies under the areas. */
  basemap?: Basemap;
  /** Of a part of the province: the area that each unit's figures belong to, both by code. */
  unitAreas?: Record<string, string> | undefined;
  /** Where units stand, `[lon, lat]` by code. */
  unitPoints?: Record<string, [number, number]>;
}

/** Codes of the areas that have figures: of a part of the province those that a unit serves, of the others the outline is drawn. */
export function servedCodes({ features, unitAreas }: AreaCollection): string[] {
  const codes = features.map(({ properties }) => properties.code);
  if (!unitAreas) return codes;
  const served = new Set(Object.values(unitAreas));
  return codes.filter((code) => served.has(code));
}

/** West, south, east, north in degrees. */
export type Bounds = [number, number, number, number];

export function polygonsOf(geometry: AreaGeometry): Ring[][] {
  return geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
}

export function boundsOf(features: readonly AreaFeature[]): Bounds {
  const bounds: Bounds = [Infinity, Infinity, -Infinity, -Infinity];
  for (const feature of features) {
    for (const [outer] of polygonsOf(feature.geometry)) {
      for (const [lon, lat] of outer ?? []) {
        bounds[0] = Math.min(bounds[0], lon);
        bounds[1] = Math.min(bounds[1], lat);
        bounds[2] = Math.max(bounds[2], lon);
        bounds[3] = Math.max(bounds[3], lat);
      }
    }
  }
  return bounds;
}

export interface LabelPlace {
  point: [number, number];
  size: number;
  ring: Ring;
}

/** Where the name of an area stands, as given or the centroid of its largest part, and that part. */
export function labelPlace(feature: AreaFeature): LabelPlace {
  const parts = polygonsOf(feature.geometry).map(([outer]) => centroid(outer ?? []));
  const largest = parts.reduce((best, part) => (part.size > best.size ? part : best));
  const { labelLon, labelLat } = feature.properties;
  const given = labelLon !== undefined && labelLat !== undefined;
  return given ? { ...largest, point: [labelLon, labelLat] } : largest;
}

/** Of a polygon's outer ring; only to compare. */
export function partSize([outer]: Ring[]): number {
  return centroid(outer ?? []).size;
}

/** Shoelace formula; degrees are good enough for an area of some kilometres. */
function centroid(ring: Ring): LabelPlace {
  let twice = 0;
  let x = 0;
  let y = 0;
  for (let i = 0; i < ring.length - 1; i++) {
    const [x0, y0] = ring[i] as [number, number];
    const [x1, y1] = ring[i + 1] as [number, number];
    const cross = x0 * y1 - x1 * y0;
    twice += cross;
    x += (x0 + x1) * cross;
    y += (y0 + y1) * cross;
  }
  if (twice === 0) return { size: 0, point: ring[0] ?? [0, 0], ring };
  return { size: Math.abs(twice) / 2, point: [x / (3 * twice), y / (3 * twice)], ring };
}

/** Whether a point lies inside a ring (even-odd rule). */
export function isInside(ring: readonly (readonly [number, number])[], x: number, y: number): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i] as readonly [number, number];
    const [xj, yj] = ring[j] as readonly [number, number];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}
