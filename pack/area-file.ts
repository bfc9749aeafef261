/** `areas.geojson` of a pack: a FeatureCollection of Polygon or MultiPolygon features. */
import { z } from 'zod';
import { canonicalCode, canonicalText } from '../contract/canonical.ts';
import { readDate } from './cell-readers.ts';
import {
  geometryProblem,
  isPosition,
  labelPointOf,
  orient,
  polygonsOf,
  rounded,
  type Geometry,
} from './geometry.ts';
import { parseJson } from './json-file.ts';
import { PackError } from './pack-error.ts';
import type { Area } from './province-pack.ts';
import { thinAreas } from './thin-areas.ts';
import { assignCodes, coveringCode, meaningsByCode } from './validity.ts';

/** What a start can read in a second or two; far more than a country's outlines need. */
export const MAX_FILE_POSITIONS = 500_000;

const collection = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(
    z.object({ properties: z.record(z.string(), z.unknown()).nullable(), geometry: z.unknown() }),
  ),
});

export function readAreas(file: string, text: string): Area[] {
  const result = collection.safeParse(parseJson(file, text));
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new PackError(
      `${file}, ${issue?.path.join('.')}`,
      issue?.message ?? 'not usable',
      'a GeoJSON FeatureCollection',
    );
  }
  const areas = result.data.features.map(({ properties, geometry }, i) =>
    readArea(`${file} feature ${i + 1}`, properties ?? {}, geometry),
  );
  checkPositions(file, areas);
  thinAreas(areas);
  const rowOf = (area: Area) => areas.indexOf(area) + 1;
  const whereOf = (area: Area, field: string) => `${file} feature ${rowOf(area)}, ${field}`;
  assignCodes(areas, whereOf, rowOf);
  const byCode = meaningsByCode(areas);
  for (const area of areas) {
    if (area.parent === null) continue;
    const parent = coveringCode(byCode, area.parent, area);
    if (parent === undefined || parent === area.code) {
      throw new PackError(
        whereOf(area, 'parent'),
        JSON.stringify(area.parent),
        'null, or the code of another area of this file that is valid as long as this one',
      );
    }
    area.parent = parent;
  }
  for (const area of areas) checkAbove(area, areas, whereOf(area, 'parent'));
  return areas;
}

function checkPositions(file: string, areas: readonly Area[]): void {
  const counts = areas.map(({ geometry }) =>
    polygonsOf(geometry)
      .flat()
      .reduce((sum, ring) => sum + ring.length, 0),
  );
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total <= MAX_FILE_POSITIONS) return;
  const most = counts.reduce((best, count, i) => (count > (counts[best] as number) ? i : best), 0);
  throw new PackError(
    `${file} feature ${most + 1}, geometry`,
    `${counts[most]} positions, ${total} in the file`,
    `at most ${MAX_FILE_POSITIONS} in the file; a tool such as mapshaper simplifies it`,
  );
}

function checkAbove(area: Area, areas: readonly Area[], where: string): void {
  const seen = new Set<string>();
  for (
    let at: Area | undefined = area;
    at?.parent != null;
    at = areas.find((one) => one.code === at?.parent)
  ) {
    if (seen.has(at.code))
      throw new PackError(where, `${JSON.stringify(area.parent)} lies in itself`, 'an area above this one');
    seen.add(at.code);
  }
}

function readArea(feature: string, properties: Record<string, unknown>, geometry: unknown): Area {
  const text = (field: string): string => {
    const value = properties[field];
    const canonical = typeof value === 'string' ? canonicalText(value) : '';
    if (canonical !== '') return canonical;
    throw new PackError(`${feature}, ${field}`, JSON.stringify(value) ?? 'missing', 'a text');
  };
  const textOrNull = (field: string) => (properties[field] == null ? null : text(field));
  const date = (field: string) =>
    properties[field] == null ? null : readDate(`${feature}, ${field}`, text(field));
  const problem = geometryProblem(geometry);
  if (problem) {
    throw new PackError(
      `${feature}, geometry`,
      problem,
      'a Polygon or MultiPolygon of closed rings, lon and lat in degrees',
    );
  }
  const oriented = orient(rounded(geometry as Geometry));
  const label = properties['label_point'];
  if (label != null && !isPosition(label)) {
    throw new PackError(`${feature}, label_point`, JSON.stringify(label), '[lon, lat] in degrees, or absent');
  }
  const code = canonicalCode(text('code'));
  const parent = textOrNull('parent');
  const name = text('name');
  return {
    code,
    officialCode: code,
    name,
    shortName: textOrNull('short_name') ?? name,
    parent: parent && canonicalCode(parent),
    level: textOrNull('level') ?? 'district',
    validFrom: date('valid_from'),
    validTo: date('valid_to'),
    geometry: oriented,
    labelPoint: isPosition(label) ? label : labelPointOf(oriented),
  };
}
