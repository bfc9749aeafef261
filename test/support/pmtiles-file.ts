/** Writes small PMTiles files (version 3) of one tile, which covers the world. */
import { crc32, deflateSync, gzipSync } from 'node:zlib';

export interface MadeTiles {
  /** 1: vector, 2: PNG, 5: AVIF. */
  type: number;
  tile: Buffer;
  metadata: Record<string, unknown>;
  /** West, south, east, north. */
  bounds?: readonly [number, number, number, number];
  minZoom?: number;
}

const HEADER_BYTES = 127;
const GZIP = 2;
const NOT_PACKED = 1;
const EXTENT = 4096;

export function pmtilesFile({
  type,
  tile,
  metadata,
  bounds = [-180, -85, 180, 85],
  minZoom = 0,
}: MadeTiles): Buffer {
  // One entry: number of entries, tile id, run length, length, offset + 1.
  const root = gzipSync(Buffer.concat([1, 0, 1, tile.length, 1].map(varint)));
  const json = gzipSync(JSON.stringify(metadata));
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('PMTiles', 'latin1');
  header.writeUInt8(3, 7);
  let at = HEADER_BYTES;
  [root, json, Buffer.alloc(0), tile].forEach(({ length }, i) => {
    header.writeBigUInt64LE(BigInt(at), 8 + 16 * i);
    header.writeBigUInt64LE(BigInt(length), 16 + 16 * i);
    at += length;
  });
  for (const counted of [72, 80, 88]) header.writeBigUInt64LE(1n, counted);
  header.set([1, GZIP, NOT_PACKED, type, minZoom, 0], 96);
  bounds.forEach((degrees, i) => header.writeInt32LE(Math.round(degrees * 1e7), 102 + 4 * i));
  return Buffer.concat([header, root, json, tile]);
}

/** A picture of one colour, `#rrggbb`. */
export function pngTile(colour: string, size = 256): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  // 8 bits of each of red, green and blue.
  head.set([8, 2], 8);
  const pixel = [1, 3, 5].map((from) => parseInt(colour.slice(from, from + 2), 16));
  const line = Buffer.from([0, ...Array.from({ length: size }, () => pixel).flat()]);
  const lines = Buffer.concat(Array.from({ length: size }, () => line));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A vector tile in which each layer fills all of it. */
export function filledTile(layers: readonly string[]): Buffer {
  const square = [9, 0, 0, 26, zigzag(EXTENT), 0, 0, zigzag(EXTENT), zigzag(-EXTENT), 0, 15];
  const feature = Buffer.concat([number(3, 3), bytes(4, Buffer.concat(square.map(varint)))]);
  return Buffer.concat(
    layers.map((name) =>
      bytes(
        3,
        Buffer.concat([number(15, 2), bytes(1, Buffer.from(name)), bytes(2, feature), number(5, EXTENT)]),
      ),
    ),
  );
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

/** Fields of protocol buffers. */
function number(field: number, value: number): Buffer {
  return Buffer.concat([varint(field << 3), varint(value)]);
}

function bytes(field: number, value: Buffer): Buffer {
  return Buffer.concat([varint((field << 3) | 2), varint(value.length), value]);
}

function varint(value: number): Buffer {
  const parts: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...parts, rest]);
    parts.push((rest % 128) | 128);
  }
}
