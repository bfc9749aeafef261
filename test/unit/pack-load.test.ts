import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { contains, polygonsOf, ringArea } from '../../pack/geometry.ts';
import { loadProvincePack } from '../../pack/load-pack.ts';

const SAMPLE = 'sample/binh-phuoc';
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

test('the sample pack has the units and the procedures that Bình Phước published for 2021', async () => {
  const pack = await loadProvincePack(SAMPLE);
  const count = <T>(list: readonly T[], by: (item: T) => string) => {
    const counts: Record<string, number> = {};
    for (const item of list) counts[by(item)] = (counts[by(item)] ?? 0) + 1;
    return counts;
  };
  expect(count(pack.units, (unit) => unit.level)).toEqual({
    province: 1,
    department: 19,
    district: 11,
    commune: 111,
  });
  expect(count(pack.procedures, (p) => p.level)).toEqual({
    province: 1371,
    district: 229,
    commune: 91,
    shared: 97,
  });
  expect(count(pack.procedures, (p) => p.onlineLevel)).toEqual({
    information: 165,
    partial: 154,
    full: 1469,
  });
  expect(count(pack.areas, (area) => area.level)).toEqual({ district: 11, commune: 111 });
  expect(new Set(pack.procedures.map((p) => `${p.level} ${p.name}`)).size).toBe(1788);
});

test('areas are valid polygons that do not overlap, and carry their label inside', async () => {
  const { areas } = await loadProvincePack(SAMPLE);
  for (const { geometry, labelPoint, level } of areas) {
    if (!labelPoint) throw new Error('a sample area has no shape');
    for (const [outer] of polygonsOf(geometry)) expect(ringArea(outer ?? [])).toBeGreaterThan(0);
    const sameLevel = areas.filter((area) => area.level === level);
    expect(sameLevel.filter((area) => contains(area.geometry, labelPoint))).toHaveLength(1);
  }
});

test('every commune of the sample stands within its district', async () => {
  const { areas, units } = await loadProvincePack(SAMPLE);
  const communes = units.filter(({ level }) => level === 'commune');
  expect(communes).toHaveLength(111);
  for (const { place, area } of communes) {
    const parent = areas.find(({ code }) => code === area)?.parent;
    const district = areas.find(({ code }) => code === parent);
    expect(place && district && contains(district.geometry, place)).toBe(true);
  }
});

test('a pack saved by a spreadsheet loads the same', async () => {
  const dir = await edited('units.csv', (text) => `\uFEFF${text.replaceAll('\n', '\r\n')}`);
  expect((await loadProvincePack(dir)).units).toEqual((await loadProvincePack(SAMPLE)).units);
});

test.each<[string, (text: string) => string, RegExp]>([
  ['units.csv', (t) => t.replaceAll(',', ';'), /^units\.csv row 1: the columns are separated by ";"/],
  [
    'units.csv',
    (t) => t.replace('H10.1.02', 'H10.1.01'),
    /^units\.csv row 4, code: "H10\.1\.01" stands already in row 3/,
  ],
  [
    'units.csv',
    (t) => t.replace(',district,689,', ',district,999,'),
    /^units\.csv row 22, area: "999"; accepted: empty, or 688/,
  ],
  [
    'units.csv',
    (t) => t.replace('H10.1.00,,,,,000.00.01', 'H10.9,,,,,000.00.01'),
    /^units\.csv row 3, parent: "H10\.9"/,
  ],
  [
    'units.csv',
    (t) => t.replace(',department,', ',office,'),
    /^units\.csv row 3, level: "office"; accepted: province, department/,
  ],
  [
    'units.csv',
    (t) => t.replace(',,,,,000.00.01', ',ftp://x,,,,000.00.01'),
    /^units\.csv row 3, webhook: \*\*\*; accepted: an http/,
  ],
  [
    'calendar.csv',
    (t) => t.replace('2019-01-01', '01/01/2019'),
    /^calendar\.csv row 2, date: "01\/01\/2019"; accepted: a date/,
  ],
  [
    'calendar.csv',
    (t) => t.replace(',off,', ',holiday,'),
    /^calendar\.csv row 2, day_type: "holiday"; accepted: off, makeup/,
  ],
  [
    'procedures.csv',
    (t) => t.replace(',workingDay,', ',weeks,'),
    /^procedures\.csv row \d+, legal_unit: "weeks"; accepted: workingDay/,
  ],
  [
    'units.csv',
    (t) => t.replace('lon,lat', 'lat,lon'),
    /^units\.csv row \d+, lon: "11\.\d+"; accepted: degrees from 102 to 118, in Việt Nam/,
  ],
  [
    'units.csv',
    (t) => t.replace(/,106\.\d+,11/, ',,11'),
    /^units\.csv row \d+, lon: empty; accepted: degrees from 102 to 118/,
  ],
  ['areas.geojson', (t) => t.replace('"code":"688",', ''), /^areas\.geojson feature 1, code: missing/],
  ['areas.geojson', () => '{', /^areas\.geojson: no JSON/],
  ['pack.json', (t) => t.replace('"date"', '"hour"'), /^pack\.json, latenessRule: /],
  [
    'pack.json',
    (t) => t.replace('{', '{ "mapView": [109, 12, 108, 13],'),
    /^pack\.json, mapView: expected \[west, south, east, north\] in degrees, west < east/,
  ],
  [
    'pack.json',
    (t) => t.replace('{', '{ "mapView": [109, 12, 110, "13"],'),
    /^pack\.json, mapView\.3: expected \[west, south, east, north\]/,
  ],
  [
    'pack.json',
    (t) => t.replace('{', '{ "mapView": [0, 0, 1, 1],'),
    /^pack\.json, mapView: \[0,0,1,1\]; accepted: .* around at least one area/,
  ],
  [
    'pack.json',
    (t) => t.replace('07:30-11:30', '7h30'),
    /^pack\.json, officeHours\.sessions\.0: expected HH:MM-HH:MM/,
  ],
])('a fault in %s names file, row, field and what is accepted (%#)', async (file, edit, message) => {
  const dir = await edited(file, edit);
  await expect(loadProvincePack(dir)).rejects.toThrow(message);
});

test('a missing file is named', async () => {
  await expect(loadProvincePack('no-such-pack')).rejects.toThrow(/no-such-pack\/pack\.json: cannot be read/);
});
