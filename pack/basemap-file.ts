/** `basemap.pmtiles` of a pack: whether it can be drawn, and what of it. Tiles are read when a page asks for them. */
import type { Stats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { bytesToHeader, Compression, readVarint, TileType, type Header } from 'pmtiles';
import { z } from 'zod';
import { BASEMAP_LAYERS, type Basemap } from '../contract/basemap.ts';
import { boundsOf, polygonsOf } from './geometry.ts';
import { parseJson } from './json-file.ts';
import { PackError } from './pack-error.ts';
import type { Area } from './province-pack.ts';

export const BASEMAP_FILE = 'basemap.pmtiles';

const HEADER_BYTES = 127;
/** Header and root directory lie within it: what a page reads first. */
const FIRST_BYTES = 16_384;
const MOST_METADATA_BYTES = 1_048_576;
/** Of what is packed in a directory or in the metadata. */
const MOST_INFLATED_BYTES = 8 * 1_048_576;
/** An entry of a directory: id, run length, length and offset, of a byte or more each. */
const LEAST_ENTRY_BYTES = 4;
const MAX_ZOOM = 26;
const MAX_ATTRIBUTION = 200;

const SORTS: Partial<Record<TileType, Basemap['tiles']>> = {
  [TileType.Mvt]: 'vector',
  [TileType.Png]: 'raster',
  [TileType.Jpeg]: 'raster',
  [TileType.Webp]: 'raster',
};
const KNOWN_LAYERS: ReadonlySet<string> = new Set(Object.values(BASEMAP_LAYERS).flat());

const metadataShape = z.object({
  attribution: z.string().optional().catch(undefined),
  vector_layers: z
    .array(z.object({ id: z.string() }))
    .optional()
    .catch(undefined),
});

/** Undefined when the pack has none. @throws PackError when it cannot be drawn. */
export async function readBasemap(dir: string, areas: readonly Area[]): Promise<Basemap | undefined> {
  let file: FileHandle;
  try {
    file = await open(join(dir, BASEMAP_FILE));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw refusal(`cannot be read: ${(error as Error).message}`);
  }
  try {
    return await read(file, areas);
  } finally {
    await file.close();
  }
}

/** Of the file as it is now. */
export async function basemapVersion(dir: string): Promise<string> {
  return versionOf(await stat(join(dir, BASEMAP_FILE)));
}

function versionOf({ size, mtimeMs, ino }: Stats): string {
  return [size, Math.round(mtimeMs), ino].map((part) => part.toString(36)).join('-');
}

async function read(file: FileHandle, areas: readonly Area[]): Promise<Basemap> {
  const stats = await file.stat();
  if (!stats.isFile()) throw refusal('not a file', 'a PMTiles file of version 3');
  const first = await bytesAt(file, 0, Math.min(FIRST_BYTES, stats.size));
  const header = headerOf(first);
  checkWhole(header, stats.size);
  const tiles = sortOf(header);
  checkRoot(header, first);
  checkPlace(header, areas);
  const { jsonMetadataOffset: at, jsonMetadataLength: length } = header;
  if (length > MOST_METADATA_BYTES)
    throw refusal(`${length} bytes of metadata`, `at most ${MOST_METADATA_BYTES}`);
  const text = inflated(await bytesAt(file, at, length), header, 'metadata').toString('utf8');
  const metadata = metadataShape.safeParse(length === 0 ? {} : parseJson(`${BASEMAP_FILE}, metadata`, text));
  if (!metadata.success) throw refusal('metadata that is no object', 'a JSON object');
  const { attribution, vector_layers: layers = [] } = metadata.data;
  return {
    version: versionOf(stats),
    tiles,
    layers: tiles === 'vector' ? drawnOf(layers.map(({ id }) => id)) : [],
    attribution: plainText(attribution ?? '') || null,
  };
}

function headerOf(first: Buffer): Header {
  if (first.length < HEADER_BYTES || first.toString('latin1', 0, 7) !== 'PMTiles')
    throw refusal(
      'not a PMTiles file',
      'a PMTiles file of version 3; `pmtiles convert` makes one of an MBTiles file',
    );
  const version = first.readUInt8(7);
  if (version !== 3)
    throw refusal(`version ${version}`, 'version 3; `pmtiles convert` makes it of an older one');
  return bytesToHeader(first.buffer.slice(first.byteOffset, first.byteOffset + HEADER_BYTES) as ArrayBuffer);
}

function checkWhole(header: Header, size: number): void {
  const ends = [
    header.rootDirectoryOffset + header.rootDirectoryLength,
    header.jsonMetadataOffset + header.jsonMetadataLength,
    header.leafDirectoryOffset + (header.leafDirectoryLength ?? 0),
    header.tileDataOffset + (header.tileDataLength ?? 0),
  ];
  const end = Math.max(...ends);
  if (end > size)
    throw refusal(
      `${size} bytes, of ${end} that its header tells: it was not copied whole`,
      'the whole file',
    );
}

function sortOf({ tileType, tileCompression, internalCompression }: Header): Basemap['tiles'] {
  const sort = SORTS[tileType];
  if (sort === undefined)
    throw refusal(
      `tiles of the type ${TileType[tileType] ?? tileType}`,
      'vector tiles (MVT), or pictures as PNG, JPEG or WebP',
    );
  for (const packing of [internalCompression, tileCompression]) {
    if (packing > Compression.Gzip)
      throw refusal(`packed with ${Compression[packing] ?? packing}`, 'gzip, or not packed');
  }
  return sort;
}

/** A browser reads it as it stands. */
function checkRoot(header: Header, first: Buffer): void {
  const { rootDirectoryOffset: at, rootDirectoryLength: length } = header;
  if (at + length > FIRST_BYTES)
    throw refusal(`a root directory up to byte ${at + length}`, `one within the first ${FIRST_BYTES} bytes`);
  const root = inflated(first.subarray(at, at + length), header, 'root directory');
  const entries = root.length === 0 ? 0 : readVarint({ buf: root, pos: 0 });
  if (entries === 0) throw refusal('no tile', 'a file with tiles');
  if (entries * LEAST_ENTRY_BYTES > root.length)
    throw refusal(
      `a root directory of ${entries} entries in ${root.length} bytes`,
      'a file that is not damaged',
    );
}

function checkPlace(header: Header, areas: readonly Area[]): void {
  const { minLon, minLat, maxLon, maxLat, minZoom, maxZoom } = header;
  if (minZoom > maxZoom || maxZoom > MAX_ZOOM)
    throw refusal(`zooms ${minZoom} to ${maxZoom}`, `zooms from 0 to ${MAX_ZOOM}`);
  const bounds = `[${[minLon, minLat, maxLon, maxLat].join(', ')}]`;
  if (!(minLon < maxLon && minLat < maxLat))
    throw refusal(`bounds ${bounds}`, '[west, south, east, north] in degrees, west < east and south < north');
  const [west, south, east, north] = boundsOf(areas.flatMap(({ geometry }) => polygonsOf(geometry).flat()));
  if (west < maxLon && minLon < east && south < maxLat && minLat < north) return;
  throw refusal(`bounds ${bounds}, in which no area of areas.geojson lies`, 'a basemap of the province');
}

function drawnOf(layers: readonly string[]): string[] {
  const drawn = layers.filter((name) => KNOWN_LAYERS.has(name));
  if (drawn.length > 0) return drawn;
  const own = layers.slice(0, 20).join(', ');
  throw refusal(
    layers.length === 0 ? 'vector tiles without vector_layers in the metadata' : `the layers ${own}`,
    `layers of Protomaps or OpenMapTiles: ${[...KNOWN_LAYERS].join(', ')}`,
  );
}

function inflated(bytes: Buffer, { internalCompression }: Header, what: string): Buffer {
  if (internalCompression !== Compression.Gzip) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_INFLATED_BYTES });
  } catch (error) {
    throw refusal(`the ${what}: ${(error as Error).message}`, `gzip of at most ${MOST_INFLATED_BYTES} bytes`);
  }
}

async function bytesAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, at);
  return bytes.subarray(0, bytesRead);
}

/** Of the links and signs that maps have in it. */
function plainText(html: string): string {
  const signs: Record<string, string> = { '&copy;': '©', '&amp;': '&', '&nbsp;': ' ' };
  return html
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&\w+;/g, (sign) => signs[sign] ?? sign)
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, MAX_ATTRIBUTION);
}

function refusal(problem: string, accepted?: string): PackError {
  return new PackError(BASEMAP_FILE, problem, accepted);
}
