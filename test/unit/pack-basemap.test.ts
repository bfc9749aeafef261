import { cp, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { basemapVersion, readBasemap } from '../../pack/basemap-file.ts';
import type { Area } from '../../pack/province-pack.ts';
import { filledTile, pmtilesFile, pngTile, type MadeTiles } from '../support/pmtiles-file.ts';
import { square } from '../support/island-pack.ts';

const dirs: string[] = [];
afterEach(async () => {
  for (const dir of dirs.splice(0)) await rm(dir, { recursive: true });
});

const AREAS = [{ geometry: { type: 'Polygon', coordinates: [square([106.5, 11.5], 0.5)] } }] as Area[];
const VECTOR: MadeTiles = {
  type: 1,
  tile: filledTile(['water']),
  metadata: { vector_layers: [{ id: 'water' }, { id: 'places' }] },
};

async function packWith(bytes: Buffer | undefined): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'basemap-'));
  dirs.push(dir);
  if (bytes) await writeFile(join(dir, 'basemap.pmtiles'), bytes);
  return dir;
}
const reading = async (bytes: Buffer | undefined) => readBasemap(await packWith(bytes), AREAS);
/** With some bytes of it changed. */
function changed(file: Buffer, at: number, ...bytes: number[]): Buffer {
  const copy = Buffer.from(file);
  copy.set(bytes, at);
  return copy;
}

describe('a basemap of the pack', () => {
  it('may be absent', async () => {
    expect(await reading(undefined)).toBeUndefined();
  });

  it('of vector tiles names those of its layers that are drawn, and whom to name, as plain text', async () => {
    const attribution =
      '<a href="https://www.openstreetmap.org/copyright" target="_blank">&copy;  OpenStreetMap</a>';
    const file = pmtilesFile({ ...VECTOR, metadata: { ...VECTOR.metadata, attribution } });
    expect(await reading(file)).toMatchObject({
      tiles: 'vector',
      layers: ['water'],
      attribution: '© OpenStreetMap',
    });
  });

  it('of pictures needs no metadata', async () => {
    expect(await reading(pmtilesFile({ type: 2, tile: pngTile('#336699'), metadata: {} }))).toMatchObject({
      tiles: 'raster',
      layers: [],
      attribution: null,
    });
  });

  it('has another version when another file takes its place', async () => {
    const dir = await packWith(pmtilesFile(VECTOR));
    const before = await readBasemap(dir, AREAS);
    expect(await basemapVersion(dir)).toBe(before?.version);
    await writeFile(join(dir, 'next'), pmtilesFile({ ...VECTOR, tile: filledTile(['water', 'roads']) }));
    await cp(join(dir, 'next'), join(dir, 'basemap.pmtiles'));
    expect(await basemapVersion(dir)).not.toBe(before?.version);
  });
});

const FILE = pmtilesFile(VECTOR);
const withMetadata = (metadata: Record<string, unknown>) => pmtilesFile({ ...VECTOR, metadata });

it.each<[what: string, file: Buffer, message: RegExp]>([
  [
    'is another sort of file',
    Buffer.from('SQLite format 3\0'.padEnd(200)),
    /not a PMTiles file; accepted: .*version 3/,
  ],
  ['is empty', Buffer.alloc(0), /not a PMTiles file/],
  ['is of an older version', changed(FILE, 7, 2), /version 2; accepted: version 3/],
  [
    'has tiles of another type',
    pmtilesFile({ ...VECTOR, type: 5 }),
    /tiles of the type Avif; accepted: .*PNG/,
  ],
  ['is packed otherwise', changed(FILE, 98, 4), /packed with Zstd; accepted: gzip/],
  ['has a directory that is damaged', changed(FILE, 127, 0, 0, 0), /the root directory: .*; accepted: gzip/],
  [
    'lies elsewhere',
    pmtilesFile({ ...VECTOR, bounds: [5, 45, 11, 48] }),
    /bounds \[5, 45, 11, 48\], in which no area/,
  ],
  [
    'has no bounds',
    pmtilesFile({ ...VECTOR, bounds: [0, 0, 0, 0] }),
    /bounds \[0, 0, 0, 0\]; accepted: \[west/,
  ],
  ['has zooms the wrong way round', pmtilesFile({ ...VECTOR, minZoom: 9 }), /zooms 9 to 0/],
  [
    'has no layer that is drawn',
    withMetadata({ vector_layers: [{ id: 'plots' }] }),
    /the layers plots; accepted: .*transportation/,
  ],
  ['does not name its layers', withMetadata({}), /without vector_layers/],
])('is refused with its reason when it %s', async (_what, file, message) => {
  await expect(reading(file)).rejects.toThrow(message);
  await expect(reading(file)).rejects.toThrow(/^basemap\.pmtiles/);
});

it('is refused when it was not copied whole', async () => {
  const dir = await packWith(FILE);
  await truncate(join(dir, 'basemap.pmtiles'), FILE.length - 1);
  await expect(readBasemap(dir, AREAS)).rejects.toThrow(
    `basemap.pmtiles: ${FILE.length - 1} bytes, of ${FILE.length} that its header tells: it was not copied whole`,
  );
});

it('is refused when its root directory speaks of more tiles than it has bytes for', async () => {
  const gzip = 97;
  const unpacked = changed(FILE, gzip, 1);
  // Number of entries as a varint: 2^35 - 1.
  await expect(reading(changed(unpacked, 127, 255, 255, 255, 255, 127))).rejects.toThrow(
    /a root directory of 34359738367 entries in \d+ bytes/,
  );
});

it('is refused when its metadata is longer than anybody writes', async () => {
  const long = Buffer.from(FILE);
  long.writeBigUInt64LE(0n, 24);
  long.writeBigUInt64LE(2n ** 21n, 32);
  await expect(reading(Buffer.concat([long, Buffer.alloc(2 ** 21)]))).rejects.toThrow(
    '2097152 bytes of metadata; accepted: at most 1048576',
  );
});
