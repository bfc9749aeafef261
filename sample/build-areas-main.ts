/**
 * Builds a sample pack's areas.geojson from facts alone: `places.csv` (codes, names and points of districts and
 * communes) and `outline.csv` (the province's outline at about 1 km).
 *
 * A district is the union of the Voronoi cells of its communes, cut at the outline. So the borders are approximate and
 * free of any map maker's rights; neighbours share them exactly.
 * Usage: node --import tsx sample/build-areas-main.ts [PACK_DIR]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import polygonClipping, { type MultiPolygon } from 'polygon-clipping';
import { parseCsvTable } from '../pack/csv-table.ts';
import { labelPointOf, orient, ringArea, type Geometry, type Ring } from '../pack/geometry.ts';
import { voronoiCells, type Point } from './voronoi.ts';

const dir = process.argv[2] ?? 'sample/binh-phuoc';
const read = (file: string) => readFileSync(join(dir, file), 'utf8');
/** 1e-5 degrees, about 1 m: vertices that two districts share become the same text. */
const round = (degrees: number) => Math.round(degrees * 1e5) / 1e5;

const places = parseCsvTable('places.csv', read('places.csv'), {
  required: ['area_code', 'area_name', 'parent_code', 'level', 'lon', 'lat'],
}).map(({ cells }) => ({ ...cells, point: [Number(cells.lon), Number(cells.lat)] as Point }));
const outline = parseCsvTable('outline.csv', read('outline.csv'), { required: ['lon', 'lat'] }).map(
  ({ cells }): Point => [Number(cells.lon), Number(cells.lat)],
);
const districts = places.filter((place) => place.level === 'district');
const communes = places.filter((place) => place.level === 'commune');

const [lons, lats] = [outline.map((p) => p[0]), outline.map((p) => p[1])];
const [west, east] = [Math.min(...lons) - 0.1, Math.max(...lons) + 0.1];
const [south, north] = [Math.min(...lats) - 0.1, Math.max(...lats) + 0.1];
// A degree of longitude is shorter than one of latitude: cells are cut in a plane of equal scales.
const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180);
const cells = voronoiCells(
  communes.map(({ point: [lon, lat] }): Point => [lon * shrink, lat]),
  [west * shrink, south, east * shrink, north],
).map((cell) => cell.map(([x, y]): Point => [round(x / shrink), round(y)]));

function districtGeometry(code: string): Geometry {
  const own: MultiPolygon[] = cells.flatMap((cell, i) =>
    communes[i]?.parent_code === code ? [[[cell]]] : [],
  );
  const [first, ...others] = own;
  if (first === undefined) throw new Error(`District ${code} has no communes in places.csv`);
  const cut = polygonClipping.intersection(polygonClipping.union(first, ...others), [outline]);
  // Where a cell's corner just crosses the outline a crumb of some metres is left over.
  const kept = cut.filter((rings) => Math.abs(ringArea(rings[0] as Ring)) > 1e-4);
  const polygons = kept.map((rings) =>
    rings.map((ring): Ring => ring.map(([lon, lat]) => [round(lon), round(lat)])),
  );
  const [single, ...more] = polygons;
  if (single === undefined) throw new Error(`District ${code} lies outside outline.csv`);
  return orient(
    more.length === 0
      ? { type: 'Polygon', coordinates: single }
      : { type: 'MultiPolygon', coordinates: polygons },
  );
}

const features = districts.map(({ area_code: code, area_name: name }) => {
  const geometry = districtGeometry(code);
  const properties = {
    code,
    name,
    short_name: name.replace(/^(Thành phố|Thị xã|Huyện) /, ''),
    parent: null,
    level: 'district',
    label_point: labelPointOf(geometry).map(round),
    valid_from: null,
    valid_to: null,
  };
  return JSON.stringify({ type: 'Feature', properties, geometry });
});
writeFileSync(
  join(dir, 'areas.geojson'),
  `{"type":"FeatureCollection","features":[\n${features.join(',\n')}\n]}\n`,
);
console.log(`${features.length} areas written to ${join(dir, 'areas.geojson')}`);
