import fc from 'fast-check';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  GRID,
  MOST_OF_WALLS,
  OVERLAYS,
  TILE_TYPES,
  WALL_FIGURES,
  type Wall,
  type WallTile,
} from '../../contract/wall.ts';
import { wallsText } from '../../contract/wall-text.ts';
import { loadProvincePack } from '../../pack/load-pack.ts';
import { loadPackWalls } from '../../pack/load-walls.ts';
import { usualWall } from '../../pack/usual-wall.ts';
import { readWalls } from '../../pack/wall-file.ts';

const SAMPLES = ['binh-phuoc', 'dong-nai', 'long-an', 'thanh-hoa', 'binh-duong'];
const pack = await loadProvincePack('sample/binh-phuoc');

type Members = Record<string, unknown>;
const TILE: Members = { type: 'clock', at: [0, 0], size: [1, 1] };
const PAGE: Members = { name: { vi: 'Trang' }, tiles: [TILE] };
const WALL: Members = { wall: 'mine', name: { vi: 'Của tôi' }, scope: 'province', pages: [PAGE] };

const read = (value: unknown) => readWalls('walls.json', JSON.stringify(value, null, 1), pack);
const readWall = (members: Members) => read({ walls: [{ ...WALL, ...members }] })[0] as Wall;
const readPage = (members: Members) => readWall({ pages: [{ ...PAGE, ...members }] }).pages[0];
const readTile = (members: Members, scope = 'province') => {
  const tile = { ...TILE, ...members };
  return readWall({ scope, pages: [{ ...PAGE, tiles: [tile] }] }).pages[0]?.tiles[0] as WallTile;
};

describe('walls.json', () => {
  it('of the sample has the walls of the province and of its three towns', () => {
    expect(pack.walls.map(({ wall, scope }) => [wall, scope])).toEqual([
      ['binh-phuoc', 'province'],
      ['dong-xoai', 'area:689'],
      ['phuoc-long', 'area:688'],
      ['binh-long', 'area:690'],
    ]);
  });

  it('may be absent, and may hold no wall', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'walls-'));
    expect(await loadPackWalls(dir, pack)).toEqual([]);
    await writeFile(join(dir, 'walls.json'), '\uFEFF{"walls": []}\r\n');
    expect(await loadPackWalls(dir, pack)).toEqual([]);
    await rm(dir, { recursive: true });
  });

  it('takes for granted what a wall, a page and a tile leave out', () => {
    const placed = { column: 0, row: 0, width: 1, height: 1, title: null };
    expect(readTile({ type: 'figure', figure: 'late' })).toEqual({
      ...placed,
      ...{ type: 'figure', kind: 'dossier', figure: 'late', period: 'day', target: null },
    });
    expect(readTile({ type: 'map' })).toEqual({
      ...placed,
      type: 'map',
      overlays: [{ overlay: 'lateRate', kind: 'dossier', bounds: null }],
      bubbles: false,
    });
    for (const type of ['units', 'newestLate', 'trend', 'channels', 'form'])
      expect(readTile({ type })).toEqual({ ...placed, type, kind: 'dossier' });
    expect(readTile({ type: 'notice', text: { vi: 'Chào' } })).toEqual({
      ...placed,
      type: 'notice',
      text: { vi: 'Chào', en: 'Chào' },
    });
    expect(readPage({})).toMatchObject({ name: { vi: 'Trang', en: 'Trang' }, seconds: 20 });
  });

  it('gives a page the seconds of its wall where it has none of its own', () => {
    const { pages } = readWall({ seconds: 60, pages: [PAGE, { ...PAGE, seconds: 5 }] });
    expect(pages.map(({ seconds }) => seconds)).toEqual([60, 5]);
  });

  it('takes codes in any spelling and says them as the pack does', () => {
    expect(readWall({ scope: 'unit:h10.2.03' }).scope).toBe('unit:H10.2.03');
    expect(readTile({ type: 'indicators', indicators: ['RESOLVEDINTIMESHARE'] })).toMatchObject({
      indicators: ['resolvedInTimeShare'],
    });
  });

  it('takes an overlay by its name, or with kind and classes', () => {
    const open = { show: 'open', kind: 'feedback', bounds: [0, 10, 50] };
    expect(readTile({ type: 'map', overlays: ['lateRate', open] })).toMatchObject({
      overlays: [
        { overlay: 'lateRate', kind: 'dossier', bounds: null },
        { overlay: 'open', kind: 'feedback', bounds: [0, 10, 50] },
      ],
    });
  });

  const map = (...overlays: unknown[]) => ({ ...TILE, type: 'map', overlays });
  const tiles = (...some: Members[]) => ({ walls: [{ ...WALL, pages: [{ ...PAGE, tiles: some }] }] });
  const figure = (members: Members) => tiles({ ...TILE, type: 'figure', figure: 'late', ...members });
  const wall = (members: Members) => ({ walls: [{ ...WALL, ...members }] });
  const many = (count: number, item: unknown) => Array.from({ length: count }, () => item);
  const TILE_3 = 'wall 1, page 1, tile 1';
  it.each<[string, unknown, RegExp]>([
    ['an unknown member', { walls: [], wals: 1 }, /line 3, wals: unknown; accepted: an object of walls/],
    [
      'an unknown scope',
      wall({ scope: 'areas:689' }),
      /line 8, wall 1, scope: "areas:689"; accepted: province, area:CODE/,
    ],
    [
      'an unknown area',
      wall({ scope: 'area:1' }),
      /wall 1, scope: "area:1"; accepted: province, area:CODE or unit:CODE/,
    ],
    ['an unknown unit', wall({ scope: 'unit:1' }), /wall 1, scope: "unit:1"/],
    [
      'a doubled wall',
      { walls: [WALL, WALL] },
      /wall 2, wall: "mine" stands already in line 4; accepted: each once/,
    ],
    [
      'a code that is none',
      wall({ wall: 'của tôi' }),
      /wall 1, wall: "của tôi"; accepted: a letter or digit/,
    ],
    [
      'the usual name of the wall of the province for another',
      wall({ wall: 'province', scope: 'area:689' }),
      /wall 1, wall: "province"; accepted: "province" for a wall of the province alone/,
    ],
    ['a wall without pages', wall({ pages: [] }), /wall 1, pages: \[\]; accepted: a list of 1 to 20/],
    [
      'a page without tiles',
      wall({ pages: [{ ...PAGE, tiles: [] }] }),
      /wall 1, page 1, tiles: \[\]; accepted: a list of 1 to 30/,
    ],
    ['seconds below', wall({ seconds: 4 }), /wall 1, seconds: 4; accepted: a whole number from 5 to 3600/],
    [
      'seconds above',
      wall({ pages: [{ ...PAGE, seconds: 3_601 }] }),
      /wall 1, page 1, seconds: 3601; accepted/,
    ],
    ['too many walls', { walls: many(51, WALL) }, /walls: .*; accepted: a list of 0 to 50/],
    ['too many pages', wall({ pages: many(21, PAGE) }), /wall 1, pages: .*; accepted: a list of 1 to 20/],
    [
      'too many tiles',
      tiles(...(many(31, TILE) as Members[])),
      /wall 1, page 1, tiles: .*; accepted: a list of 1 to 30/,
    ],
    [
      'too many overlays',
      tiles(map(...many(13, 'open'))),
      /tile 1, overlays: .*; accepted: a list of 1 to 12/,
    ],
    [
      'an unknown type',
      tiles({ ...TILE, type: 'gauge' }),
      /line 16, wall 1, page 1, tile 1, type: "gauge"; accepted: figure, form, map/,
    ],
    [
      'no tile',
      tiles('clock' as unknown as Members),
      new RegExp(`${TILE_3}: "clock"; accepted: a tile: an object`),
    ],
    [
      'a member of another type',
      tiles({ ...TILE, figure: 'late' }),
      /tile 1, figure: unknown; accepted: an object of type, at/,
    ],
    [
      'a tile without a place',
      tiles({ ...TILE, at: undefined }),
      /tile 1, at: missing; accepted: \[column, row\]/,
    ],
    [
      'a tile beside the grid',
      tiles({ ...TILE, at: [24, 0] }),
      /tile 1, at\.0: 24; accepted: a whole number from 0 to 23/,
    ],
    [
      'a tile that is none',
      tiles({ ...TILE, size: [1, 0] }),
      /tile 1, size\.1: 0; accepted: a whole number from 1 to 12/,
    ],
    [
      'a tile that leaves the grid',
      tiles({ ...TILE, at: [20, 0], size: [5, 1] }),
      /tile 1, size: \[5, 1\] at \[20, 0\]; accepted: within 24 columns and 12 rows/,
    ],
    [
      'tiles that overlap',
      tiles(
        { ...TILE, size: [4, 4] },
        { ...TILE, at: [4, 0], size: [2, 2] },
        { ...TILE, at: [3, 3], size: [4, 4] },
      ),
      /tile 3, at: lies over tile 1 of its page; accepted: cells that no other tile has/,
    ],
    [
      'an unknown figure',
      figure({ figure: 'lateness' }),
      /tile 1, figure: "lateness"; accepted: late, dueSoon/,
    ],
    [
      'an unknown kind',
      figure({ kind: 'letter' }),
      /tile 1, kind: "letter"; accepted: a kind with a clock: dossier, document/,
    ],
    [
      'a figure that a kind has not',
      figure({ kind: 'payment' }),
      /tile 1, kind: "payment"; accepted: a kind with a clock/,
    ],
    ['an unknown period', figure({ period: 'week' }), /tile 1, period: "week"; accepted: day, month, year/],
    [
      'a rate in percent',
      figure({ figure: 'onTimeRate', target: { atLeast: 95 } }),
      /tile 1, target\.atLeast: 95; accepted: a share from 0 to 1/,
    ],
    [
      'a target below 0',
      figure({ target: { atMost: -1 } }),
      /tile 1, target\.atMost: -1; accepted: a number from 0/,
    ],
    [
      'a target of both',
      figure({ target: { atLeast: 1, atMost: 2 } }),
      /tile 1, target: .*; accepted: an object of either atLeast or atMost/,
    ],
    ['a target of nothing', figure({ target: {} }), /tile 1, target: \{\}; accepted: an object of either/],
    ['an unknown overlay', tiles(map('heat')), /tile 1, overlays\.0: "heat"; accepted: lateRate, dueSoon/],
    [
      'an overlay without a clock',
      tiles(map({ show: 'lateRate', kind: 'payment' })),
      /overlays\.0\.kind: "payment"; accepted: a kind for lateRate: dossier/,
    ],
    [
      'an overlay without a channel',
      tiles(map({ show: 'onlineShare', kind: 'feedback' })),
      /overlays\.0\.kind: "feedback"; accepted: a kind for onlineShare: dossier$/,
    ],
    [
      'bounds that do not ascend',
      tiles(map({ show: 'open', bounds: [10, 10] })),
      /overlays\.0\.bounds\.1: 10; accepted: more than 10/,
    ],
    [
      'too many bounds',
      tiles(map({ show: 'open', bounds: [1, 2, 3, 4, 5] })),
      /overlays\.0\.bounds: .*; accepted: a list of 1 to 4/,
    ],
    [
      'bounds of a rate in percent',
      tiles(map({ show: 'lateRate', bounds: [0.1, 5] })),
      /overlays\.0\.bounds\.1: 5; accepted: a share from 0 to 1/,
    ],
    [
      'an overlay twice',
      tiles(map('open', { show: 'open' })),
      /overlays\.1: .* stands already in line \d+; accepted: each once/,
    ],
    [
      'an unknown indicator',
      tiles({ ...TILE, type: 'indicators', indicators: ['gdp'] }),
      /tile 1, indicators\.0: "gdp"; accepted: an indicator: procedures, /,
    ],
    [
      'unknown kinds',
      tiles({ ...TILE, type: 'kinds', kinds: ['dossier', 'letter'] }),
      /tile 1, kinds\.1: "letter"; accepted: a kind: dossier, /,
    ],
    [
      'a map of one unit',
      wall({ scope: 'unit:H10.2.03', pages: [{ ...PAGE, tiles: [{ ...TILE, type: 'map' }] }] }),
      /tile 1, type: "map"; accepted: on a wall of the province or an area/,
    ],
    [
      'a notice without a text',
      tiles({ ...TILE, type: 'notice' }),
      /tile 1, text: missing; accepted: an object of vi, en/,
    ],
    [
      'a member twice',
      '{"walls": [{"wall": "a", "wall": "b"}]}',
      /line 1, wall 1, wall: stands already in line 1; accepted: each member once/,
    ],
    ['no JSON', '{"walls": [', /^walls\.json line 1: no JSON: the file ends too early/],
  ])('refuses %s, and says where', (_, value, message) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value, null, 1);
    expect(() => readWalls('walls.json', text, pack)).toThrow(message);
    expect(() => readWalls('walls.json', text, pack)).toThrow(/^walls\.json line \d+/);
  });

  it('takes as much as it says it does', () => {
    const walls = Array.from({ length: MOST_OF_WALLS.walls }, (_, i) => ({ ...WALL, wall: `wall-${i}` }));
    expect(read({ walls })).toHaveLength(50);
    const tiles = Array.from({ length: MOST_OF_WALLS.tiles }, (_, i) => ({
      ...TILE,
      at: [i % GRID.columns, Math.floor(i / GRID.columns)],
    }));
    expect(readWall({ pages: many(MOST_OF_WALLS.pages, { ...PAGE, tiles }) }).pages).toHaveLength(20);
  });
});

describe('walls as a file tells them', () => {
  const words = fc.record({
    vi: fc.stringMatching(/^[a-zđếạ[\]{}"\\,:]{1,50}$/),
    en: fc.stringMatching(/^[a-z]{1,50}$/),
  });
  const kind = fc.constantFrom('dossier', 'feedback', 'petition');
  const subject: fc.Arbitrary<object> = fc.oneof(
    fc.record({
      type: fc.constant('figure'),
      ...{ kind, figure: fc.constantFrom(...WALL_FIGURES), period: fc.constantFrom('day', 'month', 'year') },
      target: fc.constantFrom(null, { atLeast: 0.5 }, { atMost: 1 }),
    }),
    fc.record({
      type: fc.constant('map'),
      bubbles: fc.boolean(),
      overlays: fc.uniqueArray(
        fc.record({
          overlay: fc.constantFrom(...OVERLAYS.filter((name) => name !== 'onlineShare')),
          kind,
          bounds: fc.constantFrom(null, [0.1], [0, 0.2, 0.5, 1]),
        }),
        { minLength: 1, maxLength: 12, selector: (one) => `${one.overlay} ${one.kind}` },
      ),
    }),
    fc.record({
      type: fc.constant('indicators'),
      indicators: fc.subarray(
        pack.indicators.slice(0, 12).map(({ code }) => code),
        { minLength: 1 },
      ),
    }),
    fc.record({
      type: fc.constant('kinds'),
      kinds: fc.subarray(['dossier', 'payment', 'rating'], { minLength: 1 }),
    }),
    fc.record({ type: fc.constantFrom('units', 'newestLate', 'trend', 'channels', 'form'), kind }),
    fc.record({ type: fc.constant('notice'), text: words }),
    fc.record({ type: fc.constantFrom('alerts', 'sources', 'clock') }),
  );
  /** In columns side by side, so that none lies over another. */
  const tiles = fc
    .array(fc.tuple(subject, fc.integer({ min: 1, max: GRID.rows }), fc.option(words)), {
      minLength: 1,
      maxLength: 24,
    })
    .map((all) =>
      all.map(([one, height, title], column) => ({
        ...one,
        column,
        row: GRID.rows - height,
        width: 1,
        height,
        title,
      })),
    );
  const walls = fc
    .array(
      fc.record({
        name: words,
        scope: fc.constantFrom('province', 'area:689'),
        pages: fc.array(fc.record({ name: words, seconds: fc.integer({ min: 5, max: 3_600 }), tiles }), {
          minLength: 1,
          maxLength: 3,
        }),
      }),
      { maxLength: 3 },
    )
    .map((all) => all.map((one, i) => ({ wall: `wall-${i}`, ...one })) as unknown as Wall[]);

  it('are the same when they are read', () => {
    fc.assert(
      fc.property(walls, (all) => {
        expect(readWalls('walls.json', wallsText(all), pack)).toEqual(all);
      }),
    );
  });

  it('of the sample are the same when they are read', () => {
    expect(readWalls('walls.json', wallsText(pack.walls), pack)).toEqual(pack.walls);
  });
});

describe('the usual wall', () => {
  const typesOf = ({ pages }: Wall) => new Set(pages.flatMap(({ tiles }) => tiles.map(({ type }) => type)));
  const title = 'Nơi này';

  it.each(SAMPLES)('of %s can be read as one of the file, whatever its scope', async (name) => {
    const province = await loadProvincePack(`sample/${name}`);
    const unit = `unit:${province.units[0]?.code}`;
    const area = `area:${province.areas[0]?.code ?? 'none'}`;
    const walls = [
      usualWall({ kind: 'province', name: 'province', title, hasParts: true }, province),
      usualWall({ kind: 'area', name: area, title, hasParts: true }, province),
      usualWall({ kind: 'area', name: area, title, hasParts: false }, province),
      usualWall({ kind: 'unit', name: unit, title, hasParts: false }, province),
    ].map((wall, i) => ({ ...wall, wall: `wall-${i}` }));
    expect(readWalls('walls.json', wallsText(walls), province)).toEqual(walls);
    for (const { pages } of walls)
      for (const { tiles } of pages) {
        const cells = tiles.reduce((sum, { width, height }) => sum + width * height, 0);
        expect(cells).toBe(GRID.columns * GRID.rows);
      }
  });

  it('of the province shows all there is but notices', () => {
    const types = typesOf(usualWall({ kind: 'province', name: 'province', title, hasParts: true }, pack));
    expect(types).toEqual(new Set(TILE_TYPES.filter((type) => type !== 'notice')));
  });

  it('of an area has bubbles of its communes and its units, of a unit neither map nor units', () => {
    const area = usualWall({ kind: 'area', name: 'area:689', title, hasParts: true }, pack);
    const maps = area.pages.flatMap(({ tiles }) => tiles.filter((tile) => tile.type === 'map'));
    expect(maps).toMatchObject([{ bubbles: true }]);
    expect(typesOf(area)).toContain('units');
    const unit = typesOf(usualWall({ kind: 'unit', name: 'unit:H10.2.03', title, hasParts: false }, pack));
    expect([unit.has('map'), unit.has('units'), unit.has('form')]).toEqual([false, false, true]);
  });

  it('has no tile of what the pack has not', () => {
    const bare = { ...pack, kinds: pack.kinds.slice(0, 1), indicators: [] };
    const types = typesOf(usualWall({ kind: 'province', name: 'province', title, hasParts: false }, bare));
    expect([types.has('kinds'), types.has('indicators'), types.has('map')]).toEqual([false, false, false]);
  });
});
