/**
 * How long a produced event takes to be readable in ClickHouse, at several rates: from ingest's own histogram of the
 * time between the producer's stamp and ClickHouse's acknowledgement, so that measuring costs nothing. Meanwhile a reader
 * follows the log at the pace of a server's ticks, and says when it had each event.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { logLevel } from 'kafkajs';
import { connect } from '../clickhouse/client.ts';
import { readEventsFrom } from '../clickhouse/events-table.ts';
import { readLanes } from '../clickhouse/lanes-table.ts';
import { DOSSIER_LOG } from '../clickhouse/stream-log.ts';
import { freePort } from '../embedded/ports.ts';
import { LogFollower } from '../server/state/log/log-follower.ts';
import { EVENTS_TOPIC } from '../contract/topics.ts';
import { Kafka } from '../kafka/kafka.ts';
import { percentiles } from './percentiles.ts';
import { sampleEvent } from './sample-events.ts';
import { note, type Stand } from './stand.ts';

const SEND_EVERY_MS = 10;
/** As a server's ticks (server/ticker.ts). */
const LOOK_EVERY_MS = 100;
/** The first events meet cold code and caches. */
const WARM_UP_MS = 2_000;
const START_MS = 60_000;

export interface Latency {
  /** Until ClickHouse acknowledged the row, ms: from then on a query finds it. */
  readable: { p50: number; p99: number };
  /** Until a reader that looks as often as a server had it, ms. */
  read: { p50: number; p99: number };
}

/** `database` holds the topic already. */
export async function measureLatency(
  stand: Stand,
  database: string,
  rates: readonly number[],
  seconds: number,
): Promise<Record<string, Latency>> {
  const intakePort = await freePort();
  const ingest = await stand.start('ingest-live', 'ingest', {
    CLICKHOUSE_DATABASE: database,
    INTAKE_PORT: String(intakePort),
  });
  const url = `http://127.0.0.1:${intakePort}`;
  await whenReady(url);
  const metricsUrl = `${url}/metrics`;
  const figures: Record<string, Latency> = {};
  for (const rate of rates) {
    const at = { ...stand, clickHouse: { ...stand.clickHouse, database } };
    const { readable, read } = (figures[rate] = await measureRate(at, metricsUrl, rate, seconds));
    note(
      `${rate} events/s: readable after p50 ${readable.p50} ms, p99 ${readable.p99} ms; read after ${read.p50} / ${read.p99} ms`,
    );
  }
  await ingest.stop();
  return figures;
}

async function measureRate(
  stand: Stand,
  metricsUrl: string,
  rate: number,
  seconds: number,
): Promise<Latency> {
  const producer = new Kafka({ brokers: [stand.brokers], logLevel: logLevel.NOTHING }).producer();
  await producer.connect();
  const client = connect(stand.clickHouse, 'board');
  const prefix = `BENCH-${rate}-`;
  const sentAt: number[] = [];
  const readAfter: number[] = [];
  let seen = 0;
  let sending = true;
  const follower = new LogFollower();
  follower.startFrom(await readLanes(client, 'dossier'));
  const looking = (async () => {
    while (sending || seen < sentAt.length) {
      for await (const rows of readEventsFrom(client, DOSSIER_LOG, follower.positions())) {
        const now = performance.now();
        for (const row of rows) {
          follower.saw(row);
          if (!row.code.startsWith(prefix)) continue;
          const n = Number(row.code.slice(prefix.length));
          readAfter[n] = now - (sentAt[n] as number);
          seen++;
        }
      }
      follower.endPass();
      await sleep(LOOK_EVERY_MS);
    }
  })();
  const send = async (forMs: number) => {
    const [startedAt, before] = [performance.now(), sentAt.length];
    const pending: Promise<unknown>[] = [];
    for (let now = startedAt; now - startedAt < forMs; now = performance.now()) {
      const due = before + Math.floor(((now - startedAt) / 1_000) * rate) - sentAt.length;
      const messages = Array.from({ length: Math.max(0, due) }, () => {
        const n = sentAt.push(now) - 1;
        const event = sampleEvent(n, Date.now());
        event.data.code = `${prefix}${n}`;
        return { key: event.data.code, value: JSON.stringify(event) };
      });
      if (messages.length > 0) pending.push(producer.send({ topic: EVENTS_TOPIC, acks: 1, messages }));
      await sleep(SEND_EVERY_MS);
    }
    await Promise.all(pending);
  };
  await send(WARM_UP_MS);
  const warmedUp = sentAt.length;
  const before = await readBuckets(metricsUrl);
  await send(seconds * 1_000);
  sending = false;
  await looking;
  const after = await readBuckets(metricsUrl);
  await producer.disconnect();
  await client.close();
  const counts = after.map(({ upToMs, count }, i) => ({ upToMs, count: count - (before[i]?.count ?? 0) }));
  return {
    readable: { p50: quantile(counts, 0.5), p99: quantile(counts, 0.99) },
    read: percentiles(readAfter.slice(warmedUp)),
  };
}

/** Resolves when ingest reads its partitions. @throws Error when it does not within {@link START_MS}. */
async function whenReady(url: string): Promise<void> {
  for (const until = performance.now() + START_MS; performance.now() < until; await sleep(100)) {
    const isReady = await fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
  }
  throw new Error(`ingest is not ready after ${START_MS} ms`);
}

interface Bucket {
  upToMs: number;
  /** Events within `upToMs`, those of smaller buckets included. */
  count: number;
}

async function readBuckets(metricsUrl: string): Promise<Bucket[]> {
  const text = await (await fetch(metricsUrl)).text();
  const lines = text.matchAll(/^ingest_stored_seconds_bucket\{le="([^"]+)"\} (\d+)$/gm);
  return [...lines].map(([, le, count]) => ({
    upToMs: le === '+Inf' ? Infinity : Number(le) * 1_000,
    count: Number(count),
  }));
}

/** As Prometheus's histogram_quantile: even within a bucket. */
function quantile(buckets: readonly Bucket[], share: number): number {
  const wanted = share * (buckets.at(-1)?.count ?? 0);
  const at = buckets.findIndex(({ count }) => count >= wanted);
  const [low, high] = [buckets[at - 1] ?? { upToMs: 0, count: 0 }, buckets[at] as Bucket];
  const within = (wanted - low.count) / (high.count - low.count);
  return Math.round((low.upToMs + within * (high.upToMs - low.upToMs)) * 10) / 10;
}
