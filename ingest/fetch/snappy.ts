/**
 * Snappy as producers send it: Java's puts the blocks of the snappy-java ("xerial") stream behind a header, librdkafka
 * and others send one bare block. A block declares its length, so what is too large is known before it is inflated.
 *
 * Header: 0x82 SNAPPY 0x00, version, compatible version (32 bits each); then per block its length (32 bits, big-endian)
 * and its bytes.
 */
import snappyjs from 'snappyjs';
import { MAX_BATCH_BYTES, tooLarge, unreadable } from './batch-bounds.ts';

const MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const HEADER_BYTES = MAGIC.length + 8;
const LENGTH_BYTES = 4;

/** @throws BatchRefusal */
export function inflateSnappy(bytes: Buffer): Buffer {
  const blocks = [...blocksOf(bytes)];
  const length = blocks.reduce((sum, block) => sum + declaredLength(block), 0);
  if (length > MAX_BATCH_BYTES) throw tooLarge();
  return Buffer.concat(blocks.map((block) => snappyjs.uncompress(block)));
}

function* blocksOf(bytes: Buffer): Generator<Buffer> {
  // No bare block begins so: read as one, its first element would copy from before the start.
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) return yield bytes;
  let at = HEADER_BYTES;
  while (at < bytes.length) {
    if (at + LENGTH_BYTES > bytes.length) throw unreadable('a snappy block is cut short');
    const end = at + LENGTH_BYTES + bytes.readUInt32BE(at);
    if (end > bytes.length) throw unreadable('a snappy block is cut short');
    yield bytes.subarray(at + LENGTH_BYTES, end);
    at = end;
  }
}

/** The varint that a block begins with. */
function declaredLength(block: Buffer): number {
  let length = 0;
  for (let at = 0; at < 5; at++) {
    const byte = block[at];
    if (byte === undefined) break;
    length += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) return length;
  }
  throw unreadable('a snappy block has no length');
}
