/** `areas.geojson` of a pack: a FeatureCollection, one feature for each area. */
import { z } from 'zod';
import { canonicalCode, canonicalText } from '../contract/canonical.ts';
import { readDate } from './cell-readers.ts';
import { readGeometry } from './area-geometry.ts';
import { acceptedProperty, usualProperty } from './area-properties.ts';
import { isPosition, labelPointOf, orient, polygonsOf, rounded, type Geometry } from './geometry.ts';
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
    readArea(file, i + 1, properties ?? {}, geometry),
  );
  checkPositions(file, areas);
  thinAreas(areas.filter(({ undrawn }) => undrawn === null));
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

const NOTHING: Geometry = { type: 'MultiPolygon', coordinates: [] };

function readArea(
  file: string,
  number: number,
  properties: Record<string, unknown>,
  geometry: unknown,
): Area {
  const feature = `${file} feature ${number}`;
  const text = (field: string, value = properties[field], accepted = 'a text'): string => {
    const canonical = typeof value === 'string' ? canonicalText(value) : '';
    if (canonical !== '') return canonical;
    throw new PackError(`${feature}, ${field}`, JSON.stringify(value) ?? 'missing', accepted);
  };
  const usual = (field: 'code' | 'name') =>
    text(field, usualProperty(properties, field), acceptedProperty(field, properties));
  const codeText = (field: string) => {
    const value = properties[field];
    return text(field, Number.isSafeInteger(value) ? String(value) : value);
  };
  const textOrNull = (field: string) => (properties[field] == null ? null : text(field));
  const date = (field: string) =>
    properties[field] == null ? null : readDate(`${feature}, ${field}`, text(field));
  const code = canonicalCode(usual('code'));
  const name = usual('name');
  const read = readGeometry(`${feature} (${code} ${name})`, geometry);
  const oriented = 'geometry' in read ? orient(rounded(read.geometry)) : NOTHING;
  const label = properties['label_point'];
  if (label != null && !isPosition(label)) {
    throw new PackError(`${feature}, label_point`, JSON.stringify(label), '[lon, lat] in degrees, or absent');
  }
  const parent = properties['parent'] == null ? null : codeText('parent');
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
    undrawn: 'undrawn' in read ? `feature ${number}: ${read.undrawn}` : null,
    labelPoint: isPosition(label) ? label : 'geometry' in read ? labelPointOf(oriented) : null,
  };
}
