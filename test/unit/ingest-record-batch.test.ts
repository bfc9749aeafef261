import zstd from '@toondepauw/node-zstd';
import fc from 'fast-check';
import kafkajs from 'kafkajs';
import lz4 from 'lz4-napi';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { MAX_BATCH_BYTES, MAX_BATCH_MESSAGES } from '../../ingest/fetch/batch-bounds.ts';
import { batchOffsets, isRecord, readBatch } from '../../ingest/fetch/record-batch.ts';
import { compressByAllCodecs } from '../support/compressing-producer.ts';

interface Encoder {
  buffer: Buffer;
}
const require = createRequire(import.meta.url);
const Record = require('kafkajs/src/protocol/recordBatch/record/v0/index.js') as (record: object) => Encoder;
const { RecordBatch } = require('kafkajs/src/protocol/recordBatch/v0/index.js') as {
  RecordBatch: (batch: object) => Promise<Encoder>;
};
const Decoder = require('kafkajs/src/protocol/decoder.js') as new (bytes: Buffer) => object;
const readByKafkajs = require('kafkajs/src/protocol/recordBatch/v0/decoder.js') as (
  decoder: object,
) => Promise<{ records: object[] }>;

const CODECS = ['None', 'GZIP', 'Snappy', 'LZ4', 'ZSTD'] as const;
const FIRST_TIME = 1_633_310_000_000;

interface Told {
  key: Buffer | null;
  value: Buffer | null;
  headers?: object;
}

/** A batch as kafkajs's producer writes it; its first offset is 0. */
async function batchOf(codec: (typeof CODECS)[number], told: readonly Told[]): Promise<Buffer> {
  const records = told.map((one, i) => Record({ ...one, offsetDelta: i, timestampDelta: i * 7 }));
  const compression = kafkajs.CompressionTypes[codec];
  const batch = { compression, firstTimestamp: FIRST_TIME, maxTimestamp: FIRST_TIME + 7 * told.length };
  return (await RecordBatch({ ...batch, records, lastOffsetDelta: told.length - 1 })).buffer;
}

/** Zeros. */
const BOMBS = {
  GZIP: async (bytes: number) => gzipSync(Buffer.alloc(bytes)),
  /** A block that says its length and has nothing. */
  Snappy: async (bytes: number) => Buffer.from(varint(bytes)),
  LZ4: (bytes: number) => lz4.compressFrame(Buffer.alloc(bytes)),
  ZSTD: (bytes: number) => new zstd.Encoder(3).encode(Buffer.alloc(bytes)),
};

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}

/** Bytes as text: they are compared much faster so. */
const plain = (message: object): object =>
  JSON.parse(
    JSON.stringify(message, (_, value: { data?: number[] } | null) => value?.data?.join() ?? value),
  ) as object;

const refusalOf = async (batch: Buffer) => (await readBatch(batch)).messages.map((one) => one.refusedBatch);

beforeAll(compressByAllCodecs);

describe('a batch of Kafka', () => {
  it.each(CODECS)('is read as kafkajs reads it: %s', async (codec) => {
    const told = Array.from({ length: 100 }, (_, i) => ({
      key: i % 3 === 0 ? null : Buffer.from(`key ${i}`),
      value: i % 7 === 0 ? null : Buffer.from(`giá trị ${i} `.repeat(i)),
      headers: i % 2 === 0 ? {} : { one: `${i}`, two: ['a', 'b'] },
    }));
    const { messages } = await readBatch(await batchOf(codec, told));
    const { records } = await readByKafkajs(new Decoder(await batchOf('None', told)));
    expect(messages).toHaveLength(100);
    messages.forEach((message, i) => {
      const { magicByte: _, batchContext, ...known } = records[i] as { [name: string]: object };
      expect(plain({ ...message, batchContext: {} })).toEqual(plain({ ...known, batchContext: {} }));
      expect(batchContext).toMatchObject(message.batchContext);
    });
  });

  it.each(CODECS.slice(1))('that inflates to too much is refused as a whole: %s', async (codec) => {
    const told = { key: null, value: Buffer.from('{}') };
    const header = (await batchOf('None', [told, told])).subarray(0, 61);
    header.writeBigInt64BE(4_711n, 0);
    header.writeInt16BE(kafkajs.CompressionTypes[codec], 21);
    const batch = Buffer.concat([header, await BOMBS[codec as keyof typeof BOMBS](MAX_BATCH_BYTES + 1)]);
    const [message, ...others] = (await readBatch(batch)).messages;
    expect(others).toEqual([]);
    expect(message?.offset).toBe('4712');
    expect(message?.value?.equals(batch)).toBe(true);
    expect(message?.refusedBatch).toEqual({
      fromOffset: 4_711,
      offsets: 2,
      kind: 'tooLarge',
      reason: `the batch inflates to more than ${MAX_BATCH_BYTES} bytes; accepted: batches of up to ${MAX_BATCH_BYTES}`,
    });
  });

  it('of too many messages is refused before it is inflated', async () => {
    const batch = await batchOf('ZSTD', [{ key: null, value: Buffer.from('{}') }]);
    batch.writeInt32BE(MAX_BATCH_MESSAGES, 23);
    batch.writeInt32BE(MAX_BATCH_MESSAGES + 1, 57);
    expect(await refusalOf(batch)).toEqual([
      expect.objectContaining({ kind: 'tooMany', offsets: MAX_BATCH_MESSAGES + 1 }),
    ]);
  });

  it('that compaction took messages from says up to where it reached, so that the consumer goes on behind it', async () => {
    const batch = await batchOf('None', [{ key: null, value: Buffer.from('{}') }]);
    batch.writeBigInt64BE(4_711n, 0);
    batch.writeInt32BE(99, 23);
    const kept = (await readBatch(batch)).messages;
    expect(kept.map(({ offset, isControlRecord }) => [offset, isControlRecord])).toEqual([
      ['4711', false],
      ['4810', true],
    ]);
    expect(kept.map(batchOffsets)).toEqual(Array(2).fill({ from: 4_711, to: 4_811 }));
    expect(kept.map((message) => isRecord(message as never))).toEqual([true, false]);
    // Emptied.
    batch.writeInt32BE(0, 57);
    const { messages } = await readBatch(batch.subarray(0, 61));
    expect(messages).toMatchObject([{ offset: '4810', isControlRecord: true, value: null }]);
  });

  it('of a codec that nobody knows is refused', async () => {
    const batch = await batchOf('None', [{ key: null, value: Buffer.from('{}') }]);
    batch.writeInt16BE(5, 21);
    expect(await refusalOf(batch)).toEqual([expect.objectContaining({ kind: 'unreadable' })]);
  });

  it.each(CODECS)('with damaged bytes is refused or read, and stops nothing: %s', async (codec) => {
    const value = Buffer.from('{"status":"processing"} '.repeat(20));
    const whole = await batchOf(
      codec,
      Array.from({ length: 20 }, (_, i) => ({ key: Buffer.from(`${i}`), value, headers: { a: 'b' } })),
    );
    const damage = fc.array(fc.tuple(fc.integer({ min: 61, max: whole.length - 1 }), fc.nat(255)), {
      minLength: 1,
      maxLength: 4,
    });
    const cut = fc.integer({ min: 62, max: whole.length });
    await fc.assert(
      fc.asyncProperty(damage, cut, async (changes, length) => {
        const batch = Buffer.from(whole);
        for (const [at, byte] of changes) batch[at] = byte;
        const { messages } = await readBatch(batch.subarray(0, length));
        expect([1, 20]).toContain(messages.length);
      }),
      { numRuns: 200 },
    );
  });
});
