/** The facts that a sample pack's areas are built from: `places.csv` (codes, names, points) and `outline.csv`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCsvTable } from '../pack/csv-table.ts';
import type { Point } from './voronoi.ts';

export interface Place {
  code: string;
  name: string;
  /** Code of the district above a commune, of the province above a district. */
  parent: string;
  point: Point;
}

export function readPlaces(dir: string): { districts: Place[]; communes: Place[]; outline: Point[] } {
  const read = (file: string) => readFileSync(join(dir, file), 'utf8');
  const rows = parseCsvTable('places.csv', read('places.csv'), {
    required: ['area_code', 'area_name', 'parent_code', 'level', 'lon', 'lat'],
  });
  const ofLevel = (level: string) =>
    rows.flatMap(({ cells }): Place[] =>
      cells.level === level
        ? [
            {
              code: cells.area_code,
              name: cells.area_name,
              parent: cells.parent_code,
              point: [Number(cells.lon), Number(cells.lat)],
            },
          ]
        : [],
    );
  const outline = parseCsvTable('outline.csv', read('outline.csv'), { required: ['lon', 'lat'] }).map(
    ({ cells }): Point => [Number(cells.lon), Number(cells.lat)],
  );
  return { districts: ofLevel('district'), communes: ofLevel('commune'), outline };
}
