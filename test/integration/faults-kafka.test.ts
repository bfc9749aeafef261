/** What Kafka does to ingest: killed and back, a topic deleted and re-created, a backlog. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVENTS_TOPIC } from '../../contract/topics.ts';
import { startBroker, type RunningBroker } from '../../embedded/broker-process.ts';
import type { Child } from '../../embedded/child.ts';
import { ensureTopics } from '../../ingest/topics.ts';
import { messageOf, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { FaultProxy } from '../support/fault-proxy.ts';
import { sendWithJava } from '../support/java-producer.ts';
import { Ledger } from '../support/ledger.ts';
import { Product } from '../support/product.ts';
import { randomEvents } from '../support/random-events.ts';

const BACKLOG = 1_000_000;
/** Each of them is sent ten times. */
const DIFFERENT = 100_000;
const seed = Number(process.env['SEED'] ?? Date.now() % 1e9);

let dir: string;
let broker: RunningBroker;
let product: Product;
let ledger: Ledger;
let ingest: Child;
let admin: Admin;
let drawn = 0;

const events = (count: number) => randomEvents('K', count, seed + drawn++);
const start = (port: number) => startBroker({ dataDir: dir, port, env: process.env, log: () => undefined });

async function recreateTopic(): Promise<void> {
  await admin.deleteTopics({ topics: [EVENTS_TOPIC] });
  await eventually(async () => !(await admin.listTopics()).includes(EVENTS_TOPIC));
  await ensureTopics(admin);
  ledger.topicRecreated();
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'broker-'));
  broker = await start(0);
  product = await Product.create({ KAFKA_BROKERS: broker.brokers, KAFKA_SESSION_TIMEOUT_MS: '6000' });
  admin = product.kafka.admin();
  await admin.connect();
  ledger = await Ledger.open(product);
  [ingest] = await Promise.all([product.startIngest(), product.startServer()]);
  await ledger.send(events(300));
  await ledger.settle();
});

afterAll(async () => {
  await ledger?.close();
  await admin?.disconnect();
  await product?.stop();
  await broker?.stop();
  await rm(dir, { recursive: true, force: true });
});

describe(`faults of Kafka (SEED=${seed})`, () => {
  it('the broker is killed and comes back', async () => {
    await ledger.send(events(2_000));
    await broker.kill();
    await sleep(3_000);
    broker = await start(Number(broker.brokers.split(':')[1]));
    await ledger.send(events(300));
    await ledger.settle();
  });

  it('the topic is deleted and re-created while ingest runs', async () => {
    await recreateTopic();
    await ledger.send(events(3_000));
    await ledger.settle();
  });

  it('the topic is deleted and re-created while ingest is stopped', async () => {
    await ingest.stop();
    await recreateTopic();
    // Further than the old one came: its offsets overlap all of it.
    await ledger.send(events(3_000));
    ingest = await product.startIngest();
    await ledger.settle();
  });

  it('the topic is deleted and re-created while ClickHouse is away and ingest is full', async () => {
    await ingest.stop();
    const proxy = await FaultProxy.start(product.clickHouse.url);
    ingest = await product.startIngest({ CLICKHOUSE_URL: proxy.url });
    const known = events(300);
    await ledger.send(known);
    await ledger.settle();
    proxy.always = { kind: 'answer', status: 503, text: 'away' };
    // What is under way when the topic goes may or may not be counted: repetitions do not change the figures.
    await product.produce(known.map((event) => messageOf(event)));
    await eventually(() => proxy.faults > 0);
    await product.produce(known.map((event) => messageOf(event)));
    await recreateTopic();
    await ledger.send(events(8_000));
    proxy.always = undefined;
    await ledger.settle();
    await ingest.stop();
    await proxy.stop();
    ingest = await product.startIngest();
  });

  it('partitions are added, and are read within seconds', async () => {
    await admin.createPartitions({ topicPartitions: [{ topic: EVENTS_TOPIC, count: 12 }] });
    const added = events(40);
    await product.produce(added.map((event, i) => messageOf(event, 8 + (i % 4))));
    ledger.sent(added, added.length);
    await eventually(async () => {
      const [row] = await product.query<{ n: number }>(
        'SELECT toUInt32(uniqExact(kafkaPartition)) AS n FROM events WHERE kafkaPartition >= 8',
      );
      return row?.n === 4;
    }, 15_000);
    await ledger.settle();
  });

  it('partitions that nobody reads are named until somebody does', async () => {
    await product.startIngest({}, 'ingest-second');
    await eventually(async () => (await product.logOf('ingest-second')).includes('partitions assigned'));
    const feed = async () => (await product.snapshot()).feed;
    await eventually(async () => (await feed()).state === 'live');
    await product.kill('ingest-second');
    await eventually(async () => /^nobody reads partitions? \d/.test((await feed()).reason ?? ''), 15_000);
    await eventually(async () => (await feed()).state === 'live', 30_000);
    // Whoever takes over a partition that was added knows its log.
    const lives = 'SELECT kafkaPartition FROM partition_lives WHERE kafkaPartition >= 8 AND generation > 0';
    expect(await product.query(lives)).toEqual([]);
  });

  it('a lag of a million', { timeout: 360_000 }, async () => {
    await ingest.stop();
    const different = Array.from({ length: DIFFERENT }, (_, i) =>
      snapshotEvent({ code: `BACKLOG-${i % 60_000}`, status: i % 3 === 0 ? 'returned' : 'processing' }),
    );
    const texts = different.map((event) => JSON.stringify(event));
    const backlog = Array.from({ length: BACKLOG }, (_, i) => texts[i % DIFFERENT] as string);
    await sendWithJava(product.brokers, EVENTS_TOPIC, backlog);
    ledger.sent(different, BACKLOG);
    ingest = await product.startIngest();
    const startedAt = Date.now();
    await ledger.settle(240_000);
    console.log(
      `${BACKLOG} events behind: all agree after ${((Date.now() - startedAt) / 1_000).toFixed(1)} s`,
    );
    await eventually(async () => (await product.snapshot()).feed.state === 'live');
  });
});
