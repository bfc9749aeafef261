/** Kafka and ClickHouse lose what they had acknowledged: a log cut by a power cut, messages deleted, rows that are gone. */
import { readdir, readFile, rm, stat, truncate } from 'node:fs/promises';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import kafkajs, { type Admin } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../clickhouse/client.ts';
import type { DossierEvent } from '../../contract/event.ts';
import type { QualityReport } from '../../contract/quality.ts';
import { EVENTS_PARTITIONS, EVENTS_TOPIC } from '../../contract/topics.ts';
import { startBroker, type RunningBroker } from '../../embedded/broker-process.ts';
import type { Child } from '../../embedded/child.ts';
import type { RecountResult } from '../../server/state/log/recount.ts';
import { messageOf, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { Ledger } from '../support/ledger.ts';
import { Product } from '../support/product.ts';
import { randomEvents } from '../support/random-events.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1e9);

let dir: string;
let broker: RunningBroker;
let product: Product;
let ledger: Ledger;
let ingest: Child;
let admin: Admin;
let drawn = 0;

const events = (count: number) => randomEvents('L', count, seed + drawn++);
const start = (port: number) => startBroker({ dataDir: dir, port, env: process.env, log: () => undefined });
const recount = () => product.get<RecountResult>('/api/v1/recount');

/** What a power cut leaves of a partition: the end of its segment is gone, and so is the mark of a clean stop. */
async function cutLog(partition: number, share: number): Promise<void> {
  const log = join(dir, 'log');
  const folder = join(log, `${EVENTS_TOPIC}-${partition}`);
  await rm(join(log, '.kafka_cleanshutdown'), { force: true });
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (name.endsWith('index')) await rm(path);
    if (name.endsWith('.log')) await truncate(path, Math.floor((await stat(path)).size * share));
  }
}

async function restartBroker(): Promise<void> {
  broker = await start(Number(broker.brokers.split(':')[1]));
}

async function highOf(partition: number): Promise<number> {
  let high = 0;
  // A broker that has just come back may not lead its partitions yet.
  await eventually(async () => {
    const offsets = await admin.fetchTopicOffsets(EVENTS_TOPIC);
    high = Number(offsets.find((row) => row.partition === partition)?.high);
    return true;
  });
  return high;
}

async function inStore(...statements: string[]): Promise<void> {
  const client = connect(product.clickHouse, 'insert');
  for (const query of statements) await client.command({ query });
  await client.close();
}

/** As a broken part takes them: rows of some dossiers are gone from the log, from what is joined of it, or both. */
async function loseRows(dossiers: string, tables: readonly string[]): Promise<void> {
  ledger.rowsAreLost();
  await inStore(...tables.map((table) => `DELETE FROM ${table} WHERE ${dossiers}`));
}

const setConfig = (type: number, name: string, entries: Record<string, string>) =>
  admin.alterConfigs({
    validateOnly: false,
    resources: [
      { type, name, configEntries: Object.entries(entries).map(([name, value]) => ({ name, value })) },
    ],
  });

/** An operator has the topic compacted, and Kafka does so before ingest reads; returns the events that it keeps. */
async function compactUnread(partition: number): Promise<DossierEvent[]> {
  await setConfig(kafkajs.ConfigResourceTypes.BROKER, '1', { 'log.cleaner.backoff.ms': '100' });
  const own = {
    'cleanup.policy': 'compact',
    'message.timestamp.type': 'LogAppendTime',
    'retention.ms': '-1',
  };
  const often = { 'segment.ms': '100', 'min.cleanable.dirty.ratio': '0.01' };
  await setConfig(kafkajs.ConfigResourceTypes.TOPIC, EVENTS_TOPIC, { ...own, ...often });
  const some = Array.from({ length: 41 }, (_, i) =>
    snapshotEvent({ code: `COMPACTED-${i < 40 ? i % 4 : 'NOT'}` }),
  );
  const kept = some.slice(36);
  // A batch that goes as a whole, one that loses its first messages, and the one that begins the next segment.
  for (const [from, to] of [
    [0, 20],
    [20, 40],
    [40, 41],
  ]) {
    await sleep(150);
    await product.produce(some.slice(from, to).map((event) => messageOf(event, partition)));
  }
  const high = await highOf(partition);
  await eventually(async () => {
    const cleaned = await readFile(join(dir, 'log', 'cleaner-offset-checkpoint'), 'utf8');
    const [, offset] = new RegExp(`^${EVENTS_TOPIC} ${partition} (\\d+)$`, 'm').exec(cleaned) ?? [];
    return Number(offset) >= high - 1;
  });
  await setConfig(kafkajs.ConfigResourceTypes.TOPIC, EVENTS_TOPIC, own);
  return kept;
}

const TABLES = ['events', 'dossier_states'];

async function missing(...words: string[]): Promise<string> {
  const lines: string[] = [];
  const { readArguments, runMissing } = await import('../../ingest/missing/missing-command.ts');
  const client = connect(product.clickHouse, 'insert');
  await runMissing(client, readArguments(words), (line) => lines.push(line));
  await client.close();
  return lines.join('\n');
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'broker-'));
  broker = await start(0);
  product = await Product.create({ KAFKA_BROKERS: broker.brokers, KAFKA_SESSION_TIMEOUT_MS: '6000' });
  admin = product.kafka.admin();
  await admin.connect();
  ledger = await Ledger.open(product);
  [ingest] = await Promise.all([product.startIngest(), product.startServer()]);
  await ledger.send(events(1_600));
  await ledger.settle();
});

afterAll(async () => {
  await ledger?.close();
  await admin?.disconnect();
  await product?.stop();
  await broker?.stop();
  await rm(dir, { recursive: true, force: true });
});

describe(`what was acknowledged and is gone (SEED=${seed})`, () => {
  it('offsets without a message are no missing ones', async () => {
    // They are noted within a second, beside the commits.
    ledger.rowsAreLost();
    const producer = product.kafka.producer({
      transactionalId: 'ledger',
      idempotent: true,
      maxInFlightRequests: 1,
    });
    await producer.connect();
    for (const commits of [true, false, true]) {
      const some = events(24);
      const transaction = await producer.transaction();
      const messages = some.map((event, i) => messageOf(event, i % EVENTS_PARTITIONS));
      await transaction.send({ topic: EVENTS_TOPIC, messages });
      if (commits) await transaction.commit();
      else await transaction.abort();
      if (commits) ledger.sent(some, some.length);
    }
    await producer.disconnect();
    await ledger.settle();
    expect(await recount()).toMatchObject({ equal: true, ledger: { gaps: 0, missing: 0 } });
  });

  it('rows are lost from the log, the states and the notes of such offsets, then both processes start again', async () => {
    await ingest.stop();
    await product.kill('server');
    await loseRows("code LIKE 'L%1'", TABLES);
    await inStore("ALTER TABLE log_gaps DELETE WHERE kind = 'blank' SETTINGS mutations_sync = 1");
    [ingest] = await Promise.all([product.startIngest(), product.startServer()]);
    await ledger.settle();
    expect(await recount()).toMatchObject({ equal: true, ledger: { gaps: 0, missing: 0 } });
  });

  it('rows are lost from the states alone, then the server starts again: a recount has them joined again', async () => {
    await product.kill('server');
    await loseRows("code LIKE 'L%'", ['dossier_states']);
    await product.startServer();
    expect(await recount()).toMatchObject({ equal: true, ledger: { gaps: 0, missing: 0 } });
  });

  it('rows are lost from the log while all runs: a recount has them read again', async () => {
    const mendedLives = () => product.query("SELECT 1 FROM partition_lives FINAL WHERE cause = 'mended'");
    const before = (await mendedLives()).length;
    await loseRows("code LIKE 'L%3'", TABLES);
    const result = await recount();
    expect(result).toMatchObject({ equal: true, ledger: { gaps: 0, missing: 0 } });
    // Ingest may have read them again by the time that the first comparison looks for gaps.
    expect(result.mended).toBeDefined();
    expect((await mendedLives()).length).toBeGreaterThan(before);
    await ledger.settle();
  });

  it('messages are deleted from Kafka before they were read: they are named until an administrator has seen it', async () => {
    process.kill(ingest.pid, 'SIGSTOP');
    // The fetch that Kafka holds open for it comes back empty within 50 ms.
    await sleep(300);
    const [first, more] = [await highOf(2), 35];
    await product.produce(events(more).map((event) => messageOf(event, 2)));
    await admin.deleteTopicRecords({
      topic: EVENTS_TOPIC,
      partitions: [{ partition: 2, offset: String(first + more) }],
    });
    process.kill(ingest.pid, 'SIGCONT');
    await eventually(async () => (await product.snapshot()).feed.missing === more);
    await ledger.settle();
    const { missing: named } = await product.get<QualityReport>('/api/v1/quality');
    expect(named).toMatchObject({ total: more, unseen: more });
    expect(named.ranges).toMatchObject([
      { partition: 2, from: first, to: first + more - 1, cause: 'deleted', seenAt: null },
    ]);
    const metrics = await (await fetch(`${product.intakeUrl}/metrics`)).text();
    expect(metrics).toContain(`ingest_missing_messages{stream="dossier",partition="2"} ${more}`);
    expect(await recount()).toMatchObject({ equal: true, ledger: { gaps: 0, missing: more } });

    expect(await missing('list')).toContain(`${more} messages missing, ${more} of them not seen`);
    expect(await missing('seen', '--all')).toContain(`${more} messages`);
    await eventually(async () => (await product.snapshot()).feed.missing === 0);
    expect((await product.get<QualityReport>('/api/v1/quality')).missing).toMatchObject({
      total: more,
      unseen: 0,
    });
  });

  it('ingest is stopped while messages are deleted and compacted, rows are lost that Kafka no longer has, and the broker comes back with a shorter log', async () => {
    // What these tell stands in another partition too: a recount of the log misses nothing without them.
    const twice = events(10);
    const lost = await highOf(3);
    for (const partition of [2, 3]) await product.produce(twice.map((event) => messageOf(event, partition)));
    ledger.sent(twice, 20);
    await ledger.settle();
    await ingest.stop();
    const [first, before] = [await highOf(3), await highOf(0)];
    const sent = events(20);
    await product.produce(sent.map((event) => messageOf(event, 3)));
    await admin.deleteTopicRecords({
      topic: EVENTS_TOPIC,
      partitions: [{ partition: 3, offset: String(first + 15) }],
    });
    await loseRows(`kafkaPartition = 3 AND kafkaOffset BETWEEN ${lost} AND ${lost + 9}`, ['events']);
    ledger.sent(sent.slice(15), 20);
    ledger.sent(await compactUnread(4), 0);
    await broker.stop();
    await cutLog(0, 0.7);
    await restartBroker();
    expect(await highOf(0)).toBeLessThan(before - 20);
    ledger.logIsShorter();

    ingest = await product.startIngest();
    await eventually(async () => (await product.snapshot()).feed.missing === 25);
    const { missing: named } = await product.get<QualityReport>('/api/v1/quality');
    expect(named.ranges).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ partition: 3, from: lost, to: lost + 9, cause: 'lost' }),
        expect.objectContaining({ partition: 3, from: first, to: first + 14, cause: 'deleted' }),
      ]),
    );
    await ledger.settle();
    expect(await highOf(0)).toBeLessThan(before);
    // What compaction took is not among the missing.
    expect(await recount()).toMatchObject({ equal: true, ledger: { gaps: 0, missing: 60 } });
    expect((await product.snapshot()).feed.missing).toBe(25);
  });

  it('a broker is killed and comes back with a shorter log, which passes the old position before ingest sees it', async () => {
    const before = await highOf(0);
    await broker.kill();
    await cutLog(0, 0.6);
    await cutLog(1, 0.6);
    process.kill(ingest.pid, 'SIGSTOP');
    await restartBroker();
    ledger.logIsShorter();
    await ledger.send(events(2_400));
    expect(await highOf(0)).toBeGreaterThan(before);
    process.kill(ingest.pid, 'SIGCONT');
    await ledger.settle();
    expect(await recount()).toMatchObject({ equal: true, ledger: { gaps: 0 } });
  });
});
