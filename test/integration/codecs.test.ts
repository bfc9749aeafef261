import kafkajs from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVENTS_TOPIC } from '../../contract/topics.ts';
import type { Child } from '../../embedded/child.ts';
import { MAX_BATCH_BYTES } from '../../ingest/fetch/batch-bounds.ts';
import { compressByAllCodecs } from '../support/compressing-producer.ts';
import { snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { sendWithJava } from '../support/java-producer.ts';
import { rssMb } from '../support/process-memory.ts';
import { Product } from '../support/product.ts';

/** Several batches in each partition, and blocks of more than snappy-java's 32 KiB. */
const MESSAGES = 4_000;

/** What is inflated before it is over the bound, and the refused batches as they came. */
const MAX_GROWTH_MB = 250;

let product: Product;
let ingest: Child;

const textsOf = (prefix: string) =>
  Array.from({ length: MESSAGES }, (_, i) =>
    JSON.stringify({
      ...snapshotEvent({ code: `${prefix}-${i}`, officer: { id: `cb-${i % 7}`, name: 'Nguyễn Thị Ân' } }),
      note: 'x'.repeat(i % 500),
    }),
  );

async function expectCounted(prefix: string): Promise<void> {
  await eventually(async () => {
    const [row] = await product.query<{ codes: number; officers: number }>(
      `SELECT uniqExact(code) AS codes, countIf(officerName = 'Nguyễn Thị Ân') AS officers FROM events FINAL
       WHERE startsWith(code, '${prefix}-')`,
    );
    expect(row).toEqual({ codes: MESSAGES, officers: MESSAGES });
    return true;
  });
  expect((await product.snapshot()).feed.deadLetters).toBe(0);
}

beforeAll(async () => {
  compressByAllCodecs();
  product = await Product.create();
  [ingest] = await Promise.all([product.startIngest(), product.startServer()]);
});

afterAll(async () => {
  await product?.stop();
});

describe('compressed messages are counted', () => {
  it.each(['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const)("%s of Kafka's own producer", async (codec) => {
    const prefix = `JAVA-${codec}`;
    await sendWithJava(product.brokers, EVENTS_TOPIC, textsOf(prefix), codec);
    await expectCounted(prefix);
  });

  it.each(['Snappy', 'LZ4', 'ZSTD'] as const)('%s of a producer outside Java', async (codec) => {
    const prefix = `JS-${codec}`;
    const producer = product.kafka.producer();
    await producer.connect();
    await producer.send({
      topic: EVENTS_TOPIC,
      compression: kafkajs.CompressionTypes[codec],
      messages: textsOf(prefix).map((value) => ({ value })),
    });
    await producer.disconnect();
    await expectCounted(prefix);
  });
});

it('counts what a transaction committed, not what one aborted, and is not behind afterwards', async () => {
  const producer = product.kafka.producer({
    transactionalId: 'codecs',
    idempotent: true,
    maxInFlightRequests: 1,
  });
  await producer.connect();
  const send = async (code: string, ends: 'commit' | 'abort') => {
    const transaction = await producer.transaction();
    const value = JSON.stringify(snapshotEvent({ code }));
    await transaction.send({ topic: EVENTS_TOPIC, messages: [{ key: code, value, partition: 0 }] });
    await transaction[ends]();
  };
  await send('TX-1', 'commit');
  await send('TX-2', 'abort');
  await send('TX-3', 'commit');
  await producer.disconnect();
  await eventually(async () => {
    const rows = await product.query<{ code: string }>(
      "SELECT DISTINCT code FROM events WHERE startsWith(code, 'TX-') ORDER BY code",
    );
    expect(rows).toEqual([{ code: 'TX-1' }, { code: 'TX-3' }]);
    const { feed } = await product.snapshot();
    expect(feed.state).toBe('live');
    return true;
  });
});

// Kafka takes it: its limit is one of compressed bytes.
describe('a batch that inflates to too much', () => {
  const CODECS = ['GZIP', 'Snappy', 'LZ4', 'ZSTD'] as const;

  it('is a dead letter as a whole, what stands beside it is counted, and memory stays', async () => {
    const before = await rssMb(ingest);
    let peak = before;
    const watching = setInterval(() => void rssMb(ingest).then((now) => (peak = Math.max(peak, now))), 50);
    const event = (code: string) => ({ value: JSON.stringify(snapshotEvent({ code })), partition: 0 });
    const zeros = { value: Buffer.alloc(MAX_BATCH_BYTES), partition: 0 };
    const producer = product.kafka.producer();
    await producer.connect();
    for (const codec of CODECS) {
      const compression = kafkajs.CompressionTypes[codec];
      const messages = [{ value: '{}', partition: 0 }, zeros];
      await producer.send({ topic: EVENTS_TOPIC, compression, messages });
      await producer.send({ topic: EVENTS_TOPIC, messages: [event(`BESIDE-${codec}`)] });
    }
    await producer.disconnect();
    await eventually(async () => {
      const [row] = await product.query<object>(
        `SELECT (SELECT uniqExact(code) FROM events WHERE startsWith(code, 'BESIDE-')) AS events,
           uniqExact(kafkaOffset) AS letters, groupUniqArray(reason) AS reasons FROM dead_letters`,
      );
      expect(row).toEqual({
        events: CODECS.length,
        letters: CODECS.length * 2,
        reasons: [
          `the batch inflates to more than ${MAX_BATCH_BYTES} bytes; accepted: batches of up to ${MAX_BATCH_BYTES}`,
        ],
      });
      const { feed } = await product.snapshot();
      expect(feed).toMatchObject({ state: 'live', deadLetters: CODECS.length * 2 });
      return true;
    });
    clearInterval(watching);
    console.log(`memory ${before.toFixed(0)} MB, while batches were refused at most ${peak.toFixed(0)} MB`);
    expect(peak - before).toBeLessThan(MAX_GROWTH_MB);
    const metrics = await (await fetch(`${product.intakeUrl}/metrics`)).text();
    expect(metrics).toContain(`ingest_refused_batches_total{kind="tooLarge"} ${CODECS.length}`);
  });
});
