/**
 * The codecs that producers use. kafkajs brings gzip; a batch in another one stops its consumer unless the codec is
 * registered. These packages carry their binaries or are plain JavaScript, so that no install script has to run.
 */
import zstd from '@toondepauw/node-zstd';
import kafkajs from 'kafkajs';
import lz4 from 'lz4-napi';
import snappyjs from 'snappyjs';
import { unframeSnappy } from './snappy-framing.ts';

interface Codec {
  compress(encoder: { buffer: Buffer }): Promise<Buffer>;
  decompress(bytes: Buffer): Promise<Buffer>;
}

const snappy: Codec = {
  compress: async ({ buffer }) => snappyjs.compress(buffer),
  decompress: async (bytes) => unframeSnappy(bytes, (block) => snappyjs.uncompress(block)),
};

/** Kafka's lz4 is the frame format. */
const lz4Frame: Codec = {
  compress: ({ buffer }) => lz4.compressFrame(buffer),
  decompress: (bytes) => lz4.decompressFrame(bytes),
};

const ZSTD_LEVEL = 3;

const zstdFrame: Codec = {
  compress: ({ buffer }) => new zstd.Encoder(ZSTD_LEVEL).encode(buffer),
  decompress: (bytes) => new zstd.Decoder().decode(bytes),
};

/** Once per process, before the consumer runs: kafkajs keeps its codecs for all clients. */
export function registerCodecs(): void {
  const { CompressionCodecs, CompressionTypes } = kafkajs;
  CompressionCodecs[CompressionTypes.Snappy] = () => snappy;
  CompressionCodecs[CompressionTypes.LZ4] = () => lz4Frame;
  CompressionCodecs[CompressionTypes.ZSTD] = () => zstdFrame;
}
