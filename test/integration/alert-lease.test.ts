/** Several servers hold the secret: one tells, another goes on when it is dead, hangs, is cut off or has lost the time. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatTime } from '../../contract/time.ts';
import { writeAlertPack } from '../support/alert-pack.ts';
import { AlertServers, TAKEN_OVER_WITHIN_MS, type AlertServer } from '../support/alert-servers.ts';
import { messageOf, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { Link } from '../support/link.ts';
import { Product } from '../support/product.ts';
import { WebhookReceiver } from '../support/webhook-receiver.ts';

const DAY_MS = 86_400_000;
/** Longer than a leader needs to decide and to send. */
const SILENCE_MS = 3_000;
/** Each with a webhook of its own. */
const UNITS = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11'].map((n) => `H10.2.${n}`);
/** What its receiver gets passes {@link way}. */
const FAR_UNIT = 'H10.2.01';
const secret = `whsec_${randomBytes(32).toString('base64')}`;

let dir: string;
let receiver: WebhookReceiver;
let url: string;
let way: Link;
let product: Product;
let servers: AlertServers;

/** Code of a dossier -> what settles before the receiver answers the message that tells of it. */
const held = new Map<string, () => Promise<unknown>>();
/** Codes of which a message has come, answered or not. */
const arrived: string[] = [];

const send = (code: string, unit: string, dueAtMs = Date.now() - DAY_MS) =>
  product.produce([messageOf(snapshotEvent({ code, unit: { code: unit }, dueAt: formatTime(dueAtMs) }))]);
const idsOf = (code: string) => new Set(receiver.of(code).map(({ id }) => id));
const hasArrived = (code: string) => eventually(() => arrived.includes(code), 30_000, 20);
const isTold = (code: string) => eventually(() => receiver.of(code).length > 0, TAKEN_OVER_WITHIN_MS);

const decisionsOf = async (code: string) => {
  const [row] = await product.query<{ decisions: string }>(
    `SELECT uniqExact(message) AS decisions FROM alert_acts
     WHERE act = 'told' AND hasAny(alerts, (SELECT groupArray(alert) FROM alert_acts WHERE code = '${code}'))`,
  );
  return Number(row?.decisions);
};

const wasTriedInVain = () =>
  eventually(async () => (await product.query("SELECT 1 FROM alert_acts WHERE act = 'tried'")).length > 0);

/** Each told in one message; `repeated`: those that may have come twice, under one id. */
function expectToldOnce(codes: readonly string[], repeated: readonly string[] = []): void {
  for (const code of codes) {
    expect([code, idsOf(code).size]).toEqual([code, 1]);
    if (!repeated.includes(code)) expect([code, receiver.of(code).length]).toEqual([code, 1]);
  }
}

/** Holds the answers to messages of a dossier until it is let go. */
function hold(code: string): () => void {
  let letGo: () => void = () => undefined;
  const until = new Promise<void>((resolve) => (letGo = resolve));
  held.set(code, () => until);
  return () => {
    held.delete(code);
    letGo();
  };
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'alert-lease-'));
  receiver = new WebhookReceiver(secret);
  receiver.beforeAnswer = async ({ cases }) => {
    const codes = cases.map(({ code }) => code);
    arrived.push(...codes);
    for (const code of codes) await held.get(code)?.();
  };
  url = await receiver.start();
  way = await Link.open(url);
  const webhooks = Object.fromEntries(
    UNITS.map((unit) => [unit, `${unit === FAR_UNIT ? way.url : url}/${unit}`]),
  );
  product = await Product.create();
  servers = await AlertServers.create(product, ['server', 'second', 'third'], {
    ALERT_WEBHOOK_SECRET: secret,
    PROVINCE_PACK: await writeAlertPack(dir, { webhooks }),
  });
  await Promise.all([product.startIngest(), servers.startAll()]);
});

afterAll(async () => {
  await product?.stop();
  await servers?.remove();
  way?.close();
  await receiver?.stop();
  await rm(dir, { recursive: true, force: true });
});

describe('three servers with the secret', () => {
  it('have one that leads and tells', async () => {
    await servers.settled();
    await send('FIRST', 'H10.2.02');
    await isTold('FIRST');
    await sleep(SILENCE_MS);
    expectToldOnce(['FIRST']);
    expect(await servers.leading()).toHaveLength(1);
  });

  describe('of which the leader is killed', () => {
    let killed: AlertServer;

    beforeAll(async () => {
      killed = await servers.settled();
      const nowhere = await Link.open('http://127.0.0.1:1');
      way.moveTo(nowhere.url);
      const letGo = hold('UNDER-WAY');
      held.set('TAKEN', async () => {
        await Promise.all([hasArrived('UNDER-WAY'), wasTriedInVain()]);
        killed.toClickHouse.stall();
      });
      await send('DECIDED', FAR_UNIT);
      await send('UNDER-WAY', 'H10.2.03');
      await send('TAKEN', 'H10.2.04');
      // It becomes late when nobody leads.
      await send('BEFORE', 'H10.2.05', Date.now() + 5_000);
      await eventually(() => receiver.of('TAKEN').length === 1, 30_000, 20);
      held.delete('TAKEN');
      await sleep(500);
      await servers.kill(killed);
      // What it had written to a cut connection never arrives.
      killed.toClickHouse.moveTo(product.clickHouse.url);
      killed.toClickHouse.recover();
      letGo();
      way.moveTo(url);
      nowhere.close();
      await servers.leader(killed);
      await Promise.all(['DECIDED', 'UNDER-WAY', 'TAKEN', 'BEFORE'].map(isTold));
      await eventually(() => receiver.of('TAKEN').length === 2 && receiver.of('UNDER-WAY').length === 2);
      await sleep(SILENCE_MS);
    });
    afterAll(() => servers.start(killed));

    it('before a decision: another decides and tells once', () => {
      expectToldOnce(['BEFORE']);
    });

    it('after the decision stands and before it is sent: another sends what was decided', async () => {
      expectToldOnce(['DECIDED']);
      expect(await decisionsOf('DECIDED')).toBe(1);
    });

    it('while the receiver holds the answer: another sends it again under the same id', async () => {
      expectToldOnce(['UNDER-WAY'], ['UNDER-WAY']);
      expect(await decisionsOf('UNDER-WAY')).toBe(1);
    });

    it('after the receiver took it and before that stands: another sends it again under the same id', async () => {
      expectToldOnce(['TAKEN'], ['TAKEN']);
      expect(await decisionsOf('TAKEN')).toBe(1);
    });
  });

  it('of which the leader is frozen with a message under way: another goes on, and the resumed one sends nothing', async () => {
    const frozen = await servers.settled();
    const letGo = hold('FROZEN');
    await send('FROZEN', 'H10.2.06');
    await hasArrived('FROZEN');
    servers.signal(frozen, 'SIGSTOP');
    await send('WHILE-FROZEN', 'H10.2.07');
    await servers.leader(frozen);
    letGo();
    await isTold('WHILE-FROZEN');
    await eventually(() => receiver.of('FROZEN').length === 2, TAKEN_OVER_WITHIN_MS);
    const before = receiver.hooks.length;
    servers.signal(frozen, 'SIGCONT');
    await sleep(SILENCE_MS);
    expect(receiver.hooks.length).toBe(before);
    await servers.settled();
    await send('AFTER-FROZEN', 'H10.2.07');
    await isTold('AFTER-FROZEN');
    await sleep(SILENCE_MS);
    expectToldOnce(['FROZEN', 'WHILE-FROZEN', 'AFTER-FROZEN'], ['FROZEN']);
  });

  it('of which the leader is cut from ClickHouse with a message taken: another goes on', async () => {
    const cut = await servers.settled();
    held.set('CUT-OFF', () => Promise.resolve(cut.toClickHouse.stall()));
    await send('CUT-OFF', 'H10.2.08');
    await eventually(() => receiver.of('CUT-OFF').length === 1, 30_000, 20);
    held.delete('CUT-OFF');
    await send('WHILE-CUT-OFF', 'H10.2.09');
    await servers.leader(cut);
    await isTold('WHILE-CUT-OFF');
    await eventually(() => receiver.of('CUT-OFF').length === 2, TAKEN_OVER_WITHIN_MS);
    const before = receiver.hooks.length;
    cut.toClickHouse.recover();
    await sleep(SILENCE_MS);
    expect(receiver.hooks.length).toBe(before);
    expectToldOnce(['CUT-OFF', 'WHILE-CUT-OFF'], ['CUT-OFF']);
  });

  it('of which the leader is cut from Kafka: another goes on', async () => {
    const cut = await servers.settled();
    cut.toKafka.stall();
    await send('WHILE-WITHOUT-KAFKA', 'H10.2.10');
    await servers.leader(cut);
    await send('AFTER-WITHOUT-KAFKA', 'H10.2.11');
    await Promise.all(['WHILE-WITHOUT-KAFKA', 'AFTER-WITHOUT-KAFKA'].map(isTold));
    cut.toKafka.recover();
    await sleep(SILENCE_MS);
    expectToldOnce(['WHILE-WITHOUT-KAFKA', 'AFTER-WITHOUT-KAFKA']);
  });

  it('of which the leader has lost the time: another goes on, and nothing is told before it is due', async () => {
    const lost = await servers.settled();
    await send('DUE-IN-TWO-DAYS', 'H10.2.03', Date.now() + 2 * DAY_MS);
    await sleep(SILENCE_MS);
    const before = receiver.hooks.length;
    await lost.clock.shift(5 * DAY_MS);
    await send('WHILE-LOST', 'H10.2.04');
    await servers.leader(lost);
    await isTold('WHILE-LOST');
    for (const shiftMs of [-2 * DAY_MS, 0]) {
      await lost.clock.shift(shiftMs);
      await sleep(SILENCE_MS);
    }
    await servers.settled();
    expect(receiver.hooks.slice(before).map(({ cases }) => cases.map(({ code }) => code))).toEqual([
      ['WHILE-LOST'],
    ]);
    expect(receiver.refused).toBe(0);
  });
});
