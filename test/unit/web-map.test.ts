import { describe, expect, it } from 'vitest';
import { boundsOf, isInside, labelPlace, type AreaFeature } from '../../web/map/areas.ts';
import { namedAreas } from '../../web/map/named-areas.ts';
import { placeFitting, placeLabels } from '../../web/map/place-labels.ts';
import { fitProjection, svgPath } from '../../web/map/projection.ts';
import { MAP_THEMES, rateClass } from '../../web/map/rate-classes.ts';
import { emptyCounts } from '../support/dossier-facts.ts';

const counts = (late: number, total: number) => ({
  ...emptyCounts(),
  inProgress: { total, withinDue: total - late, dueSoon: 0, late },
});

describe('rate classes', () => {
  it.each([
    [0, 0],
    [19, 0],
    [20, 1],
    [70, 2],
    [100, 3],
    [199, 3],
    [200, 4],
    [1_000, 4],
  ])('puts %i late of 1,000 in class %i', (late, expected) => {
    expect(rateClass(counts(late, 1_000))).toBe(expected);
  });

  it('tells nothing in progress from no figures', () => {
    expect(rateClass(counts(0, 0))).toBe(0);
    expect(rateClass(undefined)).toBeUndefined();
  });

  it('orders the colours by lightness in both themes', () => {
    for (const { fills } of Object.values(MAP_THEMES)) {
      const light = fills.map(luminance);
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

describe('placeLabels', () => {
  const box = { x: 50, y: 50, width: 40, height: 20 };

  it('keeps a label that is alone where it wants to be', () => {
    expect(placeLabels([box], 200, 200, 4)).toEqual([{ x: 50, y: 50 }]);
  });

  it('moves labels apart and keeps them inside', () => {
    const [a, b] = placeLabels([box, { ...box, y: 52 }], 200, 200, 4) as [
      { x: number; y: number },
      { x: number; y: number },
    ];
    expect(a).toEqual({ x: 50, y: 50 });
    expect(Math.abs(a.x - b.x) >= 40 || Math.abs(a.y - b.y) >= 20).toBe(true);
    expect(placeLabels([{ ...box, x: 0, y: 0 }], 200, 200, 4)).toEqual([{ x: 22, y: 12 }]);
  });

  it('would rather stay in its own area than in a neighbour', () => {
    const south = { ...box, isHome: (_x: number, y: number) => y >= 50 };
    const [, placed] = placeLabels([box, south], 200, 200, 4);
    expect(placed?.y).toBeGreaterThanOrEqual(50);
  });
});

describe('the names on the map', () => {
  const areas = (count: number) => Array.from({ length: count }, (_, i) => ({ code: `${i}` }));
  const classOf = (i: number) => rateClass(counts(i, 100));

  it('are all there while there is room', () => {
    expect(namedAreas(areas(30), new Map(), () => 0)).toHaveLength(30);
  });

  it('are those of the worst areas, when there are many', () => {
    const many = areas(111);
    const classes = new Map(many.map(({ code }, i) => [code, i % 2 === 0 ? classOf(i) : undefined] as const));
    const named = namedAreas(many, classes, Number);
    expect(named).toHaveLength(30);
    expect(named.map(({ code }) => Number(code))).toEqual(Array.from({ length: 30 }, (_, i) => 110 - 2 * i));
    expect(namedAreas(many, new Map(), () => 0)).toEqual([]);
  });
});

describe('labels of many small areas', () => {
  it('stand over their own place and touch no earlier one, or do not stand at all', () => {
    const box = (x: number, y: number) => ({ x, y, width: 60, height: 30 });
    const placed = placeFitting([box(100, 100), box(105, 100), box(300, 100)], 400, 200, 6);
    expect(placed).toEqual([{ x: 100, y: 100 }, undefined, { x: 300, y: 100 }]);
  });
});
