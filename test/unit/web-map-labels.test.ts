import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readAreas } from '../../pack/area-file.ts';
import { isValidOn } from '../../pack/validity.ts';
import { boundsOf, isInside, polygonsOf, type AreaFeature, type Bounds } from '../../web/map/areas.ts';
import { layoutLabels, roomFor, sizesOf, type LabelSize } from '../../web/map/label-layout.ts';
import { listStrip } from '../../web/map/list-strip.ts';
import { frameMap } from '../../web/map/map-frame.ts';
import { insetPicture, mainPicture } from '../../web/map/map-pictures.ts';
import { boxAt, overlap, type Box, type Placed, type Size } from '../../web/map/place-labels.ts';
import { fitProjection } from '../../web/map/projection.ts';

/** The samples, and what their maps show. */
const PACKS = {
  'binh-phuoc': 'district',
  'binh-phuoc, its communes': 'commune',
  'dong-nai': 'commune',
  'long-an': 'district',
  'thanh-hoa': 'district',
  'binh-duong': 'district',
};

function featuresOf(pack: string, level: string): AreaFeature[] {
  const file = `sample/${pack.split(',')[0]}/areas.geojson`;
  return readAreas(file, readFileSync(file, 'utf8'))
    .filter((area) => area.level === level && isValidOn(area, '2026-01-01'))
    .map(({ code, name, labelPoint, geometry }) => ({
      type: 'Feature',
      properties: { code, name, labelLon: labelPoint?.[0] ?? 0, labelLat: labelPoint?.[1] ?? 0 },
      geometry,
    }));
}

interface Screen {
  width: number;
  height: number;
  /** Height of the letters, px. */
  letter: number;
  optional: boolean;
}

const screens = fc.record({
  width: fc.integer({ min: 180, max: 2_600 }),
  height: fc.integer({ min: 160, max: 2_000 }),
  letter: fc.integer({ min: 10, max: 90 }),
  optional: fc.boolean(),
});

function layoutOn(features: readonly AreaFeature[], { width, height, letter, optional }: Screen) {
  const frame = frameMap(boundsOf([...features]), features, undefined, width, height);
  const project = fitProjection(boundsOf([...features]), width, height, frame.padding);
  const badge = { width: 1.5 * letter, height: 1.4 * letter, line: 0 };
  const labels = features.map(({ properties: { code, name } }): [string, LabelSize] => [
    code,
    { width: Math.max(4, name.length) * letter * 0.55, height: 2.4 * letter, line: name.length * letter },
  ]);
  const sizes = sizesOf(new Map([...labels, ['badge', badge]]));
  const named = features.map(({ properties: { code, labelLon = 0, labelLat = 0 } }) => {
    return { code, lon: labelLon, lat: labelLat, isOptional: optional };
  });
  const picture = mainPicture(features, { width, height }, frame, project, false);
  return { ...layoutLabels(named, picture, sizes), sizes, project };
}

/** What is drawn for each area, its label or its number, and the list. */
function boxesOf({ placed, list, sizes: { byCode, badge } }: ReturnType<typeof layoutOn>) {
  const labels = [...placed].flatMap(([code, at]): { code: string; box: Box; hasLine: boolean }[] => {
    if (at.how === 'unnamed' || at.at === null) return [];
    const size = at.how === 'listed' ? badge : (byCode.get(code) as Size);
    return [{ code, box: boxAt(at.at, size), hasLine: at.how !== 'inside' && at.line !== null }];
  });
  return list ? [...labels, { code: 'the list', box: list, hasLine: true }] : labels;
}

/** Whether a box and an area have a point in common, from their borders alone. */
function touches(box: Box, outlines: readonly (readonly (readonly [number, number])[])[]): boolean {
  const { x, y, width, height } = box;
  const corners = [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ] as const;
  const inside =
    outlines.filter((outline) => isInside(outline, x + width / 2, y + height / 2)).length % 2 === 1;
  return (
    inside ||
    outlines.some((outline) => outline.some((point, i) => i > 0 && enters(outline[i - 1] as never, point)))
  );

  function enters(a: readonly [number, number], b: readonly [number, number]): boolean {
    if (a[0] > x && a[0] < x + width && a[1] > y && a[1] < y + height) return true;
    return corners.some((corner, i) => {
      const next = corners[(i + 1) % 4] as readonly [number, number];
      const side = (p: typeof a, q: typeof a, r: typeof a) =>
        (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]);
      return side(a, b, corner) * side(a, b, next) < 0 && side(corner, next, a) * side(corner, next, b) < 0;
    });
  }
}

describe.each(Object.entries(PACKS))('labels of %s', (pack, level) => {
  const features = featuresOf(pack, level);

  it('never cover one another, stand on no other area, and leave no area unsaid, on screens of any size', () => {
    fc.assert(
      fc.property(screens, (screen) => {
        const laid = layoutOn(features, screen);
        const { placed, project } = laid;
        const boxes = boxesOf(laid);
        const outlines = features.map(({ geometry }) =>
          polygonsOf(geometry)
            .flat()
            .map((ring) => ring.map(([lon, lat]) => project(lon, lat))),
        );
        const faults = boxes.flatMap(({ box, code, hasLine }, i) => {
          const isOut =
            box.x < 0 || box.y < 0 || box.x + box.width > screen.width || box.y + box.height > screen.height;
          const covered = boxes.slice(i + 1).filter((other) => overlap(box, other.box));
          const stoodOn = features.filter(
            ({ properties }, at) =>
              (hasLine || properties.code !== code) &&
              touches(box, outlines[at] as (typeof outlines)[number]),
          );
          return [
            ...(isOut ? [`${code} reaches out`] : []),
            ...covered.map((other) => `${code} covers ${other.code}`),
            ...stoodOn.map(({ properties }) => `${code} stands on ${properties.code}`),
          ];
        });
        expect(faults).toEqual([]);
        expect([...placed.keys()].sort()).toEqual(features.map(({ properties }) => properties.code).sort());
        const numbers = [...placed.values()].flatMap((at) => (at.how === 'listed' ? [at.number] : []));
        expect(numbers.sort((a, b) => a - b)).toEqual(numbers.map((_, i) => i + 1));
        if (screen.optional) expect(numbers).toEqual([]);
        else expect([...placed.values()].some(({ how }) => how === 'unnamed')).toBe(false);
      }),
      { numRuns: features.length > 20 ? 8 : 30 },
    );
  });
});

const square = (code: string, west: number, south: number, size: number): AreaFeature => ({
  type: 'Feature',
  properties: { code, name: code, labelLon: west + size / 2, labelLat: south + size / 2 },
  geometry: {
    type: 'Polygon',
    coordinates: [
      [
        [west, south],
        [west + size, south],
        [west + size, south + size],
        [west, south + size],
        [west, south],
      ],
    ],
  },
});

describe('a label', () => {
  const large = square('large', 106, 11, 1);
  const small = square('small', 107, 11.4, 0.2);
  const on = (letter: number, features: AreaFeature[] = [large, small]) =>
    layoutOn(features, { width: 900, height: 600, letter, optional: false }).placed;

  it('stands over its own area where it has room', () => {
    expect(on(14).get('large')).toMatchObject({ how: 'inside' });
  });

  it('stands on free ground with a line to its area where it has none there', () => {
    const placed = on(80).get('small') as Placed & { how: 'led' };
    expect(placed.how).toBe('led');
  });

  it('is a number and a line of the list where there is no free ground either', () => {
    const grid = Array.from({ length: 25 }, (_, i) =>
      square(`area-${i}`, 106 + (i % 5), 10 + Math.floor(i / 5), 1),
    );
    const placed = on(40, grid);
    expect([...placed.values()].filter(({ how }) => how === 'listed').length).toBeGreaterThan(10);
    expect([...placed.values()].every((at) => at.how !== 'listed' || at.at !== null)).toBe(true);
  });

  it('of an island in the inset stands beside its reefs', () => {
    const reefs: AreaFeature = {
      ...square('reefs', 112, 9, 0.01),
      geometry: {
        type: 'MultiPolygon',
        coordinates: [
          [112, 9],
          [113, 10],
        ].map(([lon, lat]) => polygonsOf(square('', lon as number, lat as number, 0.01).geometry)[0] ?? []),
      },
    };
    const inset = insetPicture([reefs], { left: 0, top: 0, width: 200, height: 160 });
    const sizes = sizesOf(new Map([['reefs', { width: 90, height: 34, line: 120 }]]));
    const named = [{ code: 'reefs', lon: 112.005, lat: 9.005, isOptional: false }];
    expect(layoutLabels(named, inset, sizes).placed.get('reefs')).toMatchObject({ how: 'led' });
  });
});

describe('the list beside the map', () => {
  const entry = { width: 220, height: 28 };
  const of = (listed: number) => () => ({ listed, list: null });
  const bounds: Bounds = [106, 11, 107, 12];

  it('has no strip while every label has room, or the list itself has room on the map', () => {
    expect(listStrip(entry, bounds, { width: 900, height: 500 }, of(0))).toBeUndefined();
    const list = { x: 0, y: 0, width: 220, height: 56 };
    expect(
      listStrip(entry, bounds, { width: 900, height: 500 }, () => ({ listed: 2, list })),
    ).toBeUndefined();
  });

  it('stands where the map stays larger', () => {
    expect(listStrip(entry, bounds, { width: 900, height: 500 }, of(4))).toMatchObject({ side: 'right' });
    expect(listStrip(entry, bounds, { width: 500, height: 900 }, of(4))).toMatchObject({ side: 'bottom' });
  });

  it('has room for the labels that find none on the smaller map', () => {
    const room = { width: 500, height: 900 };
    const strip = listStrip(entry, bounds, room, ({ height }) => of(height < 900 ? 6 : 2)());
    expect(strip?.lines).toBeGreaterThanOrEqual(6);
  });

  it('leaves the map more than half of the room', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 100, max: 3_000 }), (count, width) => {
        const strip = listStrip(entry, bounds, { width, height: 500 }, of(count));
        expect(strip?.thickness).toBeLessThanOrEqual(0.45 * (strip?.side === 'right' ? width : 500));
        expect(strip?.lines).toBeGreaterThan(0);
      }),
    );
  });
});

describe('the room of a label', () => {
  const size = (width: number, height = 40): LabelSize => ({ width, height, line: width + 30 });

  it('stays as it is while the figure becomes a digit shorter or longer again', () => {
    const before = size(100);
    expect(roomFor(size(90), before)).toBe(before);
    expect(roomFor(size(100), before)).toBe(before);
  });

  it('grows with its text, and follows another size of text or a much shorter one', () => {
    expect(roomFor(size(110), size(100))).toEqual(size(110));
    expect(roomFor(size(90, 30), size(100))).toEqual(size(90, 30));
    expect(roomFor(size(50), size(100))).toEqual(size(50));
    expect(roomFor(size(50), undefined)).toEqual(size(50));
  });
});
