import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, test } from 'vitest';
import { contains } from '../../pack/geometry.ts';
import { loadProvincePack } from '../../pack/load-pack.ts';
import { unitAsNow } from '../../pack/unit-as-now.ts';
import { UnitRegistry } from '../../pack/unit-registry.ts';
import { isValidOn } from '../../pack/validity.ts';

const SAMPLE = 'sample/dong-nai';
const pack = await loadProvincePack(SAMPLE);
const registry = new UnitRegistry(pack.units, pack.name, pack.formerNames);
const asNow = (code: string, today: string) => {
  const unit = registry.byCode(code);
  if (!unit) throw new Error(`no unit ${code}`);
  return unitAsNow(unit, (other) => registry.byCode(other), today).code;
};

const folders: string[] = [];
afterEach(async () => {
  await Promise.all(folders.splice(0).map((dir) => rm(dir, { recursive: true })));
});

/** The sample pack with one file changed. */
async function edited(file: string, edit: (text: string) => string): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'pack-'));
  folders.push(dir);
  await cp(SAMPLE, dir, { recursive: true });
  await writeFile(join(dir, file), edit(await readFile(join(dir, file), 'utf8')));
  return dir;
}

describe('the sample pack Đồng Nai', () => {
  const communesOn = (day: string) =>
    pack.units.filter((unit) => unit.level === 'commune' && isValidOn(unit, day));

  test.each([
    ['2021-10-31', 111, 11, 111],
    ['2025-06-30', 111, 11, 111],
    ['2025-07-01', 40, 0, 40],
  ])('has the units and areas of %s', (day, communes, districts, areas) => {
    expect(communesOn(day)).toHaveLength(communes);
    expect(pack.units.filter((unit) => unit.level === 'district' && isValidOn(unit, day))).toHaveLength(
      districts,
    );
    expect(pack.areas.filter((area) => area.level === 'commune' && isValidOn(area, day))).toHaveLength(areas);
  });

  it('takes each of the 111 old communes over as a whole, by 40 new ones', () => {
    const now = new Set(communesOn('2025-07-01').map(({ code }) => code));
    const successors = communesOn('2025-06-30').map(({ code }) => asNow(code, '2025-07-01'));
    expect(new Set(successors)).toEqual(now);
    expect(now.size).toBe(40);
    // Whoever ended has somebody who took over and is there now.
    for (const unit of pack.units) {
      expect(registry.byCode(asNow(unit.code, '2026-01-01'))?.validTo).toBeNull();
    }
  });

  it('covers with each new commune the points of the old ones that it took over', () => {
    for (const unit of communesOn('2025-06-30')) {
      const then = pack.areas.find(({ code }) => code === unit.area);
      const now = pack.areas.find(
        ({ code }) => code === registry.byCode(asNow(unit.code, '2025-07-01'))?.area,
      );
      expect(now && then?.labelPoint && contains(now.geometry, then.labelPoint)).toBe(true);
    }
  });

  it('follows the line of successors up to the day', () => {
    const first = 'H10.3.25432@2022-09-30';
    expect(asNow(first, '2022-09-30')).toBe(first);
    expect(asNow(first, '2022-10-01')).toBe('H10.3.25432');
    expect(asNow(first, '2025-06-30')).toBe('H10.3.25432');
    expect(asNow(first, '2025-07-01')).toBe('H19.3.25432');
  });

  it.each([
    [{ code: 'H10.3.25432' }, '2021-03-01', 'UBND thị trấn Chơn Thành'],
    [{ code: 'H10.3.25432' }, '2022-09-30', 'UBND thị trấn Chơn Thành'],
    [{ code: 'H10.3.25432' }, '2022-10-01', 'UBND phường Hưng Long'],
    [{ code: 'H10.3.25432' }, '2026-01-01', 'UBND phường Hưng Long'],
    [{ name: 'UBND xã Bù Gia Mập' }, '2025-06-30', 'H10.3.25222'],
    [{ name: 'UBND xã Bù Gia Mập' }, '2025-07-01', 'H19.3.25222'],
    [{ name: 'Xã Bù Gia Mập, tỉnh Bình Phước' }, '2025-06-30', 'H10.3.25222'],
    [{ name: 'UBND Phường Bình Long - Tỉnh Đồng Nai' }, '2025-07-01', 'H19.3.25326'],
    [{ name: 'Sở Nội vụ' }, '2025-06-30', 'H10.1.02'],
    [{ name: 'Sở Nội vụ' }, '2025-07-01', 'H19.1.02'],
    [{ name: 'UBND phường Tân Phú' }, '2026-01-01', 'H10.3.25195'],
  ])('%j, received on %s, is %s', (ref, day, expected) => {
    const unit = registry.resolve(ref, day);
    expect([unit?.code, unit?.name]).toContain(expected);
  });
});

test('one code may mean units of different kinds; without a day it is the latest', async () => {
  const reused = (text: string) => text.replaceAll('H19.3.', 'H10.3.');
  const dir = await edited('units.csv', reused);
  await writeFile(join(dir, 'successors.csv'), reused(await readFile(join(dir, 'successors.csv'), 'utf8')));
  const { units } = await loadProvincePack(dir);
  const reusedRegistry = new UnitRegistry(units);
  const ref = { code: 'H10.3.25195' };
  expect(reusedRegistry.resolve(ref, '2025-06-30')?.name).toBe('UBND phường Tân Phú');
  expect(reusedRegistry.resolve(ref, '2025-07-01')?.name).toBe('UBND phường Bình Phước');
  expect(reusedRegistry.resolve(ref)?.name).toBe('UBND phường Bình Phước');
  expect(reusedRegistry.resolve({ code: 'H10.3.25195@2025-06-30' })?.name).toBe('UBND phường Tân Phú');
  expect(new Set(units.map(({ code }) => code)).size).toBe(units.length);
});

test.each<[string, (text: string) => string, RegExp]>([
  [
    'units.csv',
    (t) => t.replace('2022-10-01,2025-06-30', '2022-09-30,2025-06-30'),
    /^units\.csv row \d+, code: "H10\.3\.\d+" stands already in row \d+; accepted: each code once, or again from a day/,
  ],
  [
    'units.csv',
    (t) => t.replace('2022-10-01,2025-06-30', '2022-10-01,2022-01-01'),
    /^units\.csv row \d+, valid_to: "2022-01-01"; accepted: 2022-10-01 or later/,
  ],
  [
    'units.csv',
    (t) => t.replace('district,689,,,2025-06-30', 'district,689,,,2025-07-01'),
    /^units\.csv row \d+, area: "689"; accepted: empty, or the code of another one, valid as long as this unit/,
  ],
  [
    'areas.geojson',
    (t) => t.replace('"parent":"689"', '"parent":"KV999"'),
    /^areas\.geojson feature \d+, parent: "KV999"; accepted: null, or the code of another area/,
  ],
  [
    'successors.csv',
    (t) => t.replace('H10.3.25198,2025-06-30', 'H10.3.25198,2025-06-29'),
    /^successors\.csv row \d+, valid_to: "2025-06-29"; accepted: the day of H10\.3\.25198 in units\.csv: 2025-06-30/,
  ],
  [
    'successors.csv',
    (t) => t.replace('H19.3.25195,2025-07-01', 'H19.3.1,2025-07-01'),
    /^successors\.csv row \d+, successor_code: "H19\.3\.1"; accepted: a unit code/,
  ],
  [
    'successors.csv',
    (t) => `${t}H10.3.25198,2025-06-30,H19.3.25210,2025-07-01\n`,
    /^successors\.csv row \d+, code: "H10\.3\.25198" stands twice; accepted: one successor each/,
  ],
  [
    'successors.csv',
    (t) =>
      t.replace(
        'H10.3.25432,2025-06-30,H19.3.25432,2025-07-01',
        'H10.3.25432,2025-06-30,H10.3.25432,2022-10-01',
      ),
    /^successors\.csv row \d+, successor_code: "H10\.3\.25432"; accepted: a unit that is valid after 2025-06-30/,
  ],
  [
    'pack.json',
    (t) => t.replace('"mapLevel": "commune"', '"mapLevel": "ward"'),
    /^pack\.json, mapLevel: "ward"; accepted: a level of areas\.geojson: region, commune, district/,
  ],
])('a fault in %s names file, row, field and what is accepted (%#)', async (file, edit, message) => {
  await expect(loadProvincePack(await edited(file, edit))).rejects.toThrow(message);
});
