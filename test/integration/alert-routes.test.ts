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
import { connect } from '../../clickhouse/client.ts';
import type { Problem } from '../../contract/api.ts';
import type { AuditPage } from '../../contract/audit.ts';
import { MAX_CASE_NOTES, type CaseNote, type CaseNotes } from '../../contract/case-note.ts';
import type { Role } from '../../contract/identity.ts';
import { formatTime } from '../../contract/time.ts';
import { ask, type Answer } from '../support/ask.ts';
import { messageOf, progressEvent, snapshotEvent } from '../support/events.ts';
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

describe('notes on a case', () => {
  const path = (code: string) => `/api/v1/cases/dossier/${encodeURIComponent(code)}/notes`;
  const notesOf = async (who: string, code: string, server?: string) =>
    (await request<CaseNotes>(who, path(code), undefined, server)).body;

  it('stand for who may see the case, newest first, with who and when, at every server and in the audit log', async () => {
    const codes = ['NOTED/1', 'NOTED-THERE'];
    const units = [HERE, THERE];
    await product.produce(
      codes.map((code, i) => messageOf(snapshotEvent({ code, unit: { code: units[i] as string } }))),
    );
    await eventually(async () => (await request('admin', path('NOTED-THERE'))).status === 200);
    await eventually(async () => (await request('admin', path('NOTED/1'))).status === 200);
    const first = { text: '  Đã gọi cho công dân.\r\nHẹn thứ Hai. ', id: 'page-0001' };
    const written = await request<CaseNote>('operator', path('NOTED/1'), first);
    expect(written).toMatchObject({
      status: 201,
      body: {
        id: 'page-0001',
        who: 'operator',
        sort: 'note',
        text: 'Đã gọi cho công dân.\nHẹn thứ Hai.',
        told: [],
      },
    });
    expect(Math.abs(Date.parse(written.body.at) - Date.now())).toBeLessThan(60_000);
    // A page that got no answer sends it again, maybe to another server.
    const again = await request<CaseNote>('operator', path('NOTED/1'), first, 'other');
    expect(again).toMatchObject({ status: 200, body: written.body });
    expect((await request('operator', path('NOTED/1'), { ...first, text: 'khác' })).status).toBe(409);
    expect((await request('leader', path('NOTED/1'), { text: 'Đã biết' })).status).toBe(201);
    for (const who of ['viewer', 'operator', 'leader']) {
      const { items, room } = await notesOf(who, 'NOTED/1', 'other');
      expect(items.map(({ who: by, text }) => [by, text])).toEqual([
        ['leader', 'Đã biết'],
        ['operator', 'Đã gọi cho công dân.\nHẹn thứ Hai.'],
      ]);
      expect(room).toBe(MAX_CASE_NOTES - 2);
    }
    const foreign = await request('operator', path('NOTED-THERE'), { text: 'x' });
    const absent = await request('operator', path('NOTED-NONE'), { text: 'x' });
    expect([foreign.status, absent.status]).toEqual([404, 404]);
    expect(foreign.body.detail.replace('THERE', 'NONE')).toBe(absent.body.detail);
    expect((await request('viewer', path('NOTED/1'), { text: 'x' })).status).toBe(403);
    await eventually(async () => {
      const { body } = await request<AuditPage>('admin', '/api/v1/audit?action=noteAdded');
      return body.items.filter(({ target }) => target === 'dossier/NOTED/1').length === 2;
    });
  });

  it.each([
    [{}, 'text', '1 to 2000 characters'],
    [{ text: ' \n ' }, 'text', 'that can be seen'],
    [{ text: 'a\u0007b' }, 'text', 'that can be seen'],
    [{ text: 'x'.repeat(2_001) }, 'text', '1 to 2000 characters'],
    [{ text: 'x', id: 'short' }, 'id', '8 to 64 letters, digits, - and _'],
    [{ text: 'x', more: 1 }, 'body', 'the fields text, id'],
  ])('refuse %j by the field and what is accepted', async (body, field, accepted) => {
    const answer = await request('operator', path('NOTED/1'), body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ field, accepted: expect.stringContaining(accepted) as string });
  });

  it('fill a case to its bound, whoever writes at once; more are refused with it and counted', async () => {
    await product.produce([messageOf(snapshotEvent({ code: 'FULL', unit: { code: HERE } }))]);
    await eventually(async () => (await request('admin', path('FULL'))).status === 200);
    const client = connect(product.clickHouse, 'migrate');
    const values = Array.from({ length: MAX_CASE_NOTES - 2 }, (_, i) => ({
      ...{
        id: `before-${i}`,
        kind: 'dossier',
        code: 'FULL',
        sort: 'note',
        identity: 'x',
        who: 'x',
        text: 'x',
      },
    }));
    await client.insert({ table: 'case_notes', values, format: 'JSONEachRow' });
    await client.close();
    const answers = await Promise.all(
      [1, 2, 3, 4].map((i) => request('operator', path('FULL'), { text: `${i}` })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 409, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body.detail).toBe('the case has 200 notes; accepted: up to 200 of one case');
    expect((await notesOf('operator', 'FULL')).room).toBe(0);
    expect(await metricsOf('server')).toContain('monitor_notes_refused_total{bound="case"} 2');
  });
});

describe('a reminder', () => {
  const path = (code: string) => `/api/v1/cases/dossier/${code}/remind`;
  const open = async (code: string) => {
    await product.produce([messageOf(snapshotEvent({ code, unit: { code: HERE } }))]);
    await eventually(async () => (await request('admin', `/api/v1/dossiers/${code}`)).status === 200);
  };

  it('reaches who handles the case once, by the channels of the alerts, and stands on the case', async () => {
    await open('REMINDED');
    const said = { text: 'Công dân chờ đã lâu, đề nghị trả trong ngày.', id: 'remind-0001' };
    expect((await request('viewer', path('REMINDED'), said)).status).toBe(403);
    // Of a server that does not lead too.
    const answers = [
      await request<CaseNote>('operator', path('REMINDED'), said, 'other'),
      await request<CaseNote>('operator', path('REMINDED'), said),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 200]);
    expect(answers[0]?.body).toMatchObject({ sort: 'reminder', who: 'operator', text: said.text });
    expect(answers[0]?.body.told).toHaveLength(1);
    await eventually(() => receiver.of('REMINDED').length > 0, SOON_MS);
    const [hook] = receiver.of('REMINDED');
    expect(JSON.parse(hook?.body ?? '')).toMatchObject({
      type: 'dossier.reminder',
      data: {
        reminder: { who: 'operator', text: said.text },
        cases: [{ code: 'REMINDED', status: 'processing' }],
        links: { page: `${product.serverUrl}/dossiers/REMINDED`, acknowledge: null },
      },
    });
    const again = await request('leader', path('REMINDED'), { text: 'Lần nữa' });
    expect([again.status, again.body.field]).toEqual([429, 'pause']);
    expect(Number(again.headers.get('retry-after'))).toBeGreaterThan(3_000);
    const { body: notes } = await request<CaseNotes>('viewer', '/api/v1/cases/dossier/REMINDED/notes');
    expect(notes.items).toEqual([answers[0]?.body]);
    const sent = async () => {
      const { body } = await request<DeliveryPage>('admin', '/api/v1/alerts/deliveries?limit=500');
      return body.items.filter((item) => item.case?.code === 'REMINDED');
    };
    await eventually(async () => (await sent())[0]?.state === 'delivered');
    expect(await sent()).toMatchObject([{ alerts: 0, case: { kind: 'dossier' } }]);
    await eventually(async () => {
      const { body } = await request<AuditPage>('admin', '/api/v1/audit?action=caseReminded');
      return body.items.some(({ name, target }) => name === 'operator' && target === 'dossier/REMINDED');
    });
    expect(receiver.of('REMINDED')).toHaveLength(1);
  });

  it('is tried again by the same id, also by a server that has started since', async () => {
    await open('AGAIN');
    const [first] = receiver.hooks.filter(({ path: to }) => to.endsWith('/default'));
    receiver.answers.set(first?.path ?? '/default', [{ status: 503 }]);
    expect((await request('operator', path('AGAIN'), {})).status).toBe(201);
    await eventually(() => receiver.of('AGAIN').length === 1, SOON_MS);
    await product.startServer({ PUBLIC_URL: product.serverUrl }, 'later');
    await Promise.all([product.kill('server'), product.kill('other')]);
    await eventually(() => receiver.of('AGAIN').length === 2, 3 * SOON_MS);
    expect(new Set(receiver.of('AGAIN').map(({ id }) => id)).size).toBe(1);
    await product.kill('later');
    await Promise.all([
      product.startServer({ PUBLIC_URL: product.serverUrl }),
      product.startServer({ PUBLIC_URL: product.serverUrl }, 'other'),
    ]);
  }, 180_000);

  it('is refused of a case that is closed, and where nobody can be told, by what stands in the way', async () => {
    await open('CLOSED');
    await product.produce([messageOf(progressEvent({ code: 'CLOSED', status: 'returned' }))]);
    await eventually(async () => {
      const { status, body } = await request('operator', path('CLOSED'), {});
      return status === 409 && body.field === 'status';
    });
    await open('NOBODY');
    await product.startServer({ ALERT_WEBHOOK_URL: '' }, 'mute');
    await eventually(async () => {
      const { status, body } = await request('operator', path('NOBODY'), {}, 'mute');
      return status === 409 && body.field === 'contact' && body.detail.includes('contacts.csv');
    });
    const { body } = await request<CaseNotes>('operator', '/api/v1/cases/dossier/NOBODY/notes');
    expect(body.items).toEqual([]);
    await product.kill('mute');
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
