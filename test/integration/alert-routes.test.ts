import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  AlertCountsAnswer,
  AlertItem,
  AlertPage,
  AlertsChanged,
  DeliveryItem,
  DeliveryPage,
  EndpointsAnswer,
  EndpointTest,
} from '../../contract/alerts.ts';
import type { Problem } from '../../contract/api.ts';
import type { AuditPage } from '../../contract/audit.ts';
import type { Role } from '../../contract/identity.ts';
import { formatTime } from '../../contract/time.ts';
import { ask, type Answer } from '../support/ask.ts';
import { messageOf, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { Product } from '../support/product.ts';
import { Viewer } from '../support/viewer.ts';
import { WebhookReceiver } from '../support/webhook-receiver.ts';

const secret = `whsec_${randomBytes(32).toString('base64')}`;
const [HERE, THERE, QUIET] = ['H10.2.03', 'H10.2.05', 'H10.2.06'];
const SOON_MS = 30_000;

let product: Product;
let receiver: WebhookReceiver;
const tokens = new Map<string, string>();

const request = <Body = Problem>(
  who: string,
  path: string,
  body?: object,
  server = 'server',
): Promise<Answer<Body>> =>
  ask<Body>(product.serverUrlOf(server) + path, { token: tokens.get(who) ?? '', ...(body && { body }) });
const list = async (who: string, query = '', server?: string) =>
  (await request<AlertPage>(who, `/api/v1/alerts${query}`, undefined, server)).body;
const metricsOf = async (server: string) => (await fetch(`${product.serverUrlOf(server)}/metrics`)).text();

async function token(name: string, role: Role, scope: string): Promise<void> {
  const said = await product.command('token', ['add', name, '--role', role, '--scope', scope]);
  tokens.set(name, said.split('\n').at(-1)?.trim() ?? '');
}

/** Sends late dossiers of a unit and waits until each has its alert. */
async function late(unit: string, ...codes: string[]): Promise<AlertItem[]> {
  const dueAt = formatTime(Date.now() - 4 * 86_400_000);
  await product.produce(codes.map((code) => messageOf(snapshotEvent({ code, unit: { code: unit }, dueAt }))));
  const find = async () =>
    Promise.all(
      codes.map(
        async (code) => (await list('admin', `?case=dossier/${code}&rule=late`)).items[0] as AlertItem,
      ),
    );
  await eventually(async () => (await find()).every((item) => item?.state === 'notified'), SOON_MS);
  return find();
}

beforeAll(async () => {
  receiver = new WebhookReceiver(secret);
  const url = await receiver.start();
  product = await Product.create({ ALERT_WEBHOOK_URL: `${url}/default`, ALERT_WEBHOOK_SECRET: secret });
  await product.startIngest();
  // Whichever leads makes links.
  const shared = { PUBLIC_URL: product.serverUrl };
  await product.startServer(shared);
  await product.startServer(shared, 'other');
  await token('admin', 'administrator', 'province');
  await token('operator', 'operator', `unit:${HERE}`);
  await token('leader', 'leader', 'area:692');
  await token('viewer', 'viewer', 'province');
  await eventually(async () => {
    const both = await Promise.all(['server', 'other'].map(metricsOf));
    return both.filter((text) => text.includes('monitor_alerts_leading 1')).length === 1;
  }, SOON_MS);
});
afterAll(async () => {
  await product?.stop();
  await receiver?.stop();
});

/** Each has dossiers of its own: they wait together. */
describe.concurrent('alerts over HTTP', () => {
  it('are listed for who may see the unit, at every server, with case, unit, area and who was told', async () => {
    const [item] = await late(HERE, 'LISTED');
    expect(item).toMatchObject({
      ...{ rule: 'late', condition: 'late', severity: 'critical', state: 'notified', told: 'head' },
      unit: { code: HERE, name: 'UBND huyện Lộc Ninh' },
      area: { code: '692' },
      case: { kind: 'dossier', code: 'LISTED' },
      ...{ acknowledged: null, shelved: null, resolvedAt: null },
    });
    for (const who of ['operator', 'leader', 'viewer'])
      expect((await list(who, '?case=dossier/LISTED')).items.map(({ id }) => id)).toEqual([item?.id]);
    await eventually(async () => (await list('admin', '?case=dossier/LISTED', 'other')).total === 1);
    await late(THERE, 'ELSEWHERE');
    expect((await list('operator', '?case=dossier/ELSEWHERE')).items).toEqual([]);
    expect((await request('operator', '/api/v1/alerts?scope=province')).status).toBe(403);
  });

  it('are acknowledged once, by whom and with which note, shown at another server within a second', async () => {
    const [item] = await late(HERE, 'KNOWN');
    const path = `/api/v1/alerts/${item?.id}/acknowledge`;
    expect((await request('viewer', path, { note: 'x' })).status).toBe(403);
    const told: AlertsChanged[] = [];
    const viewer = new Viewer(product.serverUrlOf('other'), 'websocket', tokens.get('viewer'));
    viewer.socket.on('alerts:changed', (changed) => told.push(changed));
    await viewer.connected();
    await eventually(() => told.length > 0);
    const answer = await request<AlertItem>('operator', path, { note: 'Đang bổ sung giấy tờ' });
    expect(answer.body).toMatchObject({
      state: 'acknowledged',
      acknowledged: { who: 'operator', note: 'Đang bổ sung giấy tờ' },
    });
    await eventually(() => told.some(({ alerts }) => alerts.includes(item?.id ?? '')), 1_000, 20);
    expect((await list('viewer', '?case=dossier/KNOWN', 'other')).items[0]?.state).toBe('acknowledged');
    const again = await request<AlertItem>('leader', path, { note: 'sau' }, 'other');
    expect(again.body.acknowledged).toMatchObject({ who: 'operator' });
    viewer.close();
    const { body } = await request<AuditPage>('admin', '/api/v1/audit?action=alertAcknowledged&limit=100');
    expect(body.items).toContainEqual(
      expect.objectContaining({
        name: 'operator',
        target: 'late dossier/KNOWN',
        detail: 'Đang bổ sung giấy tờ',
      }),
    );
  });

  it('are acknowledged together, but for those that are not open to who asks', async () => {
    const items = await late(HERE, 'MANY-1', 'MANY-2', 'MANY-3');
    const [foreign] = await late(THERE, 'MANY-THERE');
    const ids = items.map(({ id }) => id);
    const answer = await request<{ acknowledged: number }>('operator', '/api/v1/alerts/acknowledge', {
      ids: [...ids, foreign?.id, 'x'],
    });
    expect(answer.body).toEqual({ acknowledged: 3 });
    expect((await list('admin', '?case=dossier/MANY-THERE')).items[0]?.state).toBe('notified');
    for (const body of [
      { ids: [] },
      { ids: Array.from({ length: 501 }, (_, i) => `${i}`) },
      { ids: 'x' },
      {},
    ])
      expect((await request('operator', '/api/v1/alerts/acknowledge', body)).status).toBe(400);
  });

  it('are shelved for a day at the most, stand apart meanwhile, and come back by themselves', async () => {
    const [item] = await late(QUIET, 'SHELF');
    const path = `/api/v1/alerts/${item?.id}/shelve`;
    const hours = (count: number) => formatTime(Date.now() + count * 3_600_000);
    for (const until of [hours(25), hours(-1), '2026-11-29', 'x'])
      expect((await request('admin', path, { until })).status).toBe(400);
    const until = formatTime(Date.now() + 3_000);
    const { body } = await request<AlertItem>('admin', path, { until, note: 'chờ dân' });
    expect(body).toMatchObject({ state: 'shelved', shelved: { until, who: 'admin', note: 'chờ dân' } });
    const counts = await request<AlertCountsAnswer>('admin', `/api/v1/alerts/counts?scope=unit:${QUIET}`);
    expect(counts.body.counts.shelved).toBe(1);
    expect((await list('admin', '?case=dossier/SHELF')).total).toBe(0);
    expect((await list('admin', '?case=dossier/SHELF&state=shelved')).total).toBe(1);
    await eventually(async () => (await list('admin', '?case=dossier/SHELF')).total === 1, SOON_MS);
    await request('admin', path, { until: hours(24) });
    await request('admin', `/api/v1/alerts/${item?.id}/unshelve`, {});
    expect((await list('admin', '?case=dossier/SHELF')).items[0]?.state).toBe('notified');
  });

  it('are resolved when the case closes, and stand in the list of those', async () => {
    const [item] = await late(HERE, 'CLOSES');
    const finishedAt = formatTime(Date.now());
    const done = { code: 'CLOSES', unit: { code: HERE }, status: 'returned', finishedAt } as const;
    await product.produce([messageOf(snapshotEvent(done))]);
    await eventually(async () => (await list('admin', '?case=dossier/CLOSES')).total === 0, SOON_MS);
    const { items } = await list('leader', '?case=dossier/CLOSES&state=resolved');
    expect(items).toMatchObject([{ id: item?.id, state: 'resolved', told: 'head', unit: { code: HERE } }]);
    expect((await request('admin', `/api/v1/alerts/${item?.id}/acknowledge`, {})).status).toBe(404);
  });

  it('are paged, the most severe and oldest first, each once', async () => {
    await late(HERE, 'PAGE-1', 'PAGE-2', 'PAGE-3');
    const seen: string[] = [];
    let cursor = '';
    do {
      const { items, nextCursor } = await list('admin', `?limit=2${cursor}`);
      seen.push(...items.map(({ id }) => id));
      cursor = nextCursor ? `&cursor=${nextCursor}` : '';
    } while (cursor);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThanOrEqual(3);
    for (const query of ['?cursor=x', '?state=open', '?severity=high', '?case=KNOWN', '?limit=501'])
      expect((await request('admin', `/api/v1/alerts${query}`)).status).toBe(400);
  });
});

describe('the link of a message', () => {
  it('says what it acknowledges, does so by its button alone, once, without signing in', async () => {
    const [item] = await late(HERE, 'LINKED');
    const { links } = receiver.of('LINKED')[0] as { links: { page: string; acknowledge: string } };
    expect(links.page).toMatch(/\/alerts\?rule=late&scope=unit%3AH10\.2\.03$/);
    const page = await ask(links.acknowledge);
    expect([page.status, page.headers.get('content-type'), page.headers.get('cache-control')]).toEqual([
      200,
      'text/html; charset=utf-8',
      'no-store',
    ]);
    expect(page.text).toContain('LINKED');
    expect((await list('admin', '?case=dossier/LINKED')).items[0]?.state).toBe('notified');
    const done = await ask(links.acknowledge, { method: 'POST' });
    expect(done.text).toContain('Đã xác nhận');
    expect((await list('admin', '?case=dossier/LINKED')).items[0]).toMatchObject({
      id: item?.id,
      state: 'acknowledged',
    });
    for (const method of ['GET', 'POST']) {
      const again = await ask(links.acknowledge, { method });
      expect([again.status, again.text.includes('<button')]).toEqual([200, false]);
    }
    const token = links.acknowledge.split('/').at(-1) as string;
    const changed = token.slice(0, 5) + (token[5] === 'A' ? 'B' : 'A') + token.slice(6);
    for (const bad of [changed, token.slice(1), `${token}A`, 'x'])
      expect((await ask(`${product.serverUrl}/auth/alerts/${bad}`, { method: 'POST' })).status).toBe(404);
  });
});

describe('deliveries and endpoints', () => {
  const deliveries = async (query = '') =>
    (await request<DeliveryPage>('admin', `/api/v1/alerts/deliveries${query}`)).body.items;

  it('show every message with its tries, and send one again that was given up or waits', async () => {
    receiver.answers.set('/default', [{ status: 500 }]);
    const dueAt = formatTime(Date.now() - 4 * 86_400_000);
    await product.produce([messageOf(snapshotEvent({ code: 'TRIED', unit: { code: HERE }, dueAt }))]);
    await eventually(() => receiver.of('TRIED').length === 2, SOON_MS);
    const id = receiver.of('TRIED')[0]?.id as string;
    let item: DeliveryItem | undefined;
    await eventually(async () => {
      item = (await deliveries('?state=delivered')).find((one) => one.id === id);
      return item !== undefined;
    });
    expect(item).toMatchObject({
      channel: 'webhook',
      audience: 'head',
      alerts: 1,
      state: 'delivered',
      nextAt: null,
    });
    expect(item?.tries).toMatchObject([
      { outcome: 'tried', detail: expect.stringContaining('500') as string },
      { outcome: 'delivered', detail: null },
    ]);
    // What is secret in the address is not shown.
    expect(item?.address).not.toContain('/default');
    expect((await request('admin', `/api/v1/alerts/deliveries/${id}/retry`, {})).status).toBe(409);
    expect((await request('admin', '/api/v1/alerts/deliveries/none/retry', {})).status).toBe(404);

    receiver.answers.set('/default', [{ status: 503 }, { status: 503 }]);
    await product.produce([messageOf(snapshotEvent({ code: 'RETRIED', unit: { code: HERE }, dueAt }))]);
    await eventually(() => receiver.of('RETRIED').length === 2, SOON_MS);
    const waiting = receiver.of('RETRIED')[0]?.id as string;
    await eventually(async () =>
      (await deliveries('?state=waiting')).some((one) => one.id === waiting && one.tries.length === 2),
    );
    // Of itself it would come after five minutes.
    expect((await request('admin', `/api/v1/alerts/deliveries/${waiting}/retry`, {}, 'other')).status).toBe(
      200,
    );
    await eventually(() => receiver.of('RETRIED').length === 3, SOON_MS);
    expect(new Set(receiver.of('RETRIED').map((hook) => hook.id)).size).toBe(1);
  });

  it('test an endpoint, which ends that it counts as gone', async () => {
    const endpoints = async () => (await request<EndpointsAnswer>('admin', '/api/v1/alerts/endpoints')).body;
    const own = async () =>
      (await endpoints()).items.find(({ channel, state }) => channel === 'webhook' && state !== 'refused');
    const endpoint = (await own())?.id;
    const test = async () =>
      (await request<EndpointTest>('admin', '/api/v1/alerts/endpoints/test', { endpoint })).body;
    expect(await test()).toMatchObject({ ok: true });
    receiver.answers.set('/default', [{ status: 302, headers: { location: 'http://127.0.0.1:1/' } }]);
    expect(await test()).toMatchObject({ ok: false, detail: expect.stringContaining('302') as string });
    receiver.answers.set('/default', [{ status: 410 }]);
    const dueAt = formatTime(Date.now() - 4 * 86_400_000);
    await product.produce([messageOf(snapshotEvent({ code: 'GONE', unit: { code: QUIET }, dueAt }))]);
    await eventually(async () => (await own())?.state === 'gone', SOON_MS);
    expect(await test()).toMatchObject({ ok: true });
    await eventually(async () => (await own())?.state === 'ready');
    // What nobody could be told of meanwhile is told now.
    await eventually(() => receiver.of('GONE').some(({ status }) => status === 204), SOON_MS);
    expect(
      (await endpoints()).missing.some(({ role, unit }) => role === 'head' && unit?.code === QUIET),
    ).toBe(true);
    await sleep(100);
  });
});
