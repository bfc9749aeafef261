import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_AREA, type EditionName } from '../../contract/api.ts';
import type { Counts } from '../../contract/counts.ts';
import { DOSSIER_COUNTING } from '../../contract/kind-counting.ts';
import { parseDay, parseTime } from '../../contract/time.ts';
import { loadProvincePack } from '../../pack/load-pack.ts';
import { Cube } from '../../server/state/memory/cube.ts';
import { FigureSheet } from '../../server/state/periods/figure-sheet.ts';
import { findScope, scopeCounts } from '../../server/state/periods/figures.ts';
import { UnitDirectory } from '../../server/state/cases/unit-directory.ts';
import { CELLS, sumCounts } from '../support/dossier-facts.ts';

const pack = await loadProvincePack('sample/dong-nai');
const TODAY = parseDay('2026-03-02') as number;

function directoryOf(mapLevel: string, today = TODAY): UnitDirectory {
  return new UnitDirectory({ ...pack, mapLevel }, today);
}

/** Any dossiers in any cells of any units. */
function filled(
  directory: UnitDirectory,
  places: readonly [unit: number, cell: number, count: number][],
): Cube {
  const cube = new Cube(directory.units.length, DOSSIER_COUNTING);
  for (const [unit, cell, count] of places) {
    const place = (unit % directory.units.length) * CELLS.size + (cell % CELLS.size);
    cube.counts[place] = (cube.counts[place] as number) + count;
  }
  return cube;
}

function sheetOf(directory: UnitDirectory, cube: Cube, edition: EditionName): FigureSheet {
  const sheet = new FigureSheet(directory, directory.editions[edition], DOSSIER_COUNTING);
  sheet.fold(cube, directory.units.keys());
  return sheet;
}

const anyPlaces = fc.array(fc.tuple(fc.nat(1_000), fc.nat(1_000), fc.integer({ min: 1, max: 50 })), {
  maxLength: 80,
});

describe.each(['commune', 'district', 'region'])('with the map by %s', (mapLevel) => {
  const directory = directoryOf(mapLevel);

  it('both editions have the same totals, and in each the units and the areas add up to them', () => {
    fc.assert(
      fc.property(anyPlaces, (places) => {
        const cube = filled(directory, places);
        const [asWas, asNow] = [sheetOf(directory, cube, 'asWas'), sheetOf(directory, cube, 'asNow')];
        expect(asNow.total).toEqual(asWas.total);
        for (const sheet of [asWas, asNow]) {
          expect(sumCounts(sheet.units as Counts[])).toEqual(sheet.total);
          expect(sumCounts(sheet.areas as Counts[])).toEqual(sheet.total);
        }
        // As it is now, nothing is left under a unit that ended.
        asNow.units.forEach((counts, unit) => {
          if (directory.units[unit]?.validTo !== null) expect(counts.received.total + counts.outside).toBe(0);
        });
      }),
      { numRuns: 30 },
    );
  });

  it('an area of any level has the figures of the units in it', () => {
    fc.assert(
      fc.property(anyPlaces, (places) => {
        const sheet = sheetOf(directory, filled(directory, places), 'asWas');
        const regions = pack.areas.filter(({ level }) => level === 'region');
        const parts = [...regions.map(({ code }) => code), NO_AREA].map((code) => {
          const scope = findScope(directory, `area:${code}`, 'asWas');
          return scope && scopeCounts(sheet, scope);
        });
        // Units in no area and those in an area that is not on the map stand under `none`.
        if (mapLevel === 'region') expect(sumCounts(parts.map((part) => part as never))).toEqual(sheet.total);
        expect(parts.every(Boolean)).toBe(true);
      }),
      { numRuns: 10 },
    );
  });
});

it('takes each unit of the time as a scope as it was, and only those of today as it is now', () => {
  const directory = directoryOf('commune');
  expect(findScope(directory, 'unit:H10.3.25195')).toBeUndefined();
  expect(findScope(directory, 'unit:H10.3.25195', 'asWas')?.units.size).toBe(1);
  // P. Bình Phước took over six communes and the district of Đồng Xoài.
  expect(findScope(directory, 'unit:H19.3.25195')?.units.size).toBe(8);
  expect(findScope(directory, 'unit:H19.3.25195', 'asWas')?.units.size).toBe(1);
  expect(findScope(directory, 'area:25195@2025-06-30')).toBeUndefined();
  expect(findScope(directory, 'area:25195@2025-06-30', 'asWas')?.units.size).toBe(1);
  expect(findScope(directory, 'area:KV689')?.areas.size).toBeGreaterThan(1);
});

it('keeps the old units until the day of the reform', () => {
  const directory = directoryOf('commune', parseDay('2025-06-30') as number);
  expect(findScope(directory, 'unit:H10.3.25195')?.units.size).toBe(1);
  expect(findScope(directory, 'unit:H19.3.25195')?.units.size).toBe(1);
});

it('tells by the receipt which unit a code means', () => {
  const directory = new UnitDirectory(pack, TODAY);
  const code = ['H10.3.25432', ''];
  const name = ['', 'UBND xã Bù Gia Mập'];
  const unitAt = (unit: readonly string[], time: string) =>
    directory.units[directory.resolve(unit, directory.eraOf(parseTime(time) as number))]?.name;
  expect(unitAt(code, '2022-09-30T23:59:59+07:00')).toBe('UBND thị trấn Chơn Thành');
  expect(unitAt(code, '2022-10-01T00:00:00+07:00')).toBe('UBND phường Hưng Long');
  expect(unitAt(name, '2025-06-30T16:59:59Z')).toBe('UBND xã Bù Gia Mập');
  expect(directory.eraStarts).toHaveLength(2);
});
