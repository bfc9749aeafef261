/**
 * The four codecs that producers use, each with a bound that is checked before memory is allocated. The packages carry their
 * binaries or are plain JavaScript, so no install script has to run.
 */
import zstd from '@toondepauw/node-zstd';
import lz4 from 'lz4-napi';
import { promisify } from 'node:util';
import { unzip } from 'node:zlib';
import { BatchRefusal, MAX_BATCH_BYTES, tooLarge, unreadable } from './batch-bounds.ts';
import { mostLz4Bytes } from './lz4-frames.ts';
import { inflateSnappy } from './snappy.ts';
import { mostZstdBytes } from './zstd-frames.ts';

const gunzip = promisify(unzip);

/**
 * zstd and lz4 inflate in one go, and their headers give only an upper limit. Blocks are hardly ever less than half full, so
 * what may come to twice the bound is over it.
 */
const MAX_POSSIBLE_BYTES = 2 * MAX_BATCH_BYTES;

/** By the number in a batch's attributes; 0 is none. */
const CODECS: readonly ((bytes: Buffer) => Buffer | Promise<Buffer>)[] = [
  (bytes) => bytes,
  (bytes) => gunzip(bytes, { maxOutputLength: MAX_BATCH_BYTES }),
  inflateSnappy,
  (bytes) => {
    if (mostLz4Bytes(bytes) > MAX_POSSIBLE_BYTES) throw tooLarge();
    return lz4.decompressFrame(bytes);
  },
  (bytes) => {
    if (mostZstdBytes(bytes) > MAX_POSSIBLE_BYTES) throw tooLarge();
    return new zstd.Decoder().decode(bytes);
  },
];

/** The records of a batch. @throws BatchRefusal */
export async function inflate(codec: number, bytes: Buffer): Promise<Buffer> {
  const decode = CODECS[codec];
  if (!decode) throw unreadable(`its codec ${codec} is not known`);
  try {
    const inflated = await decode(bytes);
    if (inflated.length > MAX_BATCH_BYTES) throw tooLarge();
    return inflated;
  } catch (error) {
    if (error instanceof BatchRefusal) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw unreadable(`its compressed bytes are damaged`);
  }
}
