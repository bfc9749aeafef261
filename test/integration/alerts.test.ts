import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeCommand, startChild, type Child } from '../../embedded/child.ts';
import { freePort } from '../../embedded/ports.ts';
import { formatTime } from '../../contract/time.ts';
import { writeAlertPack } from '../support/alert-pack.ts';
import { messageOf, progressEvent, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { Product } from '../support/product.ts';
import { WebhookReceiver, type Hook } from '../support/webhook-receiver.ts';

const secret = `whsec_${randomBytes(32).toString('base64')}`;

interface LogRow {
  state: string;
  messageId: string;
  target: string;
  note: string;
}

let dir: string;
let product: Product;
let receiver: WebhookReceiver;
let terminal: Child;

/** What became of the alerts of a late dossier, and of the messages about them. */
const logOf = (code: string) =>
  product.query<LogRow>(
    `WITH (SELECT groupArray(alert) FROM alert_acts WHERE code = '${code}' AND rule = 'late') AS ids
     SELECT act AS state, message AS messageId, address AS target, note FROM alert_acts
     WHERE has(ids, alert) OR message IN (SELECT message FROM alert_acts WHERE hasAny(alerts, ids))
     ORDER BY at, act`,
  );
const metricsOf = async () => (await fetch(`${product.serverUrl}/metrics`)).text();
const inSeconds = (seconds: number) => formatTime(Date.now() + seconds * 1_000);
const daysAgo = (days: number) => inSeconds(-days * 86_400);

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'alerts-'));
  receiver = new WebhookReceiver(secret);
  const url = await receiver.start();
  const terminalPort = await freePort();
  terminal = await startChild({
    command: nodeCommand('sample/alert-receiver-main.ts', ['--port', String(terminalPort)]),
    env: { ...process.env, ALERT_WEBHOOK_SECRET: secret },
    logFile: join(dir, 'terminal.log'),
  });
  product = await Product.create({
    ALERT_WEBHOOK_URL: `${url}/default`,
    ALERT_WEBHOOK_SECRET: secret,
    PROVINCE_PACK: await writeAlertPack(dir, {
      webhooks: {
        'H10.2.01': `${url}/own`,
        'H10.2.02': `http://127.0.0.1:${terminalPort}`,
        'H10.2.04': `${url}/failing`,
        'H10.2.08': `${url}/busy`,
        'H10.2.09': `${url}/gone`,
        'H10.1.19': 'http://10.255.255.1/hook',
      },
    }),
  });
  await Promise.all([product.startIngest(), product.startServer()]);
  // Ingest has its partitions: what counts from here on is the alerts' own time.
  await product.produce([messageOf(snapshotEvent({ code: 'FIRST', status: 'returned' }))]);
  await eventually(async () => (await product.dossiers('?q=FIRST')).total === 1);
  await eventually(async () => (await metricsOf()).includes('monitor_alerts_leading 1'), 30_000);
});

afterAll(async () => {
  await product?.stop();
  await terminal?.kill();
  await receiver?.stop();
  await rm(dir, { recursive: true, force: true });
});

/** Each waits for seconds for its own dossiers, in units of its own: together they wait once. */
describe.concurrent('alerts', () => {
  it('tells a dossier once when it becomes late, after the decision stands in the alert log', async () => {
    const logged: LogRow[][] = [];
    receiver.beforeAnswer = async ({ cases }: Hook) => {
      if (cases.some(({ code }) => code === 'LATE-1')) logged.push(await logOf('LATE-1'));
    };
    const dueAt = inSeconds(4);
    const officer = { id: 'cb-1' };
    await product.produce([messageOf(snapshotEvent({ code: 'LATE-1', dueAt, officer }))]);
    await eventually(() => receiver.of('LATE-1').length === 1, 20_000, 20);
    const [hook] = receiver.of('LATE-1') as [Hook];
    expect(hook.atMs).toBeGreaterThanOrEqual(Date.parse(dueAt));
    expect(hook.atMs).toBeLessThan(Date.parse(dueAt) + 5_000);
    expect(hook).toMatchObject({
      path: '/default',
      unit: 'H10.2.03',
      cases: [{ code: 'LATE-1', lateness: 'late', dueAt, officer }],
    });
    expect(logged).toMatchObject([[{ state: 'raised' }, { state: 'told', messageId: hook.id }]]);
    await eventually(async () => (await logOf('LATE-1')).some(({ state }) => state === 'delivered'));
    await sleep(2_000);
    expect(receiver.of('LATE-1')).toHaveLength(1);
    expect(receiver.refused).toBe(0);
  });

  it('tells a dossier again when its due date was moved and has passed again', async () => {
    const send = (dueAt: string) =>
      product.produce([messageOf(snapshotEvent({ code: 'MOVED-1', unit: { code: 'H10.2.05' }, dueAt }))]);
    await send(daysAgo(1));
    await eventually(() => receiver.of('MOVED-1').length === 1, 20_000);
    const dueAt = inSeconds(5);
    await send(dueAt);
    await eventually(() => receiver.of('MOVED-1').length === 2, 20_000);
    const [first, second] = receiver.of('MOVED-1') as [Hook, Hook];
    expect(second.id).not.toBe(first.id);
    expect(second.cases).toMatchObject([{ code: 'MOVED-1', dueAt }]);
  });

  it('tells the dossiers of one unit that become late together in one message', async () => {
    // Time enough for all of them to arrive before.
    const dueAt = inSeconds(8);
    const codes = Array.from({ length: 30 }, (_, i) => `MANY-${i}`);
    const unit = { code: 'H10.2.06' };
    await product.produce(codes.map((code) => messageOf(snapshotEvent({ code, unit, dueAt }))));
    await eventually(() => receiver.of('MANY-0').length === 1, 20_000);
    await sleep(2_000);
    const hooks = receiver.hooks.filter((hook) => hook.cases.some(({ code }) => code.startsWith('MANY-')));
    expect(hooks).toHaveLength(1);
    expect(hooks[0]?.cases.map(({ code }) => code).sort()).toEqual(codes.sort());
  });

  it('sends to the address that the pack has for the unit', async () => {
    await product.produce([
      messageOf(snapshotEvent({ code: 'OWN-1', unit: { code: 'H10.2.01' }, dueAt: daysAgo(3) })),
    ]);
    await eventually(() => receiver.of('OWN-1').length === 1, 20_000);
    expect(receiver.of('OWN-1')[0]).toMatchObject({ path: '/own', unit: 'H10.2.01' });
  });

  it('tells nobody of a dossier that is closed, paused or outside', async () => {
    const unit = { code: 'H10.2.07' };
    const dueAt = daysAgo(2);
    await product.produce(
      (['processed', 'returned', 'withdrawn', 'awaitingPayment', 'stopped', 'registered'] as const).map(
        (status) => messageOf(snapshotEvent({ code: `NOT-${status}`, unit, status, dueAt })),
      ),
    );
    await eventually(async () => (await product.dossiers('?q=NOT-')).total === 6);
    // When the turn of a later one of the same unit has come, theirs has.
    await product.produce([messageOf(snapshotEvent({ code: 'AFTER-NOT', unit, dueAt }))]);
    await eventually(() => receiver.of('AFTER-NOT').length === 1, 20_000);
    const told = receiver.hooks.filter((hook) => hook.unit === unit.code).flatMap(({ cases }) => cases);
    expect(told.map(({ code }) => code)).toEqual(['AFTER-NOT']);
  });

  it('shows on the terminal of the alert receiver what was verified', async () => {
    const officer = { id: 'cb-7', name: 'Lê Thị Ân' };
    await product.produce([
      messageOf(snapshotEvent({ code: 'SHOWN-1', unit: { code: 'H10.2.02' }, dueAt: daysAgo(9), officer })),
    ]);
    await eventually(async () => (await logOf('SHOWN-1')).some(({ state }) => state === 'delivered'), 20_000);
    const shown = await readFile(join(dir, 'terminal.log'), 'utf8');
    expect(shown).toMatch(/chữ ký đúng.*Hồ sơ quá hạn.*\(H10\.2\.02\) · 1 hồ sơ/);
    expect(shown).toMatch(/SHOWN-1 · trễ \d+ ngày làm việc · hạn \d\d\/\d\d\/\d{4} · cán bộ Lê Thị Ân/);
    const { target = '' } = (await logOf('SHOWN-1')).find(({ state }) => state === 'told') ?? {};
    const forged = await fetch(target, { method: 'POST', body: '{"type":"dossier.late"}' });
    expect(forged.status).toBe(401);
  });

  it('sends again under the same id, 5 s later, what the receiver did not take', async () => {
    receiver.answers.set('/failing', [{ status: 500 }]);
    await product.produce([
      messageOf(snapshotEvent({ code: 'AGAIN-1', unit: { code: 'H10.2.04' }, dueAt: daysAgo(1) })),
    ]);
    await eventually(() => receiver.of('AGAIN-1').length === 2, 30_000);
    const [first, second] = receiver.of('AGAIN-1') as [Hook, Hook];
    expect(first.status).toBe(500);
    expect(second).toMatchObject({ id: first.id, status: 204 });
    expect(second.atMs - first.atMs).toBeGreaterThanOrEqual(4_900);
    expect(second.atMs - first.atMs).toBeLessThan(8_000);
    await eventually(async () => (await logOf('AGAIN-1')).some(({ state }) => state === 'delivered'));
  });

  it('leaves a receiver alone for as long as its Retry-After says', async () => {
    receiver.answers.set('/busy', [{ status: 429, headers: { 'retry-after': '8' } }]);
    const send = (code: string) =>
      product.produce([messageOf(snapshotEvent({ code, unit: { code: 'H10.2.08' }, dueAt: daysAgo(1) }))]);
    await send('BUSY-1');
    await eventually(() => receiver.of('BUSY-1').length === 1, 20_000, 20);
    await send('BUSY-2');
    await eventually(() => receiver.of('BUSY-1').length === 2 && receiver.of('BUSY-2').length === 1, 30_000);
    const [first, second] = receiver.of('BUSY-1') as [Hook, Hook];
    expect(first.status).toBe(429);
    expect(second.id).toBe(first.id);
    for (const { atMs } of [second, ...receiver.of('BUSY-2')])
      expect(atMs - first.atMs).toBeGreaterThanOrEqual(7_900);
  });

  it('tells others in place of a receiver that answered 410, and says so', async () => {
    receiver.answers.set('/gone', [{ status: 410 }]);
    const send = (code: string) =>
      product.produce([messageOf(snapshotEvent({ code, unit: { code: 'H10.2.09' }, dueAt: daysAgo(1) }))]);
    await send('GONE-1');
    await eventually(() => receiver.of('GONE-1').length === 2, 20_000);
    await send('GONE-2');
    await eventually(() => receiver.of('GONE-2').length === 1, 20_000);
    expect([...receiver.of('GONE-1'), ...receiver.of('GONE-2')].map(({ path }) => path)).toEqual([
      '/gone',
      '/default',
      '/default',
    ]);
    expect((await logOf('GONE-1')).map(({ state }) => state)).toContain('returned');
    expect(receiver.hooks.filter(({ path }) => path === '/gone')).toHaveLength(1);
    expect(await metricsOf()).toContain('monitor_alert_receivers_gone 1');
    expect(await product.logOf('server')).toContain('a receiver of alerts is gone (410)');
  });

  it('names in the log at the start a webhook of the pack that gets nothing', async () => {
    const log = await product.logOf('server');
    expect(log).toContain('http to 10.255.255.1: accepted: https, or 10.255.255.1 in ALERT_WEBHOOK_ALLOW');
  });
});

describe('alerts of a server that was killed', () => {
  it('repeat nothing but what was not taken, and tell nothing of a replayed history', async () => {
    receiver.answers.set('/failing', [{ status: 500 }]);
    await product.produce([
      messageOf(snapshotEvent({ code: 'OPEN-1', unit: { code: 'H10.2.04' }, dueAt: daysAgo(1) })),
    ]);
    await eventually(() => receiver.of('OPEN-1').length === 1, 20_000, 20);
    await product.kill('server');
    const before = receiver.hooks.length;
    await product.startServer();
    await product.produce(
      Array.from({ length: 40 }, (_, i) => `HISTORY-${i}`).flatMap((code) => {
        const [received, due, done] = ['04T08', '08T17', '11T09'].map((at) => `2021-10-${at}:00:00+07:00`);
        const data = { receivedAt: received as string, dueAt: due as string };
        return [
          messageOf(snapshotEvent({ code, ...data, status: 'received' }, { time: received as string })),
          messageOf(progressEvent({ code, status: 'processing' }, { time: due as string })),
          messageOf(
            snapshotEvent(
              { code, ...data, status: 'returned', finishedAt: done as string },
              { time: done as string },
            ),
          ),
        ];
      }),
    );
    await eventually(() => receiver.of('OPEN-1').length === 2, 20_000);
    const [first, second] = receiver.of('OPEN-1') as [Hook, Hook];
    expect(second.id).toBe(first.id);
    await eventually(async () => (await product.dossiers('?q=HISTORY-')).total === 40);
    // Told after 15 s, when the turn of everything has come that came before it.
    const old = snapshotEvent({ code: 'OLD-1', dueAt: daysAgo(3) }, { time: daysAgo(5) });
    await product.produce([messageOf(old)]);
    await eventually(() => receiver.of('OLD-1').length === 1, 40_000);
    expect(receiver.hooks.slice(before).map(({ cases }) => cases.map(({ code }) => code))).toEqual([
      ['OPEN-1'],
      ['OLD-1'],
    ]);
    expect(receiver.refused).toBe(0);
  });
});
