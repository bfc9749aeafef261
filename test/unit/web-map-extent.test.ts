import { describe, expect, it } from 'vitest';
import type { AreaFeature, Bounds } from '../../web/map/areas.ts';
import { mapExtent } from '../../web/map/map-extent.ts';
import { frameMap } from '../../web/map/map-frame.ts';
import { fitProjection, fitScale, svgPath } from '../../web/map/projection.ts';
import { square } from '../support/island-pack.ts';

const area = (code: string, ...parts: [at: [number, number], size: number][]): AreaFeature => ({
  type: 'Feature',
  properties: { code, name: `Huyện ${code}` },
  geometry: { type: 'MultiPolygon', coordinates: parts.map(([at, size]) => [square(at, size)]) },
});
/** Nine districts on the coast, a degree in all. */
const MAINLAND = Array.from({ length: 9 }, (_, i) =>
  area(`${i}`, [[109 + (i % 3) / 3, 12 + Math.floor(i / 3) / 3], 1 / 3]),
);
const REEFS = area('reefs', [[112, 9], 0.02], [[114, 10], 0.02], [[113, 8], 0.02]);
const codesOf = (features: readonly AreaFeature[]) => features.map(({ properties: { code } }) => code);
const round = (bounds: Bounds) => bounds.map((degrees) => Math.round(degrees * 100) / 100);

describe('the view of the map', () => {
  it('is the whole province where nothing is far', () => {
    const nearIsland = area('near', [[110.2, 12.3], 0.1]);
    const { main, islands, farCodes } = mapExtent([...MAINLAND, nearIsland]);
    expect(round(main)).toEqual([109, 12, 110.3, 13]);
    expect(islands).toEqual([]);
    expect(farCodes.size).toBe(0);
  });

  it('leaves far reefs to the inset', () => {
    const { main, islands, farCodes } = mapExtent([REEFS, ...MAINLAND]);
    expect(round(main)).toEqual([109, 12, 110, 13]);
    expect(codesOf(islands)).toEqual(['reefs']);
    expect(farCodes).toEqual(new Set(['reefs']));
  });

  it('is where the most areas are, also when the islands are drawn with the sea around them', () => {
    const sea = area('sea', [[111.5, 7], 5]);
    const { main, farCodes } = mapExtent([sea, ...MAINLAND]);
    expect(round(main)).toEqual([109, 12, 110, 13]);
    expect(farCodes).toEqual(new Set(['sea']));
  });

  it('names an area on the mainland that has a far rock, and draws the rock in the inset', () => {
    const both = area('both', [[109, 13], 0.3], [[113, 11], 0.02]);
    const { islands, farCodes } = mapExtent([...MAINLAND, both]);
    expect(codesOf(islands)).toEqual(['both']);
    expect(islands[0]?.geometry.coordinates).toHaveLength(1);
    expect(farCodes.size).toBe(0);
  });

  it('is what the pack says, with all that lies outside in the inset', () => {
    const given: Bounds = [109, 12, 109.5, 12.5];
    const { main, islands } = mapExtent([...MAINLAND, REEFS], given);
    expect(main).toEqual(given);
    expect(codesOf(islands)).toEqual(['2', '5', '6', '7', '8', 'reefs']);
  });

  it('of a province that is one island, or nothing, is that', () => {
    expect(mapExtent([REEFS]).islands.length).toBeLessThanOrEqual(1);
    expect(mapExtent([])).toMatchObject({ islands: [], farCodes: new Set() });
  });
});

describe('the frame of the map', () => {
  const tall: Bounds = [109, 11.8, 109.5, 12.9];
  const wide: Bounds = [108, 12, 110, 12.5];
  const far: Bounds = [112, 8, 114, 10];
  /** All of the picture. */
  const land = ([west, south, east, north]: Bounds): AreaFeature => ({
    ...area('land'),
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [west, south],
          [east, south],
          [east, north],
          [west, north],
          [west, south],
        ],
      ],
    },
  });

  it.each([
    ['a tall province', tall, 'right'],
    ['a wide one', wide, 'bottom'],
  ] as const)('gives the inset a strip of its own: of %s at the %3$s', (_name, main, side) => {
    const { padding, inset } = frameMap(main, [land(main)], far, 600, 500);
    const project = fitProjection(main, 600, 500, padding);
    const [x] = project(main[2], main[1]);
    const [, y] = project(main[2], main[1]);
    expect(inset && (side === 'right' ? x <= inset.left : y <= inset.top)).toBe(true);
    expect(inset && inset.left + inset.width).toBeLessThan(600);
  });

  it('leaves the mainland most of the map', () => {
    const { padding } = frameMap(tall, [land(tall)], far, 600, 500);
    const plain = frameMap(tall, [land(tall)], undefined, 600, 500);
    expect(plain.inset).toBeUndefined();
    expect(fitScale(tall, 600, 500, padding)).toBeGreaterThan(0.9 * fitScale(tall, 600, 500, plain.padding));
  });

  it('gives the inset a corner where no area lies, and then the map keeps its size', () => {
    const triangle: AreaFeature = {
      ...area('triangle'),
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [108, 12],
            [110, 14],
            [108, 14],
            [108, 12],
          ],
        ],
      },
    };
    const main: Bounds = [108, 12, 110, 14];
    const { padding, inset } = frameMap(main, [triangle], far, 600, 600);
    expect(padding).toEqual(frameMap(main, [triangle], undefined, 600, 600).padding);
    expect(inset && [inset.left + inset.width, inset.top + inset.height]).toEqual([588, 588]);
  });

  it('shows a reef as a dot', () => {
    const project = fitProjection([112, 8, 114, 10], 150, 150, { top: 9, right: 9, bottom: 9, left: 9 });
    expect(svgPath(REEFS.geometry, project, 9).match(/a4\.5 4\.5/g)).toHaveLength(6);
    expect(svgPath(REEFS.geometry, project)).not.toContain('a');
  });
});
