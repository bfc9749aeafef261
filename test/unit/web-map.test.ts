import { describe, expect, it } from 'vitest';
import { boundsOf, isInside, labelPlace, servedCodes, type AreaFeature } from '../../web/map/areas.ts';
import { namedAreas } from '../../web/map/named-areas.ts';
import { mapStyle } from '../../web/map/map-style.ts';
import { fitProjection, svgPath } from '../../web/map/projection.ts';
import { MAP_THEMES, type Shade } from '../../web/map/map-theme.ts';

describe('the colours of the map', () => {
  it('are ordered by lightness in both themes', () => {
    for (const row of Object.values(MAP_THEMES).flatMap(({ fills, greys }) => [fills, greys])) {
      const light = row.map(luminance);
      const sorted = [...light].sort((a, b) => a - b);
      expect([sorted, [...sorted].reverse()]).toContainEqual(light);
    }
  });
});

/** Relative luminance, WCAG 2. */
function luminance(hex: string): number {
  const value = Number.parseInt(hex.slice(1), 16);
  const [r, g, b] = [16, 8, 0].map((shift) => {
    const channel = ((value >> shift) & 255) / 255;
    return channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const square = (west: number, south: number, size: number): [number, number][] => [
  [west, south],
  [west + size, south],
  [west + size, south + size],
  [west, south + size],
  [west, south],
];
const feature: AreaFeature = {
  type: 'Feature',
  properties: { code: '1', name: 'Huyện Một' },
  geometry: { type: 'MultiPolygon', coordinates: [[square(106, 11, 1)], [square(107.5, 11, 0.1)]] },
};

describe('areas', () => {
  it('stand in their bounds and are named in their largest part', () => {
    expect(boundsOf([feature])).toEqual([106, 11, 107.6, 12]);
    expect(labelPlace(feature).point[0]).toBeCloseTo(106.5);
    expect(
      labelPlace({ ...feature, properties: { ...feature.properties, labelLon: 1, labelLat: 2 } }).point,
    ).toEqual([1, 2]);
  });

  it('of a part of the province that no unit serves have an outline alone', () => {
    const other = { ...feature, properties: { code: '2', name: 'Xã Hai' } };
    const part = { type: 'FeatureCollection' as const, features: [feature, other], unitAreas: { U: '2' } };
    expect(servedCodes(part)).toEqual(['2']);
    expect(servedCodes({ ...part, unitAreas: undefined })).toEqual(['1', '2']);
    const hatched = mapStyle(part, MAP_THEMES.dark, undefined).layers.find(({ id }) => id === 'no-data');
    expect(hatched).toMatchObject({ filter: ['in', ['get', 'code'], ['literal', ['2']]] });
  });

  it('know what lies inside', () => {
    expect(isInside(square(0, 0, 2), 1, 1)).toBe(true);
    expect(isInside(square(0, 0, 2), 3, 1)).toBe(false);
  });

  it('are drawn inside the box, north up', () => {
    const project = fitProjection([106, 11, 107, 12], 400, 300, { top: 10, right: 10, bottom: 10, left: 10 });
    const [westX, northY] = project(106, 12);
    const [eastX, southY] = project(107, 11);
    expect(northY).toBeCloseTo(10);
    expect(southY).toBeCloseTo(290);
    expect(westX).toBeGreaterThan(10);
    expect(eastX - 200).toBeCloseTo(200 - westX);
    expect(svgPath(feature.geometry, project).match(/M/g)).toHaveLength(2);
  });
});

describe('the names on the map', () => {
  const areas = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ code: `${i}`, size: count - i }));
  const shadeOf = (i: number): Shade => (i < 100 ? 3 : 4);
  const due = (named: { code: string; isOptional: boolean }[]) =>
    named.filter(({ isOptional }) => !isOptional).map(({ code }) => Number(code));

  it('are all there while there is room, the smallest area choosing first', () => {
    expect(due(namedAreas(areas(30), new Map()))).toEqual(Array.from({ length: 30 }, (_, i) => 29 - i));
  });

  it('are those of the worst areas, when there are many, and others where there is room', () => {
    const many = areas(111);
    const shades = new Map(many.map(({ code }, i) => [code, i % 2 === 0 ? shadeOf(i) : 7] as const));
    const named = namedAreas(many, shades);
    expect(named).toHaveLength(111);
    expect(due(named)).toHaveLength(30);
    expect(due(named).slice(0, 7)).toEqual([110, 108, 106, 104, 102, 100, 98]);
    expect(due(named).every((code) => code % 2 === 0)).toBe(true);
    expect(due(namedAreas(many, new Map()))).toEqual([]);
  });
});
