import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GRID, TILE_TYPES, type Wall, type WallTile } from '../../contract/wall.ts';
import { HEADER, MARGIN, planWall } from '../../web/wall/layout/plan-pages.ts';
import { TILE_SIZES } from '../../web/wall/layout/tile-sizes.ts';
import { rowPage } from '../../web/figures/row-pages.ts';
import { minTextPx } from '../../web/wall/screen-unit.ts';

const NAME = { vi: 'Tên', en: 'Name' };

function tile(type: string, column: number, row: number, width: number, height: number): WallTile {
  return { type, column, row, width, height, title: null, kind: 'dossier' } as unknown as WallTile;
}

function wallOf(...pages: WallTile[][]): Wall {
  return {
    wall: 'tinh',
    name: NAME,
    scope: 'province',
    pages: pages.map((tiles) => ({ name: NAME, seconds: 20, tiles })),
  };
}

const OVERVIEW = [
  tile('figure', 0, 0, 5, 3),
  tile('figure', 5, 0, 5, 3),
  tile('map', 10, 0, 8, 9),
  tile('alerts', 18, 0, 6, 3),
  tile('form', 0, 3, 10, 9),
  tile('units', 18, 3, 6, 6),
  tile('trend', 10, 9, 8, 3),
  tile('newestLate', 18, 9, 6, 3),
];
const SECOND = [
  tile('trend', 0, 0, 12, 6),
  tile('channels', 12, 0, 6, 6),
  tile('sources', 18, 0, 6, 6),
  tile('map', 0, 6, 8, 6),
  tile('indicators', 8, 6, 8, 6),
  tile('kinds', 16, 6, 8, 6),
];
const USUAL = wallOf(OVERVIEW, SECOND);
const typesOf = (plan: ReturnType<typeof planWall>) =>
  plan.pages.map(({ tiles }) => tiles.map((placed) => placed.tile.type));

const arbitraryTile = fc
  .constantFrom(...TILE_TYPES)
  .chain((type) =>
    fc
      .tuple(
        fc.integer({ min: 1, max: GRID.columns }),
        fc.integer({ min: 1, max: GRID.rows }),
        fc.integer({ min: 0, max: GRID.columns - 1 }),
        fc.integer({ min: 0, max: GRID.rows - 1 }),
      )
      .map(([width, height, column, row]) => tile(type, column, row, width, height)),
  );
/** One row of tiles: they overlap nowhere. */
const arbitraryWall = fc
  .array(fc.array(arbitraryTile, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 3 })
  .map((pages) =>
    wallOf(
      ...pages.map((tiles) => {
        const width = Math.floor(GRID.columns / tiles.length);
        return tiles.map((one, i) => ({ ...one, column: i * width, width, row: 0, height: GRID.rows }));
      }),
    ),
  );
const arbitraryScreen = fc.record({
  width: fc.integer({ min: 800, max: 7_680 }),
  height: fc.integer({ min: 600, max: 4_320 }),
  diagonalInch: fc.double({ min: 24, max: 200, noNaN: true }),
  distanceM: fc.double({ min: 0.5, max: 10, noNaN: true }),
});

describe('a wall on a screen', () => {
  it('stands as it is told where that can be read', () => {
    const plan = planWall(USUAL, 1920, 1080, { diagonalInch: 55, distanceM: 3 });
    expect(typesOf(plan)).toEqual([OVERVIEW, SECOND].map((tiles) => tiles.map(({ type }) => type)));
    expect(plan.panes).toBe(1);
    expect(plan.textShare).toBeCloseTo(1, 1);
    const [first] = plan.pages[0]?.tiles ?? [];
    expect(first?.rect).toMatchObject({ x: 0, y: 0 });
  });

  it('has the same text on Full HD and 4K', () => {
    const screen = { diagonalInch: 55, distanceM: 3 };
    const hd = planWall(USUAL, 1920, 1080, screen);
    expect(planWall(USUAL, 3840, 2160, screen).unitPx).toBeCloseTo(2 * hd.unitPx);
  });

  it('shows on further pages what finds no room before far seats', () => {
    const plan = planWall(USUAL, 1920, 1080, { diagonalInch: 86, distanceM: 8 });
    expect(plan.textShare).toBe(1);
    expect(plan.pages.length).toBeGreaterThan(2);
    expect(typesOf(plan).flat()).toHaveLength(OVERVIEW.length + SECOND.length);
  });

  it('shows pages beside each other on a wide row of screens', () => {
    const plan = planWall(USUAL, 5760, 1080, { diagonalInch: 157, distanceM: 3 });
    expect(plan.panes).toBe(2);
  });

  it('says by how much the text is too small where nothing larger fits', () => {
    const plan = planWall(USUAL, 1920, 1080, { diagonalInch: 24, distanceM: 10 });
    expect(plan.textShare).toBeLessThan(0.5);
    expect(plan.pages.length).toBeGreaterThan(0);
  });

  it('keeps each tile once, whole, inside its page, apart from the others and large enough to be read', () => {
    fc.assert(
      fc.property(arbitraryWall, arbitraryScreen, (wall, { width, height, ...screen }) => {
        const plan = planWall(wall, width, height, screen);
        const ids = plan.pages.flatMap(({ tiles }) => tiles.map(({ id }) => id));
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids).toHaveLength(wall.pages.flatMap(({ tiles }) => tiles).length);
        expect(plan.unitPx / minTextPx(screen, width, height)).toBeCloseTo(plan.textShare);
        const room = {
          width: (width - MARGIN.x * plan.unitPx) / plan.panes,
          height: height - (HEADER + MARGIN.y) * plan.unitPx,
        };
        for (const { tiles } of plan.pages) {
          for (const { rect, tile } of tiles) {
            const least = TILE_SIZES[tile.type];
            expect(rect.width).toBeGreaterThanOrEqual(least.width * plan.unitPx - 0.5);
            expect(rect.height).toBeGreaterThanOrEqual(least.height * plan.unitPx - 0.5);
            expect(Math.min(rect.x, rect.y)).toBeGreaterThanOrEqual(0);
            expect(rect.x + rect.width).toBeLessThanOrEqual(room.width + 1);
            expect(rect.y + rect.height).toBeLessThanOrEqual(room.height + 1);
          }
          for (const [i, one] of tiles.entries())
            for (const other of tiles.slice(i + 1)) {
              const [a, b] = [one.rect, other.rect];
              const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
              const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
              expect(Math.min(across, down)).toBeLessThan(0.5);
            }
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('rows in turn', () => {
  it('show each row, on pages about equally long', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 40 }), (rows, room) => {
        const { pages } = rowPage(rows, room, 0);
        const shown = Array.from({ length: pages }, (_, i) => rowPage(rows, room, i * 10_000));
        expect(
          shown.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i)),
        ).toEqual(Array.from({ length: rows }, (_, i) => i));
        for (const { from, to } of shown) expect(to - from).toBeLessThanOrEqual(room);
      }),
    );
    expect(rowPage(43, 12, 0)).toEqual({ from: 0, to: 11, page: 1, pages: 4 });
  });
});
