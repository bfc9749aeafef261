import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GRID } from '../../contract/wall.ts';
import { boundsOf, numberOf, textOfNumber } from '../../web/administration/walls/chosen-numbers.ts';
import {
  firstFree,
  isFree,
  moved,
  resized,
  SIZES,
  STEPS,
  type Place,
} from '../../web/administration/walls/layout.ts';
import { copyFor, newTile, typesFor } from '../../web/administration/walls/new-tile.ts';
import { fileCode, isFileCode } from '../../web/administration/walls/wall-code.ts';
import { usualWall } from '../../pack/usual-wall.ts';
import { loadProvincePack } from '../../pack/load-pack.ts';
import { readWalls } from '../../pack/wall-file.ts';
import { wallsText } from '../../contract/wall-text.ts';

const pack = await loadProvincePack('sample/binh-phuoc');
const codes = {
  kinds: pack.kinds.map(({ kind }) => kind),
  indicators: pack.indicators.map(({ code }) => code),
};
const place = (column: number, row: number, width: number, height: number): Place => ({
  ...{ column, row, width, height },
});

describe('a tile', () => {
  it('moves to the next free place in a direction, behind what lies in the way, and not off the page', () => {
    const tiles = [place(0, 0, 4, 4), place(4, 0, 4, 4), place(20, 0, 4, 4)];
    expect(moved(tiles, 0, 'right')).toEqual(place(8, 0, 4, 4));
    expect(moved(tiles, 0, 'down')).toEqual(place(0, 1, 4, 4));
    const none = [moved(tiles, 0, 'left'), moved(tiles, 0, 'up'), moved(tiles, 2, 'right')];
    expect(none.filter(Boolean)).toEqual([]);
  });

  it('grows by a cell where one is free, and shrinks down to one', () => {
    const tiles = [place(0, 0, 4, 1), place(4, 0, 4, 4)];
    expect(resized(tiles, 0, 'wider')).toBeUndefined();
    expect(resized(tiles, 0, 'higher')).toEqual(place(0, 0, 4, 2));
    expect(resized(tiles, 0, 'lower')).toBeUndefined();
    expect(resized(tiles, 1, 'narrower')).toEqual(place(4, 0, 3, 4));
  });

  it('comes to the first free place, smaller where it must, and nowhere on a full page', () => {
    const size = { width: 8, height: 4 };
    expect(firstFree([], size)).toEqual(place(0, 0, 8, 4));
    expect(firstFree([place(0, 0, 24, 9)], size)).toEqual(place(0, 9, 4, 2));
    expect(firstFree([place(0, 0, 23, 12)], size)).toEqual(place(23, 0, 1, 1));
    expect(firstFree([place(0, 0, 24, 12)], size)).toBeUndefined();
  });

  it('never lies over another or off the page, whatever is done', () => {
    const act = fc.oneof(
      fc.record({
        add: fc.record({ width: fc.integer({ min: 1, max: 24 }), height: fc.integer({ min: 1, max: 12 }) }),
      }),
      fc.record({ index: fc.nat(20), step: fc.constantFrom(...STEPS) }),
      fc.record({ index: fc.nat(20), size: fc.constantFrom(...SIZES) }),
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        const tiles: Place[] = [];
        for (const one of acts) {
          const index = 'index' in one ? one.index % Math.max(tiles.length, 1) : -1;
          const to =
            'add' in one
              ? firstFree(tiles, one.add)
              : tiles.length === 0
                ? undefined
                : 'step' in one
                  ? moved(tiles, index, one.step)
                  : resized(tiles, index, one.size);
          if (!to) continue;
          if (index < 0) tiles.push(to);
          else tiles[index] = to;
        }
        expect(tiles.every((tile, i) => isFree(tiles, tile, i))).toBe(true);
        const cells = tiles.reduce((sum, { width, height }) => sum + width * height, 0);
        expect(cells).toBeLessThanOrEqual(GRID.columns * GRID.rows);
      }),
    );
  });
});

describe('a new tile or wall', () => {
  it('is such as the reader of the file accepts, of every type and scope', () => {
    for (const scope of ['province', 'area:689', 'unit:H10.2.03']) {
      const tiles = typesFor(scope, codes).map((type, i) => newTile(type, place(i, 0, 1, 1), codes));
      const wall = {
        wall: 'mine',
        name: { vi: 'a', en: 'a' },
        scope,
        pages: [{ name: { vi: 'b', en: 'b' }, seconds: 20, tiles }],
      };
      expect(readWalls('walls.json', wallsText([wall]), pack)).toEqual([wall]);
    }
    const usual = usualWall({ kind: 'province', name: 'province', title: 'Tỉnh', hasParts: true }, pack);
    const copy = { ...copyFor(usual, 'unit:H10.2.03', 'Lộc Ninh', codes), wall: 'copy' };
    expect(readWalls('walls.json', wallsText([copy]), pack)).toEqual([copy]);
    const mapAlone = {
      ...usual,
      pages: usual.pages.map((page) => ({ ...page, tiles: page.tiles.filter(({ type }) => type === 'map') })),
    };
    const bare = { ...copyFor(mapAlone, 'unit:H10.2.03', 'Lộc Ninh', codes), wall: 'bare' };
    expect(readWalls('walls.json', wallsText([bare]), pack)).toEqual([bare]);
  });

  it('has a code that the file may have and no other wall has', () => {
    expect(fileCode('area:689', [])).toBe('area-689');
    expect(fileCode('dong-xoai', [{ wall: 'dong-xoai' }])).toBe('dong-xoai-2');
    expect(fileCode(':::', [])).toBe('wall');
    expect(isFileCode('dong-xoai', 'area:689', [])).toBe(true);
    expect(isFileCode('Đồng Xoài', 'area:689', [])).toBe(false);
    expect(isFileCode('province', 'area:689', [])).toBe(false);
    expect(isFileCode('a', 'area:689', [{ wall: 'a' }])).toBe(false);
    fc.assert(fc.property(fc.string(), (code) => isFileCode(fileCode(`x${code}`, []), 'province', [])));
  });
});

describe('numbers of targets and classes', () => {
  it('are of a share percentages, written as people do', () => {
    expect(numberOf('95', true)).toBe(0.95);
    expect(numberOf('2,5 %', true)).toBe(0.025);
    expect(numberOf('101', true)).toBeUndefined();
    expect(numberOf('1500', false)).toBe(1_500);
    for (const none of ['', '-1', '1e3', 'ba']) expect(numberOf(none, false)).toBeUndefined();
    expect(textOfNumber(0.07, true)).toBe('7');
    expect(textOfNumber(0.025, true)).toBe('2,5');
    expect(textOfNumber(12, false)).toBe('12');
  });

  it('come back as they were written', () => {
    const hundredths = fc.integer({ min: 0, max: 10_000 }).map((n) => n / 10_000);
    fc.assert(fc.property(hundredths, (share) => numberOf(textOfNumber(share, true), true) === share));
  });

  it('ascend, and are four at the most', () => {
    expect(boundsOf('', true)).toBeNull();
    expect(boundsOf('2; 5;10', true)).toEqual([0.02, 0.05, 0.1]);
    expect(boundsOf('1; 10; 50', false)).toEqual([1, 10, 50]);
    for (const none of ['5; 5', '1;2;3;4;5', '1; a', ';']) expect(boundsOf(none, false)).toBeUndefined();
  });
});
