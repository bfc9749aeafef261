/**
 * How much lz4 may inflate to, from the headers of its blocks alone (the LZ4 frame format): no block makes more than
 * its frame says, nor more than 255 times its bytes.
 */
import { unreadable } from './batch-bounds.ts';

const MAGIC = 0x184d2204;
/** The low four bits are free. */
const SKIPPABLE_MAGIC = 0x184d2a50;
const BEST_RATIO = 255;
const UNCOMPRESSED = 0x80000000;

/** Every frame in the bytes inflates to at most this together. @throws BatchRefusal when they are no whole frames. */
export function mostLz4Bytes(bytes: Buffer): number {
  let most = 0;
  let at = 0;
  const read = (length: number): number => {
    if (at + length > bytes.length) throw unreadable('an lz4 frame is cut short');
    const value = bytes.readUIntLE(at, length);
    at += length;
    return value;
  };
  while (at < bytes.length) {
    const magic = read(4);
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC) {
      at += read(4);
      continue;
    }
    if (magic !== MAGIC) throw unreadable('it is no lz4 frame');
    const flags = read(1);
    const blockBytes = 2 ** (8 + 2 * ((read(1) >> 4) & 7));
    const has = (bit: number) => (flags & bit) !== 0;
    // Content size, dictionary id, checksum of the header.
    at += (has(0x08) ? 8 : 0) + (has(0x01) ? 4 : 0) + 1;
    for (let header = read(4); header !== 0; header = read(4)) {
      const size = header % UNCOMPRESSED;
      most += header >= UNCOMPRESSED ? size : Math.min(blockBytes, size * BEST_RATIO);
      at += size + (has(0x10) ? 4 : 0);
    }
    if (has(0x04)) at += 4;
  }
  if (at > bytes.length) throw unreadable('an lz4 frame is cut short');
  return most;
}
