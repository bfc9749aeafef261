/** Every route, page, export and event, asked for by everybody: each with a role, and with scopes inside, outside and none. */
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountMade, LinkMade, TokenMade } from '../../contract/administration.ts';
import type { DossierPage } from '../../contract/api.ts';
import type { AuditPage } from '../../contract/audit.ts';
import { ROLES, isAtLeast, type Role } from '../../contract/identity.ts';
import { LIVE_NAMESPACE, type WatchAnswer } from '../../contract/live.ts';
import { EVENTS, ROUTES, type EventName, type Need, type RouteName } from '../../server/access/needs.ts';
import { ask, type Answer, type Asking } from '../support/ask.ts';
import { messageOf, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { Product } from '../support/product.ts';

const PASSWORD = 'seven lanterns over Bu Dop';
const INSIDE = 'H10.2.03';
const OUTSIDE = 'H10.2.01';
const ABSENT = 'H10.9.99';

interface Walker {
  name: string;
  kind: 'nobody' | 'person' | 'device' | 'program';
  role: Role;
  /** One unit of the province alone, or all of it. */
  isPart: boolean;
  hasLists: boolean;
  /** As each request of it has them. */
  asking: Asking;
}

/** What a route needs, written down once more, and what it then answers. */
interface Stop {
  need: Need;
  /** With what a request needs beside the path; `CODE` is one of the codes above. */
  path?: string;
  ok?: number;
}

const STOPS: Record<RouteName, Stop> = {
  'GET /healthz': { need: 'nothing' },
  'GET /readyz': { need: 'nothing' },
  'GET /metrics': { need: 'metrics' },
  'POST /auth/login': { need: 'nothing', ok: 400 },
  'GET /auth/ways': { need: 'nothing' },
  // There is no sign-in service.
  'GET /auth/oidc': { need: 'nothing', ok: 404 },
  'GET /auth/oidc/callback': { need: 'nothing', ok: 404 },
  'GET /d/TOKEN': { need: 'nothing', path: '/d/not-a-link', ok: 403 },
  'GET /auth/me': { need: 'figures' },
  'POST /auth/logout': { need: 'figures', ok: 204 },
  'POST /auth/password': { need: 'figures', ok: 400 },
  'GET /auth/sessions': { need: 'figures' },
  'POST /auth/sessions/end': { need: 'figures', ok: 400 },
  'GET /api/v1/scopes': { need: 'administrator' },
  'GET /api/v1/accounts': { need: 'administrator' },
  'POST /api/v1/accounts': { need: 'administrator', ok: 400 },
  'POST /api/v1/accounts/change': { need: 'administrator', ok: 400 },
  'POST /api/v1/accounts/password': { need: 'administrator', ok: 400 },
  'POST /api/v1/accounts/disable': { need: 'administrator', ok: 400 },
  'POST /api/v1/accounts/enable': { need: 'administrator', ok: 400 },
  'GET /api/v1/devices': { need: 'administrator' },
  'POST /api/v1/devices': { need: 'administrator', ok: 400 },
  'POST /api/v1/devices/link': { need: 'administrator', ok: 400 },
  'POST /api/v1/devices/revoke': { need: 'administrator', ok: 400 },
  'GET /api/v1/tokens': { need: 'administrator' },
  'POST /api/v1/tokens': { need: 'administrator', ok: 400 },
  'POST /api/v1/tokens/revoke': { need: 'administrator', ok: 400 },
  'GET /api/v1/audit': { need: 'administrator' },
  'GET /auth/alerts/TOKEN': { need: 'nothing', path: '/auth/alerts/not-a-link', ok: 404 },
  'POST /auth/alerts/TOKEN': { need: 'nothing', path: '/auth/alerts/not-a-link', ok: 404 },
  'GET /api/v1/alerts': { need: 'lists' },
  'GET /api/v1/alerts/counts': { need: 'figures' },
  'GET /api/v1/alerts/groups': { need: 'figures' },
  'POST /api/v1/alerts/acknowledge': { need: 'operate', ok: 400 },
  'POST /api/v1/alerts/ID/acknowledge': { need: 'operate', path: '/api/v1/alerts/none/acknowledge', ok: 404 },
  'POST /api/v1/alerts/ID/shelve': { need: 'operate', path: '/api/v1/alerts/none/shelve', ok: 400 },
  'POST /api/v1/alerts/ID/unshelve': { need: 'operate', path: '/api/v1/alerts/none/unshelve', ok: 404 },
  'GET /api/v1/alerts/deliveries': { need: 'administrator' },
  'POST /api/v1/alerts/deliveries/ID/retry': {
    need: 'administrator',
    path: '/api/v1/alerts/deliveries/none/retry',
    ok: 404,
  },
  'GET /api/v1/alerts/endpoints': { need: 'administrator' },
  'POST /api/v1/alerts/endpoints/test': { need: 'administrator', ok: 400 },
  'GET /api/v1/areas': { need: 'figures' },
  // The sample pack has none.
  'GET /api/v1/basemap': { need: 'figures', ok: 404 },
  'GET /api/v1/kinds': { need: 'figures' },
  'GET /api/v1/snapshot': { need: 'figures' },
  'GET /api/v1/newest-late': { need: 'figures' },
  'GET /api/v1/usual-day': { need: 'figures' },
  'GET /api/v1/sources': { need: 'figures' },
  'GET /api/v1/walls': { need: 'figures' },
  'GET /api/v1/reports/06a': { need: 'figures' },
  'GET /api/v1/reports/cases': { need: 'figures', path: '/api/v1/reports/cases?kind=feedback' },
  'GET /api/v1/calendar': { need: 'figures' },
  'GET /api/v1/services': { need: 'figures' },
  'GET /api/v1/indicators': { need: 'figures' },
  'GET /api/v1/indexes': { need: 'figures' },
  'GET /api/v1/indexes/NAME': { need: 'figures', path: '/api/v1/indexes/766' },
  'GET /api/v1/dossiers': { need: 'lists' },
  'GET /api/v1/cases': { need: 'lists', path: '/api/v1/cases?kind=feedback' },
  'GET /api/v1/case-counts': { need: 'lists' },
  'GET /api/v1/dossier': { need: 'lists', path: `/api/v1/dossier?code=IN-${INSIDE}` },
  'GET /api/v1/dossiers/CODE': { need: 'lists', path: `/api/v1/dossiers/IN-${INSIDE}` },
  'GET /api/v1/cases/KIND/CODE': { need: 'lists', path: '/api/v1/cases/feedback/NONE', ok: 404 },
  'GET /api/v1/cases/KIND/CODE/notes': { need: 'lists', path: '/api/v1/cases/feedback/NONE/notes', ok: 404 },
  'POST /api/v1/cases/KIND/CODE/notes': {
    need: 'operate',
    path: '/api/v1/cases/feedback/NONE/notes',
    ok: 400,
  },
  'POST /api/v1/cases/KIND/CODE/remind': {
    need: 'operate',
    path: '/api/v1/cases/feedback/NONE/remind',
    ok: 404,
  },
  'GET /api/v1/recount': { need: 'province' },
  'GET /api/v1/quality': { need: 'province' },
};

/** What takes a scope, exports too. */
const SCOPED: readonly [need: Need, path: string][] = [
  ['figures', '/api/v1/snapshot?'],
  ['figures', '/api/v1/snapshot?asOf=2021-04-15T12:00:00Z&period=day&'],
  ['figures', '/api/v1/newest-late?'],
  ['figures', '/api/v1/newest-late?asOf=2021-04-15T12:00:00Z&'],
  ['figures', '/api/v1/usual-day?'],
  ['figures', '/api/v1/reports/06a?'],
  ['figures', '/api/v1/reports/06a?format=csv&'],
  ['figures', '/api/v1/reports/06a?format=xlsx&'],
  ['figures', '/api/v1/reports/cases?kind=feedback&'],
  ['figures', '/api/v1/reports/cases?kind=feedback&format=csv&'],
  ['figures', '/api/v1/reports/cases?kind=feedback&format=xlsx&'],
  ['figures', '/api/v1/services?'],
  ['figures', '/api/v1/indicators?'],
  ['figures', '/api/v1/indexes/766?'],
  ['figures', '/api/v1/alerts/counts?'],
  ['figures', '/api/v1/alerts/groups?'],
  ['lists', '/api/v1/alerts?'],
  ['lists', '/api/v1/dossiers?'],
  ['lists', '/api/v1/dossiers?format=csv&'],
  ['lists', '/api/v1/cases?kind=feedback&'],
  ['lists', '/api/v1/case-counts?'],
  ['lists', '/api/v1/cases?kind=feedback&asOf=2021-04-15T12:00:00Z&'],
  ['lists', '/api/v1/cases?kind=feedback&format=csv&'],
];

const PAGES = [
  '/',
  '/wall',
  '/areas/692',
  `/dossiers/IN-${INSIDE}`,
  '/cases/feedback/NONE',
  '/reports/06a',
  '/indicators',
  '/alerts',
  '/quality',
  '/past',
  '/compare',
  '/account',
  '/administration',
];

let product: Product;
let administrator: Asking;
const walkers: Walker[] = [];
const sockets: Socket[] = [];
let addresses = 0;

const request = <Body>(path: string, asking: Asking = {}) => ask<Body>(`${product.serverUrl}${path}`, asking);
/** Each has an address of its own, so that none waits for what another tried. */
const from = (asking: Asking): Asking => ({
  ...asking,
  headers: { 'x-forwarded-for': `10.1.${++addresses >> 8}.${addresses & 255}` },
});

async function make<Body>(path: string, body: object): Promise<Body> {
  const answer = await request<Body>(path, { ...administrator, body });
  expect([path, answer.status, answer.status < 300 ? '' : answer.text]).toEqual([path, 201, '']);
  return answer.body;
}

async function signIn(name: string): Promise<Asking> {
  const { status, cookie } = await request('/auth/login', from({ body: { name, password: PASSWORD } }));
  expect([name, status]).toEqual([name, 200]);
  return from({ cookie });
}

beforeAll(async () => {
  product = await Product.create();
  await Promise.all([product.startIngest(), product.startServer({ TRUSTED_PROXIES: 'loopback' })]);
  const messages = [INSIDE, INSIDE, OUTSIDE].map((code, i) =>
    messageOf(snapshotEvent({ code: i === 1 ? `2ND-${code}` : `IN-${code}`, unit: { code } })),
  );
  await product.produce(messages);
  const words = ['add', 'root', '--role', 'administrator', '--scope', 'province', '--password-stdin'];
  await product.command('account', words, PASSWORD);
  administrator = await signIn('root');
  const nobody = { name: 'nobody', kind: 'nobody', role: 'viewer', isPart: false, hasLists: false } as const;
  walkers.push({ ...nobody, asking: from({}) });
  for (const isPart of [false, true]) {
    const scopes = [isPart ? `unit:${INSIDE}` : 'province'];
    const where = isPart ? 'unit' : 'province';
    for (const role of ROLES) {
      const { name } = await make<AccountMade>('/api/v1/accounts', {
        ...{ name: `${role}.${where}`, role, scopes, password: PASSWORD },
      });
      walkers.push({ name, kind: 'person', role, isPart, hasLists: true, asking: await signIn(name) });
      if (role !== 'viewer' && role !== 'administrator') continue;
      const program = { name: `${role} program ${where}`, role, scopes };
      const { token } = await make<TokenMade>('/api/v1/tokens', program);
      walkers.push({ ...program, kind: 'program', isPart, hasLists: true, asking: from({ token }) });
    }
    for (const hasLists of [false, true]) {
      const name = `${hasLists ? 'kiosk' : 'wall'} ${where}`;
      const { link } = await make<LinkMade>('/api/v1/devices', { name, scopes, lists: hasLists });
      const { status, cookie } = await request(link, from({}));
      expect([name, status]).toEqual([name, 303]);
      walkers.push({ name, kind: 'device', role: 'viewer', isPart, hasLists, asking: from({ cookie }) });
    }
  }
  await eventually(async () => (await product.dossiers()).total === 3);
});
afterAll(async () => {
  for (const socket of sockets) socket.disconnect();
  await product?.stop();
});

/** The answer to who has or has not what is needed; `ok`: to who has it. */
function answerOf({ kind, role, isPart, hasLists }: Walker, need: Need, ok: number): number {
  if (need === 'nothing') return ok;
  if (kind === 'nobody') return 401;
  if (need === 'lists' && !hasLists) return 403;
  if ((need === 'province' || need === 'metrics') && isPart) return 403;
  if (need === 'administrator' && role !== 'administrator') return 403;
  if (need === 'operate' && role === 'viewer') return 403;
  return ok;
}

describe('the walk of roles', () => {
  it('every route answers each as the table of needs says, and none is without an entry', async () => {
    expect(Object.fromEntries(Object.entries(STOPS).map(([route, { need }]) => [route, need]))).toEqual(
      ROUTES,
    );
    const answers: string[] = [];
    const expected: string[] = [];
    const stops = Object.entries(STOPS) as [RouteName, Stop][];
    // Signing out ends the walk of who does it.
    stops.sort(([a], [b]) => Number(a === 'POST /auth/logout') - Number(b === 'POST /auth/logout'));
    for (const [route, { need, path, ok = 200 }] of stops) {
      const [method = '', plain = ''] = route.split(' ');
      for (const walker of walkers) {
        const asking = route === 'POST /auth/logout' ? await oneMore(walker) : walker.asking;
        if (!asking) continue;
        const { status } = await request(path ?? plain, {
          ...asking,
          method,
          ...(method === 'POST' && { body: {} }),
        });
        const isOfPeople = route === 'POST /auth/password' && walker.kind !== 'person';
        answers.push(`${route} ${walker.name} ${status}`);
        expected.push(`${route} ${walker.name} ${answerOf(walker, need, isOfPeople ? 403 : ok)}`);
      }
    }
    expect(answers).toEqual(expected);
  });

  it('within the scope is answered, outside of it refused as what is not there', async () => {
    const told = async (walker: Walker, path: string, code: string) => {
      const { status, text } = await request(`${path}scope=unit:${code}`, walker.asking);
      return { path, who: walker.name, status, text: status < 400 ? '' : text.replaceAll(code, 'CODE') };
    };
    for (const [need, path] of SCOPED)
      for (const walker of walkers) {
        const [inside, outside, absent] = await Promise.all([
          told(walker, path, INSIDE),
          told(walker, path, OUTSIDE),
          told(walker, path, ABSENT),
        ]);
        expect({ ...inside, text: '' }).toEqual({ ...inside, text: '', status: answerOf(walker, need, 200) });
        expect(outside.status).toBe(answerOf(walker, need, walker.isPart ? 403 : 200));
        if (walker.isPart) expect(outside).toEqual(absent);
        else expect(absent.status).toBe(answerOf(walker, need, 400));
      }
  });

  it('a single case is found within the scope alone, a list holds no other, whatever is asked', async () => {
    const whole = await request<DossierPage>('/api/v1/dossiers?limit=1', administrator);
    const cursor = encodeURIComponent(whole.body.nextCursor as string);
    for (const walker of walkers.filter(({ hasLists }) => hasLists)) {
      const { name, asking, isPart } = walker;
      const one = async (code: string, path = '/api/v1/dossiers/') => {
        const { status, text } = await request(path + code, asking);
        return { status, text: status < 400 ? '' : text.replaceAll(code, 'CODE') };
      };
      for (const path of ['/api/v1/dossiers/', '/api/v1/dossier?code=']) {
        expect([name, (await one(`IN-${INSIDE}`, path)).status]).toEqual([name, 200]);
        const [outside, absent] = [await one(`IN-${OUTSIDE}`, path), await one(`IN-${ABSENT}`, path)];
        if (isPart) expect(outside).toEqual(absent);
        expect([name, outside.status, absent.status]).toEqual([name, isPart ? 404 : 200, 404]);
      }
      const listed = async (query: string) => {
        const { body } = await request<DossierPage>(`/api/v1/dossiers?${query}`, asking);
        return [body.total, ...new Set(body.items.map(({ unit }) => unit.code))].sort();
      };
      if (!isPart) continue;
      expect([name, await listed('')]).toEqual([name, [2, INSIDE]]);
      expect([name, await listed(`q=IN-`)]).toEqual([name, [1, INSIDE]]);
      for (const unit of [OUTSIDE, ABSENT]) expect([name, await listed(`unit=${unit}`)]).toEqual([name, [0]]);
      const { body } = await request<DossierPage>(`/api/v1/dossiers?cursor=${cursor}`, asking);
      expect([name, body.items.every(({ unit }) => unit.code === INSIDE), body.total]).toEqual([
        name,
        true,
        2,
      ]);
    }
  });

  it('cases of a confidential kind are listed to leaders and administrators alone', async () => {
    for (const walker of walkers) {
      const isOpen = walker.hasLists && isAtLeast(walker.role, 'leader');
      const expected = walker.kind === 'nobody' ? 401 : isOpen ? 200 : 403;
      const { status } = await request('/api/v1/cases?kind=petition', walker.asking);
      expect([walker.name, status]).toEqual([walker.name, expected]);
    }
  });

  it('every event of the live feed answers each as the table says, and the refusals are logged', async () => {
    expect(EVENTS).toEqual({ 'scope:watch': 'figures', 'scope:leave': 'figures' });
    for (const walker of walkers) {
      if (walker.kind === 'nobody') {
        await expect(connectLive(walker.asking)).rejects.toThrow('401');
        continue;
      }
      const socket = await connectLive(walker.asking);
      const send = async (event: EventName, code: string) => {
        const scope = `unit:${code}`;
        const answer = (await socket.timeout(10_000).emitWithAck(event, { scope })) as WatchAnswer;
        return 'error' in answer ? answer.error.replaceAll(code, 'CODE') : 'ok';
      };
      for (const event of Object.keys(EVENTS) as EventName[]) {
        const [inside, outside, absent] = [
          await send(event, INSIDE),
          await send(event, OUTSIDE),
          await send(event, ABSENT),
        ];
        const refused = walker.isPart ? /^403: unit:CODE is outside/ : /^scope is "unit:CODE"; accepted/;
        expect([walker.name, inside]).toEqual([walker.name, 'ok']);
        expect([walker.name, outside]).toEqual([walker.name, walker.isPart ? absent : 'ok']);
        expect(absent).toMatch(refused);
      }
      socket.disconnect();
    }
    // Of one who was not refused so often within the minute that the log counts the rest.
    const account = { name: 'listener', role: 'viewer', scopes: [`unit:${INSIDE}`], password: PASSWORD };
    await make<AccountMade>('/api/v1/accounts', account);
    const listener = await connectLive(await signIn(account.name));
    for (const code of [OUTSIDE, ABSENT])
      await listener.emitWithAck('scope:watch', { scope: `unit:${code}` });
    await eventually(async () => {
      const { body } = await request<AuditPage>('/api/v1/audit?name=listener&action=refused', administrator);
      return body.items.filter(({ target }) => target === 'scope:watch').length === 2;
    });
  });

  it('the documents of the pages hold nothing that is of somebody', async () => {
    for (const path of PAGES) {
      const texts = await Promise.all(walkers.map(({ asking }) => request(path, asking)));
      const [nobodys] = texts as [Answer];
      expect([path, nobodys.status, nobodys.headers.get('content-type')]).toEqual([
        ...[path, 200],
        'text/html; charset=utf-8',
      ]);
      expect(new Set(texts.map(({ text }) => text)).size).toBe(1);
    }
  });
});

/** Another session of who has one, to end it; undefined of devices, which have one alone. */
async function oneMore({ kind, name, asking }: Walker): Promise<Asking | undefined> {
  if (kind === 'device') return undefined;
  return kind === 'person' ? signIn(name) : asking;
}

async function connectLive({ cookie, token, headers }: Asking): Promise<Socket> {
  const socket = io(`${product.serverUrl}${LIVE_NAMESPACE}`, {
    ...{ transports: ['websocket'], forceNew: true, reconnection: false },
    extraHeaders: {
      ...headers,
      ...(cookie && { cookie }),
      ...(token && { authorization: `Bearer ${token}` }),
    },
  });
  sockets.push(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve).once('connect_error', reject);
  });
  return socket;
}
