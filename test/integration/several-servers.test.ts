import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatTime } from '../../contract/time.ts';
import { messageOf, progressEvent, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { Link } from '../support/link.ts';
import { Product } from '../support/product.ts';
import { shown, Viewer } from '../support/viewer.ts';
import { WebhookReceiver } from '../support/webhook-receiver.ts';

const SERVERS = ['server', 'second'];
const SCOPES = ['province', 'area:692', 'unit:H10.2.03'];
const secret = `whsec_${randomBytes(32).toString('base64')}`;

let product: Product;
let receiver: WebhookReceiver;

beforeAll(async () => {
  receiver = new WebhookReceiver(secret);
  const alerts = { ALERT_WEBHOOK_URL: await receiver.start(), ALERT_WEBHOOK_SECRET: secret };
  product = await Product.create();
  await Promise.all([product.startIngest(), product.startServer(alerts), product.startServer({}, 'second')]);
});
afterAll(async () => {
  await product?.stop();
  await receiver?.stop();
});

async function snapshotOf(server: string, scope: string) {
  const response = await fetch(`${product.serverUrlOf(server)}/api/v1/snapshot?scope=${scope}`);
  return shown((await response.json()) as Parameters<typeof shown>[0]);
}

/** Codes of the dossiers told of. */
const told = new Set<string>();

/** A new dossier in each of six units, and the end of the one before. */
async function send(round: number): Promise<void> {
  const dueAt = formatTime(Date.now() + 3_600_000);
  const events = ['01', '02', '03', '04', '05', '06'].flatMap((unit) => [
    snapshotEvent({ code: `D-${round}-${unit}`, unit: { code: `H10.2.${unit}` }, dueAt }),
    progressEvent({ code: `D-${round - 1}-${unit}`, status: 'returned' }),
  ]);
  for (const { data } of events) told.add(data.code);
  await product.produce(events.map((event) => messageOf(event)));
}

describe('two servers on one ClickHouse', () => {
  it('show the same figures while events stream', async () => {
    const viewers = SERVERS.map((server) => new Viewer(product.serverUrlOf(server)));
    for (const viewer of viewers) {
      await viewer.connected();
      for (const scope of SCOPES) await viewer.watch(scope);
    }
    for (let round = 0; round < 10; round++) {
      await send(round);
      await sleep(200);
    }
    await eventually(() =>
      viewers.every((viewer) => viewer.stream('province').figures.counts.received.total === told.size),
    );
    for (const scope of SCOPES) {
      await eventually(async () => {
        const [first, second] = viewers.map((viewer) => shown(viewer.stream(scope).figures));
        expect(first).toEqual(second);
        for (const server of SERVERS) expect(await snapshotOf(server, scope)).toEqual(first);
        return true;
      }, 10_000);
      for (const viewer of viewers) expect(viewer.stream(scope).gaps).toBe(0);
    }
    for (const viewer of viewers) viewer.close();
  });

  it('let a viewer move from one to the other and back, without a session', async () => {
    const link = await Link.open(product.serverUrlOf('server'));
    const viewer = new Viewer(link.url);
    viewer.socket.on('connect', () => void viewer.watch('province'));
    await eventually(() => viewer.stream('province').snapshots === 1);
    const epochs = [viewer.stream('province').figures.epoch];
    for (const [moves, server] of ['second', 'server'].entries()) {
      await send(20 + moves);
      link.moveTo(product.serverUrlOf(server));
      await eventually(() => viewer.stream('province').snapshots === moves + 2);
      epochs.push(viewer.stream('province').figures.epoch);
      await send(30 + moves);
      await eventually(async () => {
        expect(shown(viewer.stream('province').figures)).toEqual(await snapshotOf(server, 'province'));
        return (await product.dossiers()).total === told.size;
      });
      expect(viewer.stream('province').gaps).toBe(0);
    }
    expect(epochs[1]).not.toBe(epochs[0]);
    expect(epochs[2]).toBe(epochs[0]);
    viewer.close();
    link.close();
  });

  it('tell of a late dossier once: the one that has the secret', async () => {
    const late = { code: 'LATE', dueAt: '2026-01-05T17:00:00+07:00' };
    await product.produce([messageOf(snapshotEvent(late))]);
    await eventually(() => receiver.of('LATE').length === 1);
    await sleep(3_000);
    expect(receiver.of('LATE')).toHaveLength(1);
    expect(receiver.refused).toBe(0);
    const rows = await product.query<{ n: string }>(
      `SELECT count() AS n FROM alert_log WHERE code = 'LATE' AND state = 'raised'`,
    );
    expect(Number(rows[0]?.n)).toBe(1);
  });
});
