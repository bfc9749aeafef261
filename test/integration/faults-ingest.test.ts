/** What happens to ingest itself: killed, frozen, joined and left by another one. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Child } from '../../embedded/child.ts';
import { eventually } from '../support/eventually.ts';
import { FaultProxy } from '../support/fault-proxy.ts';
import { Ledger } from '../support/ledger.ts';
import { Product } from '../support/product.ts';
import { randomEvents } from '../support/random-events.ts';

const SESSION_MS = 6_000;
const seed = Number(process.env['SEED'] ?? Date.now() % 1e9);

let product: Product;
let proxy: FaultProxy;
let ledger: Ledger;
let ingest: Child;

const env = () => ({ CLICKHOUSE_URL: proxy.url, KAFKA_SESSION_TIMEOUT_MS: String(SESSION_MS) });
const startIngest = (name = 'ingest') => product.startIngest(env(), name);
const events = (count: number) => randomEvents('F', count, seed + proxy.inserts);

/** Sends events and waits until the insert that carries them has met the fault. */
async function sendIntoFault(count: number): Promise<void> {
  const before = proxy.faults;
  await ledger.send(events(count));
  await eventually(() => proxy.faults > before, 20_000, 20);
}

beforeAll(async () => {
  product = await Product.create();
  proxy = await FaultProxy.start(product.clickHouse.url);
  ledger = await Ledger.open(product);
  [ingest] = await Promise.all([startIngest(), product.startServer()]);
  await ledger.send(events(500));
  await ledger.settle();
});

afterAll(async () => {
  await ledger?.close();
  await product?.stop();
  await proxy?.stop();
});

describe(`faults of ingest (SEED=${seed})`, () => {
  it('killed before ClickHouse has heard of the insert', async () => {
    proxy.next.push({ kind: 'hang' });
    await sendIntoFault(800);
    await ingest.kill();
    ingest = await startIngest();
    await ledger.settle();
  });

  it('killed after the insert was applied, before it was committed', async () => {
    const killed = new AbortController();
    const until = new Promise((resolve) => killed.signal.addEventListener('abort', resolve));
    proxy.next.push({ kind: 'hold-answer', until });
    await sendIntoFault(800);
    // Long enough for ClickHouse to apply it.
    await sleep(500);
    await ingest.kill();
    killed.abort();
    ingest = await startIngest();
    await ledger.settle();
  });

  it('frozen in an insert for longer than its session, while a second one takes over, then thawed', async () => {
    const thawed = new AbortController();
    const until = new Promise((resolve) => thawed.signal.addEventListener('abort', resolve));
    proxy.next.push({ kind: 'hold-answer', until });
    await sendIntoFault(800);
    process.kill(ingest.pid, 'SIGSTOP');
    const second = await startIngest('ingest-2');
    // All of it goes through the second one: the first one's session ends only now.
    await ledger.settle();
    process.kill(ingest.pid, 'SIGCONT');
    thawed.abort();
    await ledger.send(events(800));
    await ledger.settle();
    await second.stop();
    await ledger.send(events(200));
    await ledger.settle();
  });

  it('a second one joins and leaves in the middle of inserts', async () => {
    proxy.always = { kind: 'throttle', bytesPerSecond: 200_000 };
    const sending = (async () => {
      for (let i = 0; i < 8; i++) await ledger.send(events(600));
    })();
    const second = await startIngest('ingest-2');
    await eventually(async () => (await product.logOf('ingest-2')).includes('"partitions":['), 30_000);
    await sleep(1_000);
    await second.stop();
    await sending;
    proxy.always = undefined;
    await ledger.settle();
  });

  it('told to stop within moments of its start, it stops', async () => {
    for (const afterMs of [0, 1_000]) {
      const third = await startIngest('ingest-3');
      await sleep(afterMs);
      const askedAt = Date.now();
      await third.stop();
      const code = await third.exited;
      if (code !== 0) console.log(await product.logOf('ingest-3'));
      expect(code).toBe(0);
      expect(Date.now() - askedAt).toBeLessThan(8_000);
    }
    await ledger.settle();
  });
});
