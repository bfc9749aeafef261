import { describe, expect, it } from 'vitest';
import { readAreas } from '../../pack/area-file.ts';
import { contains, polygonsOf, ringArea, type Geometry, type Ring } from '../../pack/geometry.ts';
import { MAX_LEVEL_POSITIONS, thinAreas } from '../../pack/thin-areas.ts';

/** A coast: a circle of `count` positions with bays of all sizes. */
function coast(count: number, [lon, lat]: [number, number], radius: number): Ring {
  const ring = Array.from({ length: count - 1 }, (_, i): [number, number] => {
    const angle = (i / (count - 1)) * 2 * Math.PI;
    const r =
      radius * (1 + 0.04 * Math.sin(97 * angle) + 0.008 * Math.sin(3_001 * angle) + 0.001 * Math.sin(13 * i));
    return [lon + r * Math.cos(angle), lat + r * Math.sin(angle)];
  });
  return [...ring, ring[0] as [number, number]];
}

const fileOf = (...geometries: Geometry[]) =>
  JSON.stringify({
    type: 'FeatureCollection',
    features: geometries.map((geometry, i) => ({
      type: 'Feature',
      properties: { code: `${i}`, name: `Huyện ${i}` },
      geometry,
    })),
  });
const polygon = (...coordinates: Ring[]): Geometry => ({ type: 'Polygon', coordinates });
const positions = (geometries: Geometry[]) =>
  geometries.flatMap((geometry) => polygonsOf(geometry).flat()).reduce((sum, ring) => sum + ring.length, 0);
const areaOf = (geometry: Geometry) =>
  polygonsOf(geometry)
    .flat()
    .reduce((sum, ring) => sum + ringArea(ring), 0);

describe('outlines with many positions', () => {
  it.each([60_000, 130_000, 400_000])('of a ring of %i are read within a second and thinned', (count) => {
    const text = fileOf(polygon(coast(count, [109, 12], 0.5)));
    const before = process.cpuUsage();
    const [area] = readAreas('areas.geojson', text);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(count <= 130_000 ? 1 : 3);
    const geometry = area?.geometry as Geometry;
    expect(positions([geometry])).toBeLessThanOrEqual(MAX_LEVEL_POSITIONS);
    expect(positions([geometry])).toBeGreaterThan(MAX_LEVEL_POSITIONS / 4);
    expect(JSON.stringify(geometry).length).toBeLessThan(600_000);
    expect(areaOf(geometry)).toBeCloseTo(areaOf(polygon(coast(count, [109, 12], 0.5))), 3);
    expect(contains(geometry, area?.labelPoint as [number, number])).toBe(true);
  });

  it('stay as they are while a screen can show them', () => {
    const geometry = polygon(
      coast(5_000, [109, 12], 0.5).map(([lon, lat]) => [+lon.toFixed(6), +lat.toFixed(6)]),
    );
    expect(readAreas('areas.geojson', fileOf(geometry))[0]?.geometry).toEqual(geometry);
  });

  it('are refused by file and feature when they are more than a start can read', () => {
    const small = polygon(coast(100, [109, 12], 0.5));
    const text = fileOf(small, polygon(coast(500_001, [109, 12], 0.5)));
    expect(() => readAreas('areas.geojson', text)).toThrow(
      'areas.geojson feature 2, geometry: 500001 positions, 500101 in the file',
    );
  });

  it('of neighbours keep their common border', () => {
    const border = Array.from({ length: 30_001 }, (_, i): [number, number] => [
      109 + 0.01 * Math.sin(i / 700) + 0.002 * Math.sin(i / 9),
      12 + i / 30_000,
    ]);
    const west = polygon([...border, [108, 13], [108, 12], border[0] as [number, number]]);
    const east = polygon([...[...border].reverse(), [110, 12], [110, 13], border.at(-1) as [number, number]]);
    const areas = [west, east].map((geometry) => ({ level: 'district', geometry }));
    thinAreas(areas, 5_000);
    const [inner, outer] = areas.map(({ geometry }) => {
      const ring = polygonsOf(geometry)[0]?.[0] as Ring;
      return new Set(ring.filter(([lon]) => lon > 108.5 && lon < 109.5).map(String));
    }) as [Set<string>, Set<string>];
    expect(inner.size).toBeGreaterThan(1_000);
    expect(inner).toEqual(outer);
  });

  it('keep parts and holes that can be seen, and something of an island that cannot', () => {
    const parts: Geometry = {
      type: 'MultiPolygon',
      coordinates: [
        [coast(30_000, [109, 12], 0.5), [...coast(5_000, [109, 12], 0.2)].reverse()],
        [coast(400, [110, 12], 0.1)],
        [coast(400, [111, 12], 1e-6)],
      ],
    };
    const islet = polygon(coast(400, [114, 9], 1e-6));
    const areas = [parts, islet].map((geometry) => ({ level: 'district', geometry }));
    thinAreas(areas, 5_000);
    const [land, rock] = areas.map(({ geometry }) => polygonsOf(geometry)) as [Ring[][], Ring[][]];
    expect(land.map((rings) => rings.length)).toEqual([2, 1]);
    expect(rock[0]?.[0]?.length).toBeGreaterThan(3);
    expect(rock[0]?.[0]?.[0]).toEqual(rock[0]?.[0]?.at(-1));
  });
});
