/** Lets kafkajs's producers compress by every codec; of its own it has gzip. */
import zstd from '@toondepauw/node-zstd';
import kafkajs from 'kafkajs';
import lz4 from 'lz4-napi';
import snappyjs from 'snappyjs';

type Compress = (bytes: Buffer) => Buffer | Promise<Buffer>;

const COMPRESS: Record<'Snappy' | 'LZ4' | 'ZSTD', Compress> = {
  Snappy: (bytes) => withZeros(bytes) ?? snappyjs.compress(bytes),
  LZ4: (bytes) => lz4.compressFrame(bytes),
  ZSTD: (bytes) => new zstd.Encoder(3).encode(bytes),
};

/**
 * A few bytes and then millions of zeros as one snappy block, at once: the package takes seconds for it. Undefined for all
 * else.
 */
function withZeros(bytes: Buffer): Buffer | undefined {
  const head = 60;
  const zeros = bytes.length - head;
  if (zeros < 1_000_000 || !bytes.subarray(head).equals(Buffer.alloc(zeros))) return undefined;
  const length = Buffer.from([...varint(bytes.length), (head - 1) << 2]);
  // A literal of one zero, then copies of 64 bytes from one byte before.
  const [whole, rest] = [Math.floor((zeros - 1) / 64), (zeros - 1) % 64];
  const copy = (bytes: number) => [((bytes - 1) << 2) | 2, 1, 0];
  const copies = Buffer.alloc(3 * whole, Buffer.from(copy(64)));
  return Buffer.concat([
    length,
    bytes.subarray(0, head),
    Buffer.of(0, 0),
    copies,
    Buffer.from(rest ? copy(rest) : []),
  ]);
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}

export function compressByAllCodecs(): void {
  const { CompressionCodecs, CompressionTypes } = kafkajs;
  for (const [name, compress] of Object.entries(COMPRESS)) {
    CompressionCodecs[CompressionTypes[name as keyof typeof COMPRESS]] = () => ({
      compress: async ({ buffer }: { buffer: Buffer }) => compress(buffer),
    });
  }
}
