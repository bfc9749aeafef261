/** How long a produced event takes to be readable in ClickHouse, at several rates. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import { connect, selectJson } from '../clickhouse/client.ts';
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
  rates: readonly number[],
  seconds: number,
): Promise<Record<string, { p50: number; p99: number }>> {
  const ingest = await stand.start('ingest-live', 'ingest/main.ts');
  const figures: Record<string, { p50: number; p99: number }> = {};
  for (const rate of rates) {
    figures[rate] = percentiles(await measureRate(stand, rate, seconds));
    note(`${rate} events/s: readable after p50 ${figures[rate].p50} ms, p99 ${figures[rate].p99} ms`);
  }
  await ingest.stop();
  return figures;
}

/** Milliseconds of each event from before its send until a look found it. */
async function measureRate(stand: Stand, rate: number, seconds: number): Promise<number[]> {
  const producer = new Kafka({ brokers: [stand.brokers], logLevel: logLevel.NOTHING }).producer();
  await producer.connect();
  const client = connect(stand.clickHouse, 'board');
  const source = `urn:bench:${rate}`;
  const sentAt: number[] = [];
  const latencies: number[] = [];
  let seen = 0;
  let sending = true;
  const looking = (async () => {
    while (sending || seen < sentAt.length) {
      const rows = await selectJson<{ id: string }>(
        client,
        `SELECT id FROM events WHERE source = {source:String} AND eventTime >= now64(3) - INTERVAL 60 SECOND
           AND toUInt32OrZero(id) >= {seen:UInt32}`,
        { source, seen },
      );
      const now = performance.now();
      for (const { id } of rows) latencies[Number(id)] ??= now - (sentAt[Number(id)] as number);
      while (latencies[seen] !== undefined) seen++;
      await sleep(LOOK_EVERY_MS);
    }
  })();
  const startedAt = performance.now();
  const pending: Promise<unknown>[] = [];
  for (let now = startedAt; now - startedAt < WARM_UP_MS + seconds * 1_000; now = performance.now()) {
    const due = Math.floor(((now - startedAt) / 1_000) * rate) - sentAt.length;
    const messages = Array.from({ length: Math.max(0, due) }, () => {
      const n = sentAt.push(now) - 1;
      const event = { ...sampleEvent(n, Date.now()), id: String(n), source };
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
