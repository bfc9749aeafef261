import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVENTS_TOPIC } from '../../contract/topics.ts';
import type { Child } from '../../embedded/child.ts';
import { snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { FaultProxy } from '../support/fault-proxy.ts';
import { sendWithJava } from '../support/java-producer.ts';
import { Ledger } from '../support/ledger.ts';
import { rssMb } from '../support/process-memory.ts';
import { Product } from '../support/product.ts';

/** 200 MB in Kafka, several times what ingest may hold. */
const BACKLOG = 200_000;
const SLOW_MS = 15_000;
/** Two fetches of 32 MiB, their messages as objects, the rows of two chunks of each partition (docs/exactness.md). */
const MAX_GROWTH_MB = 300;
/** Shorter than one slow insert takes. */
const SESSION_MS = 6_000;

let product: Product;
let proxy: FaultProxy;
let ledger: Ledger;
let ingest: Child;

/** Which process the group has, since which rebalance. */
async function membership(): Promise<string> {
  const admin = product.kafka.admin();
  await admin.connect();
  const { groups } = await admin.describeGroups(['ingest']);
  await admin.disconnect();
  return JSON.stringify(groups[0]?.members.map((member) => member.memberId));
}

beforeAll(async () => {
  product = await Product.create();
  proxy = await FaultProxy.start(product.clickHouse.url);
  ledger = await Ledger.open(product);
  const env = { CLICKHOUSE_URL: proxy.url, KAFKA_SESSION_TIMEOUT_MS: String(SESSION_MS) };
  [ingest] = await Promise.all([product.startIngest(env), product.startServer()]);
  await ledger.settle();
});

afterAll(async () => {
  await ledger?.close();
  await product?.stop();
  await proxy?.stop();
});

// Linux tells a process's memory in /proc.
describe.runIf(process.platform === 'linux')('back-pressure', () => {
  it('a slow ClickHouse neither fills the memory nor costs the partitions', async () => {
    const before = { rss: await rssMb(ingest), member: await membership() };
    proxy.always = { kind: 'throttle', bytesPerSecond: 400_000 };
    const note = 'x'.repeat(650);
    const backlog = Array.from({ length: BACKLOG }, (_, i) => ({
      ...snapshotEvent({ code: `SLOW-${i}` }, { id: `slow-${i}` }),
      note,
    }));
    await sendWithJava(
      product.brokers,
      EVENTS_TOPIC,
      backlog.map((event) => JSON.stringify(event)),
    );
    ledger.sent(backlog, backlog.length);
    let peak = 0;
    for (const until = Date.now() + SLOW_MS; Date.now() < until; await sleep(100)) {
      peak = Math.max(peak, await rssMb(ingest));
    }
    const [row] = await product.query<{ n: number }>('SELECT toUInt32(count()) AS n FROM events');
    console.log(
      `memory ${before.rss.toFixed(0)} MB, with ${BACKLOG - Number(row?.n)} events waiting at most ${peak.toFixed(0)} MB`,
    );
    // Slow enough that most is still in Kafka.
    expect(row?.n).toBeLessThan(BACKLOG * 0.7);
    expect(peak - before.rss).toBeLessThan(MAX_GROWTH_MB);
    expect(await membership()).toBe(before.member);

    proxy.always = undefined;
    await eventually(async () => {
      const [all] = await product.query<{ n: number }>('SELECT toUInt32(count()) AS n FROM events');
      return Number(all?.n) >= BACKLOG;
    });
    await ledger.settle();
  }, 120_000);
});
