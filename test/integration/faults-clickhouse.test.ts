/** What ClickHouse and the way to it do to ingest: lost answers, half requests, errors, silence, death, refused rows. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../clickhouse/client.ts';
import { startEngine, type RunningEngine } from '../../embedded/engine-process.ts';
import { messageOf, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { FaultProxy, type Fault } from '../support/fault-proxy.ts';
import { Ledger } from '../support/ledger.ts';
import { Product } from '../support/product.ts';
import { randomEvents } from '../support/random-events.ts';

/**
 * Ten minutes would test nothing more: the waits between two tries have grown to their longest (5 s) after 7 s, and
 * ingest holds the same two chunks per partition from the first second to the last.
 */
const AWAY_MS = 15_000;
const seed = Number(process.env['SEED'] ?? Date.now() % 1e9);

let dir: string;
let engine: RunningEngine;
let product: Product;
let proxy: FaultProxy;
let ledger: Ledger;

const events = (count: number) => randomEvents('C', count, seed + proxy.inserts);

/** Does the faults to the next inserts, sends into them, and checks the books. */
async function afterFaults(faults: Fault[]): Promise<void> {
  const before = proxy.faults;
  for (const fault of faults) {
    proxy.next.push(fault);
    await ledger.send(events(300));
  }
  await ledger.settle();
  expect(proxy.faults).toBe(before + faults.length);
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'engine-'));
  engine = await startEngine({ dataDir: dir, port: 0, env: process.env });
  product = await Product.create({ CLICKHOUSE_URL: engine.url });
  proxy = await FaultProxy.start(engine.url);
  ledger = await Ledger.open(product);
  const ingest = {
    CLICKHOUSE_URL: proxy.url,
    CLICKHOUSE_INSERT_TIMEOUT_MS: '2000',
    KAFKA_SESSION_TIMEOUT_MS: '6000',
  };
  await Promise.all([product.startIngest(ingest), product.startServer()]);
});

afterAll(async () => {
  await ledger?.close();
  await product?.stop();
  await proxy?.stop();
  await engine?.stop();
  await rm(dir, { recursive: true, force: true });
});

describe(`faults of ClickHouse (SEED=${seed})`, () => {
  it('the answer is lost after the insert was applied', async () => {
    await afterFaults([0, 20, 150].map((afterBytes) => ({ kind: 'cut-answer', afterBytes })));
  });

  it('the connection ends in the middle of the rows', async () => {
    await afterFaults([0, 100, 5_000].map((afterBytes) => ({ kind: 'cut-rows', afterBytes })));
  });

  it('answers of failure', async () => {
    await afterFaults([
      { kind: 'answer', status: 500, text: 'the proxy before ClickHouse is not well' },
      { kind: 'answer', status: 503, text: '' },
      {
        kind: 'answer',
        status: 500,
        code: 252,
        text: 'Code: 252. DB::Exception: Too many parts (300). (TOO_MANY_PARTS) (version 26.7)',
      },
      {
        kind: 'answer',
        status: 500,
        code: 241,
        text: 'Code: 241. DB::Exception: Memory limit exceeded. (MEMORY_LIMIT_EXCEEDED) (version 26.7)',
      },
    ]);
  });

  it('an insert that is never answered', async () => {
    await afterFaults([{ kind: 'hang' }]);
  });

  it('a way to ClickHouse that hangs for one process only: another takes its partitions', async () => {
    proxy.always = { kind: 'hang' };
    await ledger.send(events(300));
    const second = await product.startIngest({ KAFKA_SESSION_TIMEOUT_MS: '6000' }, 'ingest-2');
    await ledger.settle();
    proxy.always = undefined;
    await second.stop();
    await ledger.settle();
  });

  it('the same when both have partitions, and nothing more comes for those of the one that hangs', async () => {
    const second = await product.startIngest({ KAFKA_SESSION_TIMEOUT_MS: '6000' }, 'ingest-2');
    await eventually(
      async () => ((await product.logOf('ingest-2')).match(/partitions assigned/g) ?? []).length >= 6,
    );
    proxy.always = { kind: 'hang' };
    await ledger.send(events(300));
    await ledger.settle();
    proxy.always = undefined;
    await second.stop();
    await ledger.settle();
  });

  it('rows that ClickHouse refuses stand aside, the others of the insert are counted', async () => {
    const client = connect(product.clickHouse, 'migrate');
    const check = `ALTER TABLE events ADD CONSTRAINT honest CHECK officerName NOT LIKE 'Poison%'`;
    await client.command({ query: check });
    const name = 'Poison 0912345678 an@example.vn';
    const poison = [0, 1, 2].map((n) => snapshotEvent({ code: `POISON-${n}`, officer: { id: 'cb', name } }));
    const all = events(600);
    // Some in the middle of a batch, two next to each other, in different partitions.
    await ledger.send(all.slice(0, 300));
    await ledger.sendRefused([messageOf(poison[0] as never, 1), messageOf(poison[1] as never, 1)]);
    await ledger.sendRefused([messageOf(poison[2] as never, 6)]);
    await ledger.send(all.slice(300));
    await ledger.settle();
    await client.command({ query: 'ALTER TABLE events DROP CONSTRAINT honest' });
    await client.close();
    const letters = await product.query<{ kafkaPartition: number; reason: string }>(
      'SELECT kafkaPartition, reason FROM dead_letters FINAL ORDER BY kafkaPartition',
    );
    expect(letters.map((letter) => letter.kafkaPartition)).toEqual([1, 1, 6]);
    for (const { reason } of letters) {
      expect(reason).toMatch(/^ClickHouse refuses the row: .*honest/);
      expect(reason).not.toMatch(/0912345678|an@example/);
    }
    await eventually(async () => (await product.snapshot()).feed.deadLetters === 3);
  });

  it('a message over the limit stands aside, one just below it is counted', async () => {
    const note = (length: number) => ({ note: 'x'.repeat(length) });
    await ledger.sendRefused([
      { value: JSON.stringify({ ...snapshotEvent({ code: 'HUGE' }), ...note(300_000) }), partition: 4 },
    ]);
    await ledger.send([{ ...snapshotEvent({ code: 'LARGE' }), ...note(255_000) }]);
    await ledger.settle();
    await eventually(async () => (await product.snapshot()).feed.deadLetters === 4);
  });

  it('killed and away for a while', async () => {
    await ledger.send(events(300));
    await engine.kill();
    await ledger.send(events(2_000));
    await sleep(AWAY_MS);
    await ledger.send(events(300));
    engine = await startEngine({ dataDir: dir, port: Number(new URL(engine.url).port), env: process.env });
    await ledger.settle();
  });
});
