/** A published history, with each process killed once in the middle and the whole sent twice, ends with its totals. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Figures } from '../../contract/api.ts';
import { startBroker, type RunningBroker } from '../../embedded/broker-process.ts';
import { nodeCommand, startChild, type Child } from '../../embedded/child.ts';
import { startEngine, type RunningEngine } from '../../embedded/engine-process.ts';
import { loadHistory, scaleHistory, type HistoryTotals } from '../../sample/published-history.ts';
import { sumCounts } from '../support/dossier-facts.ts';
import { eventually } from '../support/eventually.ts';
import { Product } from '../support/product.ts';

const SCALE = 0.02;
const PERIOD = '?from=2021-01-01&to=2021-10-31';

let dir: string;
let broker: RunningBroker;
let engine: RunningEngine;
let product: Product;
let totals: HistoryTotals;

const { env } = process;
const brokerAt = (port: number) =>
  startBroker({ dataDir: join(dir, 'kafka'), port, env, log: () => undefined });
const engineAt = (port: number) => startEngine({ dataDir: join(dir, 'clickhouse'), port, env });
const portOf = (address: string) => Number(address.split(':').at(-1));

function startReplay(): Promise<Child> {
  return startChild({
    command: nodeCommand('sample/replay-main.ts', ['binh-phuoc-2021', '--scale', String(SCALE)]),
    env: { ...env, KAFKA_BROKERS: broker.brokers },
    logFile: join(dir, 'replay.log'),
  });
}

async function replayToTheEnd(): Promise<void> {
  const replay = await startReplay();
  expect(await replay.exited).toBe(0);
}

function expectTotals(figures: Figures): void {
  const { counts } = figures;
  expect({
    carriedOver: counts.carriedOver,
    received: counts.received.total,
    online: counts.received.online,
    earlyOrOnTime: counts.resolved.early + counts.resolved.onTime,
    late: counts.resolved.late,
    inProgress: counts.inProgress.total,
  }).toEqual({
    carriedOver: totals.carriedOver,
    received: totals.carriedOver + totals.online + totals.counter + totals.postal,
    online: totals.online,
    earlyOrOnTime: totals.resolvedEarly + totals.resolvedOnTime,
    late: totals.resolvedLate,
    inProgress: totals.openWithinDue + totals.openLate,
  });
  expect(sumCounts(figures.units.map((unit) => unit.counts))).toEqual(counts);
  expect(sumCounts(figures.areas.map((area) => area.counts))).toEqual(counts);
}

beforeAll(async () => {
  totals = scaleHistory(await loadHistory('binh-phuoc-2021'), SCALE).totals;
  dir = await mkdtemp(join(tmpdir(), 'replay-'));
  [broker, engine] = await Promise.all([brokerAt(0), engineAt(0)]);
  product = await Product.create({
    KAFKA_BROKERS: broker.brokers,
    CLICKHOUSE_URL: engine.url,
    KAFKA_SESSION_TIMEOUT_MS: '6000',
  });
  await Promise.all([product.startIngest(), product.startServer()]);
});

afterAll(async () => {
  await product?.stop();
  await broker?.stop();
  await engine?.stop();
  await rm(dir, { recursive: true, force: true });
});

describe('a replay of Bình Phước 2021', () => {
  it('ends with the published totals after each process was killed once in the middle', async () => {
    const replay = await startReplay();
    await eventually(async () => (await product.snapshot(PERIOD)).counts.received.total > 1_000);
    await product.kill('ingest');
    await product.startIngest();
    await engine.kill();
    engine = await engineAt(portOf(engine.url));
    await product.kill('server');
    await product.startServer();
    await broker.kill();
    broker = await brokerAt(portOf(broker.brokers));
    await sleep(1_000);
    await replay.kill();
    await replayToTheEnd();
    await eventually(async () => {
      expectTotals(await product.snapshot(PERIOD));
      return true;
    }, 90_000);
  }, 240_000);

  it('shows the same after the whole history was sent once more', async () => {
    await replayToTheEnd();
    await eventually(async () => (await product.snapshot()).feed.state === 'live');
    expectTotals(await product.snapshot(PERIOD));
    expect(await product.get('/api/v1/recount')).toMatchObject({ equal: true });
  }, 120_000);
});
