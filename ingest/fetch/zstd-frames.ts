/**
 * How much zstd may inflate to, from the headers of its blocks alone (RFC 8878): no block makes more than 128 KiB.
 */
import { unreadable } from './batch-bounds.ts';

const MAGIC = 0xfd2fb528;
/** The low four bits are free. */
const SKIPPABLE_MAGIC = 0x184d2a50;
const BLOCK_BYTES = 128 * 1024;
const RLE = 1;
const COMPRESSED = 2;
const DICTIONARY_ID_BYTES = [0, 1, 2, 4];
const CONTENT_SIZE_BYTES = [0, 2, 4, 8];

/** Every frame in the bytes inflates to at most this together. @throws BatchRefusal when they are no whole frames. */
export function mostZstdBytes(bytes: Buffer): number {
  let most = 0;
  let at = 0;
  const read = (length: number): number => {
    if (at + length > bytes.length) throw unreadable('a zstd frame is cut short');
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
    if (magic !== MAGIC) throw unreadable('it is no zstd frame');
    const descriptor = read(1);
    const isSingleSegment = (descriptor & 0x20) !== 0;
    const contentSizeBytes = (CONTENT_SIZE_BYTES[descriptor >> 6] as number) || (isSingleSegment ? 1 : 0);
    const windowBytes = isSingleSegment ? 0 : 1;
    at += windowBytes + (DICTIONARY_ID_BYTES[descriptor & 3] as number) + contentSizeBytes;
    for (let isLast = false; !isLast;) {
      const header = read(3);
      isLast = (header & 1) === 1;
      const [type, size] = [(header >> 1) & 3, header >> 3];
      if (type > COMPRESSED) throw unreadable('a zstd block has no known type');
      most += type === COMPRESSED ? BLOCK_BYTES : size;
      at += type === RLE ? 1 : size;
    }
    const hasChecksum = (descriptor & 4) !== 0;
    if (hasChecksum) at += 4;
  }
  if (at > bytes.length) throw unreadable('a zstd frame is cut short');
  return most;
}
