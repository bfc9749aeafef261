/** `areas.geojson` of a pack: a FeatureCollection of Polygon or MultiPolygon features. */
import { z } from 'zod';
import { readDate, readUnique } from './cell-readers.ts';
import { geometryProblem, isPosition, labelPointOf, orient, type Geometry } from './geometry.ts';
import { parseJson } from './json-file.ts';
import { PackError } from './pack-error.ts';
import type { Area } from './province-pack.ts';

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
  const seen = new Map<string, number>();
  const areas = result.data.features.map(({ properties, geometry }, i) =>
    readArea(`${file} feature ${i + 1}`, i + 1, properties ?? {}, geometry, seen),
  );
  for (const area of areas) {
    if (area.parent !== null && !seen.has(area.parent)) {
      throw new PackError(
        `${file} feature ${seen.get(area.code)}, parent`,
        JSON.stringify(area.parent),
        'null, or the code of an area of this file',
      );
    }
  }
  return areas;
}

function readArea(
  feature: string,
  number: number,
  properties: Record<string, unknown>,
  geometry: unknown,
  seen: Map<string, number>,
): Area {
  const text = (field: string): string => {
    const value = properties[field];
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
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
  const oriented = orient(geometry as Geometry);
  const label = properties['label_point'];
  if (label != null && !isPosition(label)) {
    throw new PackError(`${feature}, label_point`, JSON.stringify(label), '[lon, lat] in degrees, or absent');
  }
  const name = text('name');
  return {
    code: readUnique(`${feature}, code`, text('code'), number, seen),
    name,
    shortName: textOrNull('short_name') ?? name,
    parent: textOrNull('parent'),
    level: textOrNull('level') ?? 'district',
    validFrom: date('valid_from'),
    validTo: date('valid_to'),
    geometry: oriented,
    labelPoint: isPosition(label) ? label : labelPointOf(oriented),
  };
}
