/** A made-up province with far islands: the sample, an island district of reefs 600 km away, and a rock of a mainland one. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const ISLAND_AREA = '799';
export const ISLAND_UNIT = 'H10.2.99';

type Position = [number, number];
interface Feature {
  type: 'Feature';
  properties: Record<string, unknown>;
  geometry: { type: string; coordinates: unknown };
}

/** A square of so many degrees. */
export function square([west, south]: Position, size: number): Position[] {
  return [
    [west, south],
    [west + size, south],
    [west + size, south + size],
    [west, south + size],
    [west, south],
  ];
}

/** Writes the pack; `remove` deletes it. */
export async function writeIslandPack(): Promise<{ dir: string; remove: () => Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'island-pack-'));
  await cp('sample/binh-phuoc', dir, { recursive: true });
  const file = join(dir, 'areas.geojson');
  const areas = JSON.parse(await readFile(file, 'utf8')) as { features: Feature[] };
  const reefs = [0, 1, 2, 3, 4].map((i): Position => [112.2 + 0.6 * i, 9.4 + ((i * 7) % 4) * 0.5]);
  areas.features.push({
    type: 'Feature',
    properties: { code: ISLAND_AREA, name: 'Huyện đảo Thử', short_name: 'Đảo Thử', level: 'district' },
    geometry: { type: 'MultiPolygon', coordinates: reefs.map((at) => [square(at, 0.02)]) },
  });
  const mainland = areas.features.find(({ properties }) => properties['code'] === '692') as Feature;
  const { type, coordinates } = mainland.geometry;
  const parts = (type === 'Polygon' ? [coordinates] : coordinates) as Position[][][];
  mainland.geometry = { type: 'MultiPolygon', coordinates: [...parts, [square([113, 11.2], 0.02)]] };
  await writeFile(file, JSON.stringify(areas));
  const units = join(dir, 'units.csv');
  const text = (await readFile(units, 'utf8')).trimEnd();
  const header = text.slice(0, text.indexOf('\n')).trim().split(',');
  const row: Record<string, string> = {
    code: ISLAND_UNIT,
    name: 'UBND huyện đảo Thử',
    level: 'district',
    area: ISLAND_AREA,
  };
  await writeFile(units, `${text}\n${header.map((name) => row[name] ?? '').join(',')}\n`);
  return { dir, remove: () => rm(dir, { recursive: true }) };
}
