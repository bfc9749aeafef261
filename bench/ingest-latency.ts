/** How long a produced event takes to be readable in ClickHouse, at several rates. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import { connect } from '../clickhouse/client.ts';
import { readEventsFrom } from '../clickhouse/events-table.ts';
import { readLanes } from '../clickhouse/lanes-table.ts';
import { LogFollower } from '../server/state/log-follower.ts';
import { EVENTS_TOPIC } from '../contract/topics.ts';
import { percentiles } from './percentiles.ts';
import { sampleEvent } from './sample-events.ts';
import { note, type Stand } from './stand.ts';

const SEND_EVERY_MS = 10;
const LOOK_EVERY_MS = 10;
/** The first events meet cold code and caches. */
const WARM_UP_MS = 2_000;

export async function measureLatency(
  stand: Stand,
  /** Holds the topic already. */
  database: string,
  rates: readonly number[],
  seconds: number,
): Promise<Record<string, { p50: number; p99: number }>> {
  const ingest = await stand.start('ingest-live', 'ingest/main.ts', { CLICKHOUSE_DATABASE: database });
  const figures: Record<string, { p50: number; p99: number }> = {};
  for (const rate of rates) {
    figures[rate] = percentiles(
      await measureRate({ ...stand, clickHouse: { ...stand.clickHouse, database } }, rate, seconds),
    );
    note(`${rate} events/s: readable after p50 ${figures[rate].p50} ms, p99 ${figures[rate].p99} ms`);
  }
  await ingest.stop();
  return figures;
}

/** Milliseconds of each event from before its send until a look, such as a server's tick, found it in the log. */
async function measureRate(stand: Stand, rate: number, seconds: number): Promise<number[]> {
  const producer = new Kafka({ brokers: [stand.brokers], logLevel: logLevel.NOTHING }).producer();
  await producer.connect();
  const client = connect(stand.clickHouse, 'board');
  const prefix = `BENCH-${rate}-`;
  const sentAt: number[] = [];
  const latencies: number[] = [];
  let seen = 0;
  let sending = true;
  const follower = new LogFollower();
  follower.startFrom(await readLanes(client));
  const looking = (async () => {
    while (sending || seen < sentAt.length) {
      for await (const rows of readEventsFrom(client, follower.positions())) {
        const now = performance.now();
        for (const row of rows) {
          follower.saw(row);
          if (!row.code.startsWith(prefix)) continue;
          const n = Number(row.code.slice(prefix.length));
          latencies[n] = now - (sentAt[n] as number);
          seen++;
        }
      }
      follower.endPass();
      await sleep(LOOK_EVERY_MS);
    }
  })();
  const startedAt = performance.now();
  const pending: Promise<unknown>[] = [];
  for (let now = startedAt; now - startedAt < WARM_UP_MS + seconds * 1_000; now = performance.now()) {
    const due = Math.floor(((now - startedAt) / 1_000) * rate) - sentAt.length;
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
  sending = false;
  await looking;
  await producer.disconnect();
  await client.close();
  return latencies.slice(Math.ceil((WARM_UP_MS / 1_000) * rate));
}
