import { describe, expect, it } from 'vitest';
import { readAreas } from '../../pack/area-file.ts';
import { polygonsOf, ringArea, type Ring } from '../../pack/geometry.ts';

const square = (west: number, south: number, size = 0.2): Ring => [
  [west, south],
  [west + size, south],
  [west + size, south + size],
  [west, south + size],
  [west, south],
];
const polygon = (...rings: unknown[]) => ({ type: 'Polygon', coordinates: rings });

type Properties = Record<string, unknown>;
const fileOf = (
  geometries: unknown[],
  properties: (i: number) => Properties = (i) => ({ code: `${i}`, name: `Huyện ${i}` }),
  more = {},
) =>
  JSON.stringify({
    ...{ type: 'FeatureCollection', name: 'ranh_gioi', ...more },
    features: geometries.map((geometry, i) => ({ type: 'Feature', properties: properties(i + 1), geometry })),
  });
const read = (...file: Parameters<typeof fileOf>) => readAreas('areas.geojson', fileOf(...file));
const outer = (geometry: unknown) => polygonsOf(read([geometry])[0]?.geometry as never)[0]?.[0] as Ring;

describe('a boundary file as it comes', () => {
  it('may begin with a byte order mark', () => {
    expect(readAreas('areas.geojson', `\uFEFF${fileOf([polygon(square(106, 11))])}`)).toHaveLength(1);
  });

  it.each([
    ['a ring that runs the wrong way', polygon([...square(106, 11)].reverse())],
    ['a ring that is not closed', polygon(square(106, 11).slice(0, 4))],
    ['heights', polygon(square(106, 11).map(([lon, lat]) => [lon, lat, 87.5]))],
    ['a hole of fewer than four positions', polygon(square(106, 11), [[106.1, 11.1]])],
    [
      'a collection with its polygon',
      {
        type: 'GeometryCollection',
        geometries: [{ type: 'Point', coordinates: [106, 11] }, polygon(square(106, 11))],
      },
    ],
  ])('may have %s', (_what, geometry) => {
    const ring = outer(geometry);
    expect(ring).toHaveLength(5);
    expect(ring[0]).toEqual(ring.at(-1));
    expect(ring[0]).toHaveLength(2);
    expect(ringArea(ring)).toBeCloseTo(0.04);
  });

  it('may have several polygons in an area, also one within a collection in a collection', () => {
    const many = { type: 'MultiPolygon', coordinates: [[square(106, 11)], [square(107, 11)]] };
    const nested = {
      type: 'GeometryCollection',
      geometries: [many, { type: 'GeometryCollection', geometries: [polygon(square(108, 11))] }],
    };
    expect(polygonsOf(read([nested])[0]?.geometry as never)).toHaveLength(3);
  });

  it('may have codes as numbers, under the names that boundary files have for them', () => {
    const named = (properties: Properties) => read([polygon(square(106, 11))], () => properties)[0];
    expect(named({ code: 688, name: 'Thị xã Phước Long' })).toMatchObject({ code: '688' });
    expect(named({ MA_HUYEN: '688', TEN_HUYEN: 'Phước Long' })).toMatchObject({
      code: '688',
      name: 'Phước Long',
    });
    expect(named({ maXa: 25_195, tenXa: 'Tân Phú' })).toMatchObject({ code: '25195', name: 'Tân Phú' });
    expect(named({ CC_2: '688', NAME_2: 'Phước Long' })).toMatchObject({ code: '688' });
  });

  it('says which properties a feature has when its code is under none of these', () => {
    expect(() => read([polygon(square(106, 11))], () => ({ GID: 7, Shape_Area: 1 }))).toThrow(
      /^areas\.geojson feature 1, code: missing; accepted: a text under code, ma, .*; the feature has GID, Shape_Area$/,
    );
  });

  it('may name any coordinate system, as long as the coordinates are degrees', () => {
    const crs = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::9210' } };
    expect(read([polygon(square(106, 11))], undefined, { crs })[0]?.undrawn).toBeNull();
  });
});

describe('what cannot be drawn', () => {
  it.each([
    ['no geometry', null],
    ['geometry type "Point" without a polygon', { type: 'Point', coordinates: [106, 11] }],
    ['geometry type "GeometryCollection" without a polygon', { type: 'GeometryCollection', geometries: [] }],
    ['a polygon without rings', polygon()],
    [
      'a ring of fewer than 4 positions',
      polygon([
        [106, 11],
        [106, 11],
      ]),
    ],
    ['position ["106","11"]', polygon([['106', '11']])],
    [
      'a ring that encloses nothing',
      polygon([
        [106, 11],
        [107, 11],
        [108, 11],
        [106, 11],
      ]),
    ],
  ])('is named with its feature and reason, and counted all the same: %s', (reason, geometry) => {
    const [good, bad] = read([polygon(square(106, 11)), geometry]);
    expect(good).toMatchObject({ undrawn: null });
    expect(bad).toMatchObject({
      code: '2',
      name: 'Huyện 2',
      undrawn: `feature 2: ${reason}`,
      labelPoint: null,
    });
    expect(polygonsOf(bad?.geometry as never)).toEqual([]);
  });

  it('is refused when the coordinates are metres, with what to do', () => {
    const metres = polygon(square(540_000, 1_270_000, 5_000));
    expect(() => read([polygon(square(106, 11)), metres])).toThrow(
      /^areas\.geojson feature 2 \(2 Huyện 2\), geometry: position \[540000, 1270000\] is in metres, as of VN-2000 or UTM, not in degrees; accepted: .*EPSG:4326/,
    );
  });

  it('is refused when lat stands before lon', () => {
    expect(() => read([polygon(square(11, 106))])).toThrow(
      /feature 1 \(1 Huyện 1\), geometry: position \[11, 106\] is lat, lon: the two are swapped; accepted: .*lon first/,
    );
  });
});
