/** People, devices and programs against the real processes: what each is let in to, and when it no longer is. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../contract/api.ts';
import type { Me } from '../../contract/identity.ts';
import { LIVE_NAMESPACE, type WatchAnswer } from '../../contract/live.ts';
import { programCommand, startChild, type Program } from '../../embedded/child.ts';
import { freePort } from '../../embedded/ports.ts';
import { messageOf, snapshotEvent } from '../support/events.ts';
import { ask as askUrl, type Answer, type Asking as AskingUrl } from '../support/ask.ts';
import { eventually } from '../support/eventually.ts';
import { FaultProxy } from '../support/fault-proxy.ts';
import { Product } from '../support/product.ts';

const PASSWORD = 'seven lanterns over Bu Dop';
const UNIT = 'unit:H10.2.03';
const OUTSIDE = 'unit:H10.2.01';

let product: Product;
const sockets: Socket[] = [];

interface Asking extends AskingUrl {
  server?: string;
}

const ask = <Body = Problem>(path: string, { server = product.serverUrl, ...asking }: Asking = {}) =>
  askUrl<Body>(`${server}${path}`, asking);

const command = (program: Program, words: string[], input?: string) => product.command(program, words, input);

async function signIn(name: string, password = PASSWORD, server = product.serverUrl): Promise<Answer<Me>> {
  return ask<Me>('/auth/login', { method: 'POST', body: { name, password }, server });
}

async function cookieOf(name: string, server?: string): Promise<string> {
  const { status, cookie } = await signIn(name, PASSWORD, server);
  expect([name, status]).toEqual([name, 200]);
  return cookie as string;
}

async function addAccount(name: string, role: string, scope: string): Promise<void> {
  await command('account', ['add', name, '--role', role, '--scope', scope, '--password-stdin'], PASSWORD);
}

async function connectLive(cookie: string): Promise<Socket> {
  const socket = io(`${product.serverUrl}${LIVE_NAMESPACE}`, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    extraHeaders: { cookie },
  });
  sockets.push(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve).once('connect_error', reject);
  });
  return socket;
}

const watch = (socket: Socket, scope: string) =>
  socket.timeout(5_000).emitWithAck('scope:watch', { scope }) as Promise<WatchAnswer>;

beforeAll(async () => {
  product = await Product.create();
  await Promise.all([product.startIngest(), product.startServer()]);
  await product.produce(
    ['H10.2.03', 'H10.2.01'].map((code) => messageOf(snapshotEvent({ code: `IN-${code}`, unit: { code } }))),
  );
  await eventually(async () => (await product.dossiers()).total === 2);
  await addAccount('admin', 'administrator', 'province');
  await addAccount('lan', 'leader', UNIT);
  await addAccount('viet', 'viewer', `${UNIT},${OUTSIDE}`);
  await eventually(async () => (await ask('/api/v1/snapshot')).status === 401);
});
afterAll(async () => {
  await product?.stop();
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.disconnect();
});

describe('people', () => {
  it('sign in with name and password, are told who they are, and see what is open to them', async () => {
    const { status, body, cookie } = await signIn(' LAN ');
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        ...{ name: 'lan', title: 'lan', kind: 'person', role: 'leader', scopes: [UNIT] },
        ...{
          scopeTitles: [expect.any(String) as string],
          hasLists: true,
          hasPassword: true,
          expiresAt: expect.stringMatching(/^\d{4}-.*\+07:00$/) as string,
        },
      },
    });
    expect((await ask<Me>('/auth/me', { cookie })).body.name).toBe('lan');
    const inside = await ask<{ scope: string }>('/api/v1/snapshot', { cookie });
    expect([inside.status, inside.body.scope]).toEqual([200, UNIT]);
    expect((await ask(`/api/v1/snapshot?scope=${OUTSIDE}`, { cookie })).status).toBe(403);
    expect((await ask('/api/v1/snapshot?scope=province', { cookie })).status).toBe(403);
  });

  it('with several scopes see each of them and nothing else', async () => {
    const cookie = await cookieOf('viet');
    for (const [scope, status] of [
      [UNIT, 200],
      [OUTSIDE, 200],
      ['province', 403],
    ] as const)
      expect([scope, (await ask(`/api/v1/dossiers?scope=${scope}`, { cookie })).status]).toEqual([
        scope,
        status,
      ]);
    for (const code of ['IN-H10.2.03', 'IN-H10.2.01'])
      expect((await ask(`/api/v1/dossiers/${code}`, { cookie })).status).toBe(200);
  });

  it('are not told of what lies outside whether it is there', async () => {
    const cookie = await cookieOf('lan');
    const outside = await ask('/api/v1/dossiers/IN-H10.2.01', { cookie });
    const nowhere = await ask('/api/v1/dossiers/IN-NOWHERE', { cookie });
    expect([outside.status, nowhere.status]).toEqual([404, 404]);
    expect(outside.body.detail?.replace('IN-H10.2.01', 'X')).toBe(
      nowhere.body.detail?.replace('IN-NOWHERE', 'X'),
    );
  });

  it('a leader sees the lists of a confidential kind, a viewer does not', async () => {
    for (const [name, status] of [
      ['lan', 200],
      ['viet', 403],
    ] as const) {
      const cookie = await cookieOf(name);
      expect([name, (await ask('/api/v1/cases?kind=petition', { cookie })).status]).toEqual([name, status]);
    }
  });

  it('an unknown name and a wrong password get the same answer, and after some failures both wait', async () => {
    const answers: Answer<Me>[][] = [];
    for (const name of ['lan', 'nobody']) {
      const tries: Answer<Me>[] = [];
      for (let i = 0; i < 7; i++) tries.push(await signIn(name, `wrong number ${i}`));
      answers.push(tries);
    }
    const told = answers.map((tries) => tries.map(({ status, body }) => [status, body]));
    expect(told[0]?.slice(0, 5)).toEqual(told[1]?.slice(0, 5));
    for (const tries of answers) {
      expect(tries.slice(0, 5).map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
      expect(tries.at(-1)?.status).toBe(429);
      expect(Number(tries.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    await eventually(async () => (await signIn('lan')).status === 200);
  });

  it('the cookie is for the browser alone: no script, no other site, over TLS under a name of the host', async () => {
    const plain = await signIn('viet');
    expect(plain.headers.get('set-cookie')).toMatch(
      /^ioc-session=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/,
    );
    const foreign = await ask('/auth/logout', {
      ...{ method: 'POST', cookie: plain.cookie, body: {} },
      headers: { origin: 'https://evil.example' },
    });
    expect(foreign.status).toBe(403);
    expect((await ask('/auth/me', { cookie: plain.cookie })).status).toBe(200);
  });

  it('a cookie that was copied is of no use after signing out, and signing out everywhere ends all', async () => {
    const [one, other] = [await cookieOf('viet'), await cookieOf('viet')];
    expect((await ask('/auth/logout', { method: 'POST', cookie: one, body: {} })).status).toBe(204);
    expect((await ask('/api/v1/snapshot', { cookie: one })).status).toBe(401);
    expect((await ask('/api/v1/snapshot', { cookie: other })).status).toBe(200);
    const third = await cookieOf('viet');
    await ask('/auth/logout', { method: 'POST', cookie: third, body: { everywhere: true } });
    expect((await ask('/api/v1/snapshot', { cookie: other })).status).toBe(401);
  });

  it('an account that is disabled or gets another password is out within seconds, also on the live feed', async () => {
    await addAccount('tam', 'operator', 'province');
    const cookie = await eventuallySignedIn('tam');
    const socket = await connectLive(cookie);
    expect(await watch(socket, 'province')).toEqual({ ok: true });
    const ended = new Promise<string>((resolve) => socket.once('disconnect', resolve));
    await command('account', ['disable', 'tam']);
    expect(await ended).toBe('io server disconnect');
    await eventually(async () => (await ask('/api/v1/snapshot', { cookie })).status === 401, 5_000);
    await expect(connectLive(cookie)).rejects.toThrow('401');
    expect((await signIn('tam')).status).toBe(401);
    await command('account', ['enable', 'tam']);
    const again = await eventuallySignedIn('tam');
    await command('account', ['password', 'tam', '--password-stdin'], 'four other words entirely');
    await eventually(async () => (await ask('/api/v1/snapshot', { cookie: again })).status === 401, 5_000);
  });

  it('change their password with the present one; an easy one is refused with what is accepted', async () => {
    await addAccount('hoa', 'viewer', 'province');
    const cookie = await eventuallySignedIn('hoa');
    const change = (password: string, newPassword: string) =>
      ask('/auth/password', { method: 'POST', cookie, body: { password, newPassword } });
    expect((await change('not this one at all', 'riverboat under nine stars')).status).toBe(403);
    for (const [easy, why] of [
      ['short', 'has 5 characters; accepted: 12 to 128'],
      ['password1234', 'can be guessed'],
      ['hoahoahoahoa', 'can be guessed'],
    ] as const) {
      const { status, body } = await change(PASSWORD, easy);
      expect([status, body.detail]).toEqual([400, expect.stringContaining(why)]);
    }
    const { status, cookie: fresh } = await change(PASSWORD, 'riverboat under nine stars');
    expect(status).toBe(204);
    expect((await ask('/auth/me', { cookie: fresh })).status).toBe(200);
    expect((await signIn('hoa')).status).toBe(401);
  });

  it('the only administrator stays, and commands say what is not accepted', async () => {
    const refused = (words: string[]) =>
      command('account', words).then(
        () => '',
        (error: { stderr: string }) => error.stderr.trim(),
      );
    expect(await refused(['disable', 'admin'])).toMatch(
      /^account: name: admin is the only administrator; accepted: /,
    );
    expect(await refused(['disable', 'ghost'])).toMatch(
      /^account: name: no person is called "ghost"; accepted: /,
    );
    expect(await refused(['add', 'x', '--role', 'king', '--scope', 'province'])).toMatch(
      /^account: --role is "king"; accepted: /,
    );
    expect(await refused(['add', 'x', '--role', 'viewer', '--scope', 'area:999999'])).toMatch(
      /^account: scope: "area:999999"; accepted: /,
    );
    expect(await refused(['add', 'lan', '--role', 'viewer', '--scope', 'province'])).toMatch(
      /^account: name: "lan" is taken; accepted: /,
    );
  });
});

async function eventuallySignedIn(name: string): Promise<string> {
  await eventually(async () => (await signIn(name)).status === 200);
  return cookieOf(name);
}

describe('devices', () => {
  it('a wall opens its link once and stays in; the link is its own, until it is made again', async () => {
    const link = new URL(await command('device', ['add', 'Sảnh A', '--scope', 'province']));
    const opened = await eventuallyOpened(link.pathname);
    expect(opened.location).toBe('../wall');
    const { cookie } = opened;
    const me = await ask<Me>('/auth/me', { cookie });
    expect(me.body).toMatchObject({ kind: 'device', name: 'Sảnh A', role: 'viewer', scopes: ['province'] });
    expect((await ask('/api/v1/snapshot', { cookie })).status).toBe(200);
    expect((await ask(link.pathname, { cookie })).status).toBe(303);
    const other = await ask(link.pathname);
    expect([other.status, other.cookie]).toEqual([403, undefined]);
    expect(other.body.detail).toContain('another screen');
    const newLink = new URL(await command('device', ['link', 'Sảnh A']));
    const moved = await eventuallyOpened(newLink.pathname);
    expect((await ask('/api/v1/snapshot', { cookie: moved.cookie })).status).toBe(200);
    expect((await ask('/api/v1/snapshot', { cookie })).status).toBe(401);
    expect((await ask(link.pathname)).status).toBe(403);
  });

  it('of screens that open a link in the same moment one is let in', async () => {
    const link = new URL(await command('device', ['add', 'Sảnh C', '--scope', 'province']));
    await ask(`${link.pathname}x`);
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask(link.pathname)));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 403, 403, 403, 403, 403]);
    const cookies = answers.flatMap(({ cookie }) => cookie ?? []);
    expect(cookies).toHaveLength(1);
    expect((await ask('/auth/me', { cookie: cookies[0] })).status).toBe(200);
  });

  it('sees lists and cases only when it was added so', async () => {
    const links = await Promise.all([
      command('device', ['add', 'Kiosk 1', '--scope', UNIT]),
      command('device', ['add', 'Kiosk 2', '--scope', UNIT, '--lists', '--page', '/dossiers']),
    ]);
    const [figures, lists] = await Promise.all(links.map((link) => eventuallyOpened(new URL(link).pathname)));
    expect(lists?.location).toBe('../dossiers');
    for (const path of ['/api/v1/dossiers', '/api/v1/dossiers/IN-H10.2.03']) {
      expect([path, (await ask(path, { cookie: figures?.cookie })).status]).toEqual([path, 403]);
      expect([path, (await ask(path, { cookie: lists?.cookie })).status]).toEqual([path, 200]);
    }
    expect((await ask('/api/v1/reports/06a', { cookie: figures?.cookie })).status).toBe(200);
  });

  it('revoked, it is out within five seconds and told that it is', async () => {
    const link = new URL(await command('device', ['add', 'Sảnh B', '--scope', 'province']));
    const { cookie } = await eventuallyOpened(link.pathname);
    const socket = await connectLive(cookie as string);
    const ended = new Promise<string>((resolve) => socket.once('disconnect', resolve));
    await command('device', ['revoke', 'Sảnh B']);
    expect(await ended).toBe('io server disconnect');
    const { status, body } = await ask('/auth/me', { cookie });
    expect([status, body.title]).toEqual([401, 'Device ended']);
    expect((await ask(link.pathname)).status).toBe(403);
  });
});

async function eventuallyOpened(path: string): Promise<Answer> {
  const answer = await ask(path);
  expect([path, answer.status]).toEqual([path, 303]);
  return answer;
}

describe('programs', () => {
  it('send their token, which is shown once and stored as a hash, until it is revoked or its day is over', async () => {
    const token = await command('token', ['add', 'gateway', '--role', 'viewer', '--scope', UNIT]);
    await eventually(async () => (await ask('/api/v1/snapshot', { token })).status === 200);
    expect((await ask(`/api/v1/snapshot?scope=${OUTSIDE}`, { token })).status).toBe(403);
    const stored = await product.query<{ secretHash: string }>('SELECT secretHash FROM identities');
    expect(stored.map(({ secretHash }) => secretHash)).not.toContain(token);
    expect(await command('token', ['list'])).toContain('gateway');
    await command('token', ['revoke', 'gateway']);
    await eventually(async () => (await ask('/api/v1/snapshot', { token })).status === 401, 5_000);
    const old = await command('token', [
      'add',
      'old',
      '--role',
      'viewer',
      '--scope',
      UNIT,
      '--expires',
      '2020-01-01',
    ]);
    expect((await ask('/api/v1/snapshot', { token: old })).status).toBe(401);
  });
});

describe('the audit log', () => {
  it('names who signed in, was refused, and what was changed, without a secret', async () => {
    const rows = await product.query<Record<'kind' | 'name' | 'action' | 'target' | 'detail', string>>(
      'SELECT kind, name, action, target, detail FROM audit_log ORDER BY at',
    );
    const has = (row: Partial<(typeof rows)[number]>) =>
      expect(rows).toContainEqual(expect.objectContaining(row));
    has({ action: 'accountAdded', target: 'person admin' });
    has({ action: 'signedIn', kind: 'person', name: 'lan' });
    has({ action: 'signInRefused', name: '', target: 'person nobody' });
    has({ action: 'deviceOpened', kind: 'device', name: 'Sảnh A' });
    has({ action: 'deviceRevoked', target: 'device Sảnh B' });
    expect(JSON.stringify(rows)).not.toContain(PASSWORD);
  });
});

describe('several servers, and ClickHouse away', () => {
  it('another server knows a session as soon as it is opened, and its end', async () => {
    await product.startServer({}, 'second');
    const second = product.serverUrlOf('second');
    const cookie = await cookieOf('viet');
    expect((await ask('/api/v1/snapshot', { cookie, server: second })).status).toBe(200);
    await ask('/auth/logout', { method: 'POST', cookie, body: {} });
    await eventually(
      async () => (await ask('/api/v1/snapshot', { cookie, server: second })).status === 401,
      5_000,
    );
  });

  it('while ClickHouse is away who is signed in stays in, and nobody new comes in', async () => {
    const proxy = await FaultProxy.start(product.clickHouse.url);
    await product.startServer({ CLICKHOUSE_URL: proxy.url }, 'third');
    const server = product.serverUrlOf('third');
    const cookie = await cookieOf('viet', server);
    const ofLan = await cookieOf('lan', server);
    await proxy.stop();
    const { status, headers } = await signIn('lan', PASSWORD, server);
    expect([status, headers.get('retry-after')]).toEqual([503, '2']);
    expect((await ask<Me>('/auth/me', { cookie, server })).body.name).toBe('viet');
    // It is said that a note could not be kept, and nothing pretends that it was.
    const path = '/api/v1/cases/dossier/IN-H10.2.03/notes';
    const note = await ask(path, { cookie: ofLan, server, body: { text: 'Đã gọi' } });
    expect([note.status, note.headers.get('retry-after')]).toEqual([503, '2']);
    expect((await ask('/api/v1/snapshot', { cookie, server })).status).toBe(200);
  });

  it('a server that could not read yet who is known lets nobody in', async () => {
    const [cookie, port] = [await cookieOf('viet'), await freePort()];
    const child = await startChild({
      command: programCommand('server'),
      env: { ...process.env, CLICKHOUSE_URL: 'http://127.0.0.1:1', SERVER_PORT: String(port) },
      logFile: join(tmpdir(), `blind-${port}.log`),
    });
    try {
      const server = `http://127.0.0.1:${port}`;
      await eventually(async () => (await ask('/healthz', { server })).status === 200);
      for (const asking of [{}, { cookie }, { token: 'whatever-0123456789' }])
        expect((await ask('/api/v1/kinds', { ...asking, server })).status).toBe(503);
    } finally {
      await child.stop();
    }
  });
});
