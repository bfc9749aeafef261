/** Many alerts at once, and figures that are not of the present: few messages, none above a rate, none that is not true. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_TOLD_CASES, type AlertPage } from '../../contract/alerts.ts';
import { formatTime } from '../../contract/time.ts';
import { writeAlertPack } from '../support/alert-pack.ts';
import { messageOf, progressEvent, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { Product } from '../support/product.ts';
import { WebhookReceiver } from '../support/webhook-receiver.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const CASES = 10_000;
const PER_MINUTE = 5;
/** From the first event to the instant at which all are due: all have to be counted, and believed, before. */
const DUE_AFTER_MS = 40_000;
/** Longer than a leader needs to decide and to send. */
const SILENCE_MS = 4_000;
const codes = (prefix: string, first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, i) => `${prefix}.${String(first + i).padStart(2, '0')}`);
/** Each with a webhook of its own. */
const STORMY_UNITS = [...codes('H10.2', 1, 11), ...codes('H10.1', 1, 9)];
/** They share the default one. */
const OTHER_UNITS = codes('H10.1', 10, 17);
const OWN_UNIT = 'H10.1.18';
const secret = `whsec_${randomBytes(32).toString('base64')}`;

let dir: string;
let receiver: WebhookReceiver;
let product: Product;
let dueAtMs: number;

const codeOf = (n: number) => `STORM-${n}`;
const ofUnit = (unit: string) => receiver.hooks.filter((hook) => hook.path === `/${unit}`);
const actsOf = (prefix: string) =>
  product.query<{ act: string }>(`SELECT act FROM alert_acts WHERE startsWith(code, '${prefix}')`);

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'alert-storm-'));
  receiver = new WebhookReceiver(secret);
  const url = await receiver.start();
  const webhooks = Object.fromEntries([...STORMY_UNITS, OWN_UNIT].map((unit) => [unit, `${url}/${unit}`]));
  product = await Product.create({
    ALERT_WEBHOOK_URL: `${url}/default`,
    ALERT_WEBHOOK_SECRET: secret,
    PROVINCE_PACK: await writeAlertPack(dir, { webhooks, perMinute: PER_MINUTE }),
  });
  await Promise.all([product.startIngest(), product.startServer()]);
  await eventually(async () => {
    const metrics = await (await fetch(`${product.serverUrl}/metrics`)).text();
    return /^monitor_alerts_leading 1$/m.test(metrics);
  });
  dueAtMs = Date.now() + DUE_AFTER_MS;
  const dueAt = formatTime(dueAtMs);
  const stormy = Array.from({ length: CASES }, (_, n) => {
    const code = STORMY_UNITS[n % STORMY_UNITS.length] as string;
    return snapshotEvent({ code: codeOf(n), unit: { code }, dueAt });
  });
  const others = OTHER_UNITS.map((code) => snapshotEvent({ code: `OTHER-${code}`, unit: { code }, dueAt }));
  await product.produce([...stormy, ...others].map((event) => messageOf(event)));
  await eventually(async () => (await product.dossiers('?q=STORM-&limit=1')).total === CASES, DUE_AFTER_MS);
});

afterAll(async () => {
  await product?.stop();
  await receiver?.stop();
  await rm(dir, { recursive: true, force: true });
});

describe('10,000 dossiers of 20 units that become late at one instant', () => {
  it('make one message for each unit, with as many as it may list and the number of all', async () => {
    expect(receiver.hooks).toEqual([]);
    await eventually(
      () => STORMY_UNITS.every((unit) => ofUnit(unit).length > 0),
      dueAtMs - Date.now() + 30_000,
    );
    await sleep(SILENCE_MS);
    for (const unit of STORMY_UNITS) {
      const hooks = ofUnit(unit);
      expect([unit, hooks.length]).toEqual([unit, 1]);
      expect(hooks[0]).toMatchObject({ unit, total: CASES / STORMY_UNITS.length });
      expect(new Set(hooks[0]?.cases.map(({ code }) => code)).size).toBe(MAX_TOLD_CASES);
      expect(hooks[0]?.atMs).toBeGreaterThanOrEqual(dueAtMs);
    }
  });

  it('are resolved as they are closed, and in time again', async () => {
    const [unit = ''] = STORMY_UNITS;
    const own = Array.from({ length: CASES }, (_, n) => n).filter((n) => n % STORMY_UNITS.length === 0);
    const [closed, extended] = [own.slice(0, 50).map(codeOf), own.slice(50, 80).map(codeOf)];
    const later = formatTime(Date.now() + DAY_MS);
    await product.produce([
      ...closed.map((code) => messageOf(progressEvent({ code, status: 'returned' }))),
      ...extended.map((code) => messageOf(snapshotEvent({ code, unit: { code: unit }, dueAt: later }))),
    ]);
    const over = [...closed, ...extended].sort();
    await eventually(async () => {
      const { items } = await product.get<AlertPage>(`/api/v1/alerts?state=resolved&unit=${unit}&limit=200`);
      expect(items.map((item) => item.case?.code).sort()).toEqual(over);
      for (const { state, unit: of, told } of items)
        expect([state, of?.code, told]).toEqual(['resolved', unit, 'head']);
      return true;
    });
    const { counts } = await product.get<AlertPage>(`/api/v1/alerts?scope=unit:${unit}&limit=1`);
    expect(counts.bySeverity.critical.unacknowledged).toBe(own.length - over.length);
    expect(ofUnit(unit)).toHaveLength(1);
  });
});

describe('a history that is replayed', () => {
  it('tells of no case that is closed, though each is open for a while', async () => {
    const before = receiver.hooks.length;
    const history = Array.from({ length: 600 }, (_, n) => `HISTORY-${n}`);
    const [receivedAt, dueAt, finishedAt] = ['04T08', '08T17', '11T09'].map(
      (at) => `2021-10-${at}:00:00+07:00`,
    ) as [string, string, string];
    const data = { unit: { code: OWN_UNIT }, receivedAt, dueAt };
    await product.produce(
      history.map((code) =>
        messageOf(snapshotEvent({ ...data, code, status: 'received' }, { time: receivedAt })),
      ),
    );
    // The leader looks at what has changed several times.
    await sleep(SILENCE_MS);
    await product.produce(
      history.map((code) =>
        messageOf(snapshotEvent({ ...data, code, status: 'returned', finishedAt }, { time: finishedAt })),
      ),
    );
    // Told after the silence that cases of the past need: the turn of everything before it has come.
    const old = { code: 'OLD', unit: { code: OWN_UNIT }, dueAt: formatTime(Date.now() - 3 * DAY_MS) };
    await product.produce([messageOf(snapshotEvent(old, { time: formatTime(Date.now() - 5 * DAY_MS) }))]);
    await eventually(() => receiver.of('OLD').length === 1);
    const told = receiver.hooks.slice(before).flatMap(({ cases }) => cases.map(({ code }) => code));
    expect(told.filter((code) => code.startsWith('HISTORY-'))).toEqual([]);
    expect(await actsOf('HISTORY-')).toEqual([]);
  });
});

describe('cases that become late while the figures are not of the present', () => {
  it('are told of when they are', async () => {
    const dueAt = formatTime(Date.now() + 15_000);
    await product.produce([messageOf(snapshotEvent({ code: 'WAITS', unit: { code: OWN_UNIT }, dueAt }))]);
    await eventually(async () => (await product.dossiers('?q=WAITS')).total === 1);
    await product.kill('ingest');
    await product.produce([messageOf(snapshotEvent({ code: 'UNREAD', unit: { code: OWN_UNIT } }))]);
    await eventually(async () => (await product.snapshot()).feed.state !== 'live');
    expect(Date.now()).toBeLessThan(Date.parse(dueAt));
    await sleep(Date.parse(dueAt) - Date.now() + SILENCE_MS);
    expect(receiver.of('WAITS')).toEqual([]);
    expect(await actsOf('WAITS')).toEqual([]);
    await product.startIngest();
    await eventually(() => receiver.of('WAITS').length > 0);
    await sleep(SILENCE_MS);
    expect(receiver.of('WAITS')).toHaveLength(1);
  });
});

describe('messages to one endpoint', () => {
  it('are never more in a minute than the pack says, and all come', async () => {
    const own = () => receiver.hooks.filter(({ path }) => path === '/default');
    await eventually(() => own().length >= OTHER_UNITS.length, 90_000);
    const times = own().map(({ atMs }) => atMs);
    for (const at of times) {
      const within = times.filter((other) => other >= at && other < at + MINUTE_MS).length;
      expect(within).toBeLessThanOrEqual(PER_MINUTE);
    }
    expect(
      own()
        .flatMap(({ cases }) => cases.map(({ code }) => code))
        .sort(),
    ).toEqual(OTHER_UNITS.map((code) => `OTHER-${code}`));
    expect(receiver.refused).toBe(0);
  });
});
