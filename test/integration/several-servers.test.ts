import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DossierPage, Figures } from '../../contract/api.ts';
import { formatTime, localDay, formatDay } from '../../contract/time.ts';
import type { Child } from '../../embedded/child.ts';
import { messageOf, progressEvent, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { Link } from '../support/link.ts';
import { Product } from '../support/product.ts';
import { ShiftedClock } from '../support/shifted-clock.ts';
import { shown, Viewer } from '../support/viewer.ts';
import { WebhookReceiver } from '../support/webhook-receiver.ts';
import { viewerFetch } from '../support/viewer-fetch.ts';

const SERVERS = ['server', 'second'];
const SCOPES = ['province', 'area:692', 'unit:H10.2.03'];
const secret = `whsec_${randomBytes(32).toString('base64')}`;

let product: Product;
let receiver: WebhookReceiver;
/** Of the first server. */
let clock: ShiftedClock;
let ingestClock: ShiftedClock;
let ingest: Child;

beforeAll(async () => {
  receiver = new WebhookReceiver(secret);
  const alerts = { ALERT_WEBHOOK_URL: await receiver.start(), ALERT_WEBHOOK_SECRET: secret };
  product = await Product.create();
  [clock, ingestClock] = [await ShiftedClock.create(), await ShiftedClock.create()];
  await Promise.all([
    product.startIngest(ingestClock.env).then((child) => (ingest = child)),
    product.startServer({ ...alerts, ...clock.env }),
    product.startServer(alerts, 'second'),
  ]);
});
afterAll(async () => {
  await product?.stop();
  await receiver?.stop();
  await clock?.remove();
  await ingestClock?.remove();
});

async function snapshotOf(server: string, scope: string) {
  const response = await viewerFetch(`${product.serverUrlOf(server)}/api/v1/snapshot?scope=${scope}`);
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
      }, 30_000);
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

  it('tell of a late dossier once, whichever of them leads', async () => {
    const late = { code: 'LATE', dueAt: '2026-01-05T17:00:00+07:00' };
    await product.produce([messageOf(snapshotEvent(late))]);
    await eventually(() => receiver.of('LATE').length === 1, 40_000);
    await sleep(3_000);
    expect(receiver.of('LATE')).toHaveLength(1);
    expect(receiver.refused).toBe(0);
    const rows = await product.query<{ n: string }>(
      `SELECT count() AS n FROM alert_acts WHERE code = 'LATE' AND rule = 'late' AND act = 'raised'`,
    );
    expect(Number(rows[0]?.n)).toBe(1);
  });
});

describe("a server's clock that is wrong", () => {
  const DAY_MS = 86_400_000;
  const day = (days: number) => formatDay(localDay(Date.now()) + days);
  const PERIODS = [
    '',
    ...[0, 4].map((days) => `from=${day(days)}&to=${day(days)}`),
    `from=${day(-20)}&to=${day(9)}`,
  ];

  const ask = async <Body>(server: string, path: string): Promise<Body> =>
    (await (await viewerFetch(`${product.serverUrlOf(server)}/api/v1/${path}`)).json()) as Body;
  const feedOf = async (server: string) => (await ask<Figures>(server, 'snapshot')).feed;

  /** Everything that time moves, without the instants themselves. */
  async function allFigures(server: string): Promise<object> {
    const snapshots = await Promise.all(
      PERIODS.flatMap((period) =>
        SCOPES.map((scope) => ask<Figures>(server, `snapshot?scope=${scope}&${period}`)),
      ),
    );
    const { items } = await ask<DossierPage>(server, 'dossiers?limit=500');
    const { dataTime } = snapshots[0] as Figures;
    return {
      dataTime,
      items,
      figures: snapshots.map((one) => ({ ...shown(one), trend: one.trend, period: one.period })),
    };
  }

  const expectAlike = () =>
    eventually(async () => {
      const [first, second] = await Promise.all(SERVERS.map(allFigures));
      expect(first).toEqual(second);
      expect(await feedOf('server')).toMatchObject({ state: 'live' });
      return true;
    }, 20_000);

  beforeAll(async () => {
    const at = (days: number) => formatTime(Date.now() + days * DAY_MS);
    const dossiers = Array.from({ length: 40 }, (_, i) => {
      const code = `CLOCK-${i}`;
      const data = {
        code,
        unit: { code: `H10.2.0${(i % 9) + 1}` },
        receivedAt: at((i % 13) - 6),
        dueAt: at((i % 11) - 2),
      };
      const event = snapshotEvent(data, { time: at(-7) });
      const closes = i % 3 === 0;
      return closes
        ? [event, progressEvent({ code, status: 'returned' }, { time: at((i % 5) - 4) })]
        : [event];
    });
    await product.produce(dossiers.flat().map((event) => messageOf(event)));
    const viewer = new Viewer(product.serverUrlOf('server'));
    await viewer.connected();
    for (const period of ['day', 'month', 'year'] as const) await viewer.watch('province', period);
    await expectAlike();
    viewer.close();
  });

  it('is told and sends no alert; when it is put right every figure is that of a server that was never wrong', async () => {
    const viewer = new Viewer(product.serverUrlOf('server'));
    await viewer.watch('province');
    const lateOf = async () => (await ask<Figures>('server', 'snapshot')).counts.inProgress.late;
    const before = await lateOf();

    await clock.shift(5 * DAY_MS);
    await eventually(async () => {
      expect(await feedOf('server')).toMatchObject({
        state: 'stale',
        clockTrouble: expect.stringMatching(
          /^the server's clock is \d+ s ahead of ClickHouse's; accepted: up to 30 s$/,
        ),
      });
      return (await lateOf()) > before;
    });
    await eventually(() => viewer.lastBeat.state === 'stale' && viewer.lastBeat.clockTrouble !== undefined);
    expect(await feedOf('second')).toMatchObject({ state: 'live' });
    // The units of what is late in five days would be told at once.
    await sleep(3_000);
    const told = receiver.hooks.filter(({ rule }) => rule === 'late').flatMap(({ cases }) => cases);
    expect(told.filter(({ dueAt }) => Date.parse(dueAt ?? '') > Date.now())).toEqual([]);

    await clock.shift(0);
    await expectAlike();
    expect(shown(viewer.stream('province').figures)).toEqual(await snapshotOf('second', 'province'));
    expect(await ask('server', 'recount')).toMatchObject({ equal: true });
    expect(await product.logOf('server')).toContain('all figures are counted again');
    viewer.close();
  });

  it('that goes back by hours is told, and counted on from when it is put right', async () => {
    await clock.shift(-7_200_000);
    await eventually(async () => /behind ClickHouse/.test((await feedOf('server')).clockTrouble ?? ''));
    await clock.shift(0);
    await expectAlike();
  });

  it('that drifts by a second or two disturbs nobody', async () => {
    const countsAnew = async () => (await product.logOf('server')).split('counted again').length;
    const before = await countsAnew();
    for (const shiftMs of [2_000, -1_500, 0]) {
      await clock.shift(shiftMs);
      await sleep(500);
      expect(await feedOf('server')).toMatchObject({ state: 'live' });
    }
    expect(await countsAnew()).toBe(before);
  });

  it('ends ingest when it is put back, whose Kafka client waits by it; the next one goes on', async () => {
    await ingestClock.shift(-60_000);
    expect(await ingest.exited).not.toBe(0);
    expect(await product.logOf('ingest')).toContain('clock was put back by');
    await product.startIngest();
    await product.produce([messageOf(snapshotEvent({ code: 'AFTER-THE-CLOCK' }))]);
    await eventually(async () => (await product.dossiers('?q=AFTER-THE-CLOCK')).total === 1);
  });
});
