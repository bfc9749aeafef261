/**
 * Shapes of areas from facts alone: the points of communes and the province's outline at about 1 km.
 *
 * An area is the union of the Voronoi cells of its communes, cut at the outline. So borders are approximate and free of
 * any map maker's rights; neighbours share them exactly.
 */
import polygonClipping, { type MultiPolygon } from 'polygon-clipping';
import { labelPointOf, orient, ringArea, type Geometry, type Ring } from '../pack/geometry.ts';
import { voronoiCells, type Point } from './voronoi.ts';

/** 1e-5 degrees, about 1 m: vertices that two areas share become the same text. */
const round = (degrees: number) => Math.round(degrees * 1e5) / 1e5;
/** Where a cell's corner just crosses the outline a crumb of some metres is left over; square degrees. */
const CRUMB = 1e-4;

export interface AreaProperties {
  code: string;
  name: string;
  parent: string | null;
  level: string;
  validFrom?: string;
  validTo?: string;
}

export class AreaShapes {
  readonly #cells: ReadonlyMap<string, Point[]>;
  readonly #outline: Point[];

  constructor(communes: readonly { code: string; point: Point }[], outline: Point[]) {
    const [lons, lats] = [outline.map((p) => p[0]), outline.map((p) => p[1])];
    const [west, east] = [Math.min(...lons) - 0.1, Math.max(...lons) + 0.1];
    const [south, north] = [Math.min(...lats) - 0.1, Math.max(...lats) + 0.1];
    // A degree of longitude is shorter than one of latitude: cells are cut in a plane of equal scales.
    const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180);
    const cells = voronoiCells(
      communes.map(({ point: [lon, lat] }): Point => [lon * shrink, lat]),
      [west * shrink, south, east * shrink, north],
    ).map((cell) => cell.map(([x, y]): Point => [round(x / shrink), round(y)]));
    this.#cells = new Map(communes.map(({ code }, i) => [code, cells[i] ?? []]));
    this.#outline = outline;
  }

  /** The union of some communes. */
  shapeOf(communes: readonly string[]): Geometry {
    const [first, ...others] = communes.map((code): MultiPolygon => [[this.#cells.get(code) ?? []]]);
    if (first === undefined) throw new Error('an area without communes');
    const cut = polygonClipping.intersection(polygonClipping.union(first, ...others), [this.#outline]);
    const sizes = cut.map((rings) => Math.abs(ringArea(rings[0] as Ring)));
    const kept = cut.filter((_, i) => sizes[i] === Math.max(...sizes) || (sizes[i] as number) > CRUMB);
    const polygons = kept.map((rings) =>
      rings.map((ring): Ring => ring.map(([lon, lat]) => [round(lon), round(lat)])),
    );
    const [single, ...more] = polygons;
    if (single === undefined) throw new Error(`${communes.join(', ')} lie outside the outline`);
    return orient(
      more.length === 0
        ? { type: 'Polygon', coordinates: single }
        : { type: 'MultiPolygon', coordinates: polygons },
    );
  }

  /** One line of an areas.geojson. */
  feature({ code, name, parent, level, validFrom, validTo }: AreaProperties, communes: readonly string[]) {
    const geometry = this.shapeOf(communes);
    const properties = {
      code,
      name,
      short_name: name.replace(/^(Thành phố|Thị xã|Huyện|Thị trấn|Phường|Xã|Khu vực) /, ''),
      parent,
      level,
      label_point: labelPointOf(geometry).map(round),
      valid_from: validFrom ?? null,
      valid_to: validTo ?? null,
    };
    return JSON.stringify({ type: 'Feature', properties, geometry });
  }
}

export function featureCollection(features: readonly string[]): string {
  return `{"type":"FeatureCollection","features":[\n${features.join(',\n')}\n]}\n`;
}
