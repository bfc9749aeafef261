/** Several servers write acts of alerts at a time and read them in portions that overlap: all come to hold the same book. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ClickHouseClient } from '@clickhouse/client';
import type { Act, AlertActRow } from '../../clickhouse/alert-acts-table.ts';
import { connect } from '../../clickhouse/client.ts';
import { ActLog } from '../../server/alerts/book/act-log.ts';
import { anyAct, contentOf } from '../support/arbitrary-acts.ts';
import { eventually } from '../support/eventually.ts';
import { Product } from '../support/product.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1e9);
const WRITERS = ['first', 'second', 'third'];
const ROUNDS = 40;
/** The others are of messages and addresses. */
const OF_ALERTS: Act[] = ['raised', 'reopened', 'acknowledged', 'shelved', 'unshelved', 'resolved'];

let product: Product;
let client: ClickHouseClient;

beforeAll(async () => {
  product = await Product.create();
  client = connect(product.clickHouse, 'alert');
});
afterAll(async () => {
  await client?.close();
  await product?.stop();
});

/** Alerts and messages of a writer's own: only who has seen what an act rests on writes it. */
function ownActs(writer: string, run: number): AlertActRow[] {
  const own = (name: string) => `${writer} ${name}`;
  return fc
    .sample(anyAct, { seed: seed + run, numRuns: 4 })
    .filter(({ act }) => act !== 'led')
    .map((act) => ({
      ...act,
      ...{ term: 0, alert: own(act.alert), message: own(act.message), code: own(act.code) },
      ...{ alerts: act.alerts.map(own), address: own(act.address) },
    }))
    .map((act) => (OF_ALERTS.includes(act.act) ? act : { ...act, alert: '' }));
}

it(`a book that follows is the book of each other, and of who reads everything later (SEED=${seed})`, async () => {
  const logs = WRITERS.map(() => new ActLog(client, () => undefined));
  await Promise.all(logs.map((log) => log.follow()));
  for (let round = 0; round < ROUNDS; round++) {
    await Promise.all(
      WRITERS.map(async (writer, i) => {
        const acts = ownActs(writer, round * WRITERS.length + i);
        const log = logs[i] as ActLog;
        await log.write(acts);
        // The answer to an insert was lost, and it is written again.
        if (round % 5 === i) await log.write(acts);
      }),
    );
  }
  const [first, ...others] = logs as [ActLog, ...ActLog[]];
  expect(first.book.alerts.size).toBeGreaterThan(0);
  await eventually(async () => {
    await Promise.all(logs.map((log) => log.follow()));
    for (const { book } of others) expect(contentOf(book)).toEqual(contentOf(first.book));
    return true;
  });
  const late = new ActLog(client, () => undefined);
  await late.follow();
  expect(contentOf(late.book)).toEqual(contentOf(first.book));
});
