/**
 * Faults of the product itself, told apart from outages and refusals. They are made in the store: a column that a statement
 * names and the table lacks, a row in the way of which an expression throws.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../clickhouse/client.ts';
import type { Problem } from '../../contract/api.ts';
import { formatTime } from '../../contract/time.ts';
import type { Child } from '../../embedded/child.ts';
import { startEngine, type RunningEngine } from '../../embedded/engine-process.ts';
import { messageOf, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { Ledger } from '../support/ledger.ts';
import { Product } from '../support/product.ts';
import { randomEvents } from '../support/random-events.ts';
import { viewerFetch } from '../support/viewer-fetch.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1e9);

let dir: string;
let engine: RunningEngine;
let product: Product;
let ledger: Ledger;
let ingest: Child;
let server: Child;
let sent = 0;

const start = () => {
  const port = engine ? Number(new URL(engine.url).port) : 0;
  return startEngine({ dataDir: dir, port, env: process.env });
};
const events = (count: number) => randomEvents('O', count, seed + sent++);

async function alter(...changes: string[]): Promise<void> {
  const client = connect(product.clickHouse, 'migrate');
  for (const change of changes) await client.command({ query: `ALTER TABLE ${change}` });
  await client.close();
}

/** Label -> value of a counter of the server or of ingest. */
async function faults(url: string, counter: string): Promise<Record<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const lines = [...text.matchAll(new RegExp(`^${counter}\\{place="(\\w+)"\\} (\\d+)$`, 'gm'))];
  return Object.fromEntries(lines.map(([, place, count]) => [place, Number(count)]));
}
const ofServer = () => faults(product.serverUrl, 'monitor_faults_total');
const ofIngest = () => faults(product.intakeUrl, 'ingest_faults_total');

interface LogLine {
  level: number;
  fault?: string;
  msg: string;
  err?: { stack: string };
}
async function logOf(name: string): Promise<LogLine[]> {
  const lines = (await product.logOf(name)).trim().split('\n');
  return lines.map((line) => JSON.parse(line) as LogLine);
}

const feedState = async () => (await product.snapshot()).feed.state;
const pastReport = () =>
  viewerFetch(`${product.serverUrl}/api/v1/reports/06a?asOf=${encodeURIComponent(asOf)}`);
let asOf: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'engine-'));
  engine = await start();
  product = await Product.create({ CLICKHOUSE_URL: engine.url });
  ledger = await Ledger.open(product);
  [ingest, server] = await Promise.all([product.startIngest(), product.startServer()]);
  await ledger.send(events(500));
  await ledger.settle();
  asOf = formatTime(Date.now() - 1_000);
});

afterAll(async () => {
  await ledger?.close();
  await product?.stop();
  await engine?.stop();
  await rm(dir, { recursive: true, force: true });
});

describe(`faults of the product (SEED=${seed})`, () => {
  it('a request that a fault ends is answered with 500, logged with its stack and counted; the rest goes on', async () => {
    expect((await pastReport()).status).toBe(200);
    expect(await ofServer()).toMatchObject({ tick: 0, request: 0, marks: 0 });
    await alter('marks RENAME COLUMN positions TO elsewhere');
    const response = await pastReport();
    expect(response.status).toBe(500);
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    const problem = (await response.json()) as Problem;
    expect(problem).toEqual({
      type: 'about:blank',
      title: 'Internal error',
      status: 500,
      detail: 'the request could not be answered; it is logged',
    });
    expect(await ofServer()).toMatchObject({ tick: 0, request: 1 });
    const [line, ...more] = (await logOf('server')).filter(({ fault }) => fault === 'request');
    expect(more).toEqual([]);
    expect(line).toMatchObject({ level: 50, err: { stack: expect.stringMatching(/\n +at /) } });
    // Marks wait until they can be written, and hold up nothing.
    await ledger.send(events(100));
    await eventually(async () => ((await ofServer())['marks'] ?? 0) > 0);
    await eventually(async () => (await feedState()) === 'live');
    await alter('marks RENAME COLUMN elsewhere TO positions');
    expect((await pastReport()).status).toBe(200);
    const marks = () => product.query('SELECT 1 FROM marks WHERE asOf > now() - 60');
    await eventually(async () => (await marks()).length > 0, 30_000);
    await ledger.settle();
  });

  it('a request that a user has to correct is refused and no fault; in an outage it is 503 with Retry-After', async () => {
    const before = await ofServer();
    const refused = await viewerFetch(`${product.serverUrl}/api/v1/reports/06a?asOf=yesterday`);
    expect(refused.status).toBe(400);
    await engine.kill();
    const away = await pastReport();
    expect(away.status).toBe(503);
    expect(Number(away.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await away.json()).toMatchObject({ detail: 'the store does not answer; try again' });
    await eventually(async () => (await feedState()) === 'down');
    engine = await start();
    await eventually(async () => (await feedState()) === 'live', 20_000);
    expect(await ofServer()).toEqual(before);
    expect(Object.values(await ofIngest()).every((count) => count === 0)).toBe(true);
    await ledger.settle();
  });

  it('a row that only a fault keeps out stands aside with the reason, and the others are counted', async () => {
    const check = `throwIf(officerName LIKE 'Faulty%', 'cannot') = 0`;
    await alter(`events ADD CONSTRAINT faulty CHECK ${check}`);
    const name = 'Faulty 0912345678';
    const faulty = snapshotEvent({ code: 'FAULTY', officer: { id: 'cb', name } });
    const others = events(40);
    // One batch of Kafka's, so that they come together: a row that comes alone would end ingest until others follow.
    const batch = [...others.slice(0, 20), faulty, ...others.slice(20)];
    await product.produce(batch.map((event) => messageOf(event, 3)));
    ledger.sent(others, batch.length);
    await ledger.settle();
    await alter('events DROP CONSTRAINT faulty');
    const letters = await product.query<{ kafkaPartition: number; reason: string }>(
      'SELECT kafkaPartition, reason FROM dead_letters FINAL',
    );
    expect(letters).toEqual([
      { kafkaPartition: 3, reason: expect.stringMatching(/^a fault of ours, not of the message: .*cannot/) },
    ]);
    const { insert = 0 } = await ofIngest();
    expect(insert).toBeGreaterThan(0);
    const told = (await logOf('ingest')).filter(({ fault }) => fault === 'insert');
    expect(told).toHaveLength(insert);
    expect(told[0]).toMatchObject({ level: 50, err: { stack: expect.stringMatching(/\n +at /) } });
    expect(await product.logOf('ingest')).not.toContain('0912345678');
  });

  it('a fault of every insert ends ingest loudly and puts nothing aside; a faulty tick is never live; both catch up', async () => {
    const letters = () => product.query('SELECT kafkaPartition, kafkaOffset FROM dead_letters FINAL');
    const before = await letters();
    await alter('events RENAME COLUMN officerName TO elsewhere');
    await ledger.send(events(300));
    expect(await ingest.exited).toBe(1);
    const last = (await logOf('ingest')).at(-1);
    expect(last).toMatchObject({
      level: 60,
      msg: 'ingest cannot go on and ends; its supervisor starts it again',
      err: { stack: expect.stringMatching(/\n +at /) },
    });
    await eventually(async () => ((await ofServer())['tick'] ?? 0) > 0);
    const { feed, counts } = await product.snapshot('?from=2021-01-01&to=2099-12-31');
    expect(feed).toMatchObject({ state: 'delayed', reason: 'a fault of the server; its log says which' });
    expect(counts.received.total).toBeGreaterThan(0);
    const ready = await viewerFetch(`${product.serverUrl}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([
      503,
      { ready: false, reason: 'a fault of the server; its log says which' },
    ]);
    await alter('events RENAME COLUMN elsewhere TO officerName');
    ingest = await product.startIngest();
    await ledger.settle();
    await eventually(async () => (await feedState()) === 'live', 20_000);
    expect(await letters()).toEqual(before);
  });

  it('faults that do not end, end the server; started again it counts everything from the store', async () => {
    await alter('events RENAME COLUMN officerName TO elsewhere');
    expect(await server.exited).toBe(1);
    const lines = await logOf('server');
    expect(lines.at(-1)).toMatchObject({
      level: 60,
      msg: 'faults do not end: the server ends, its supervisor starts it again',
      err: { stack: expect.stringMatching(/\n +at /) },
    });
    // Each was told once, and there were few.
    const ticks = lines.filter(({ fault }) => fault === 'tick').length;
    expect(ticks).toBeGreaterThan(3);
    expect(ticks).toBeLessThanOrEqual(6);
    await alter('events RENAME COLUMN elsewhere TO officerName');
    server = await product.startServer();
    await ledger.send(events(100));
    await ledger.settle();
  });
});
