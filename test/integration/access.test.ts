import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { io, type Socket } from 'socket.io-client';
import WebSocket from 'ws';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DossierPage, Problem } from '../../contract/api.ts';
import { DOSSIER_KIND } from '../../contract/dossier-kind.ts';
import type { KindsAnswer } from '../../contract/kind.ts';
import { LIVE_NAMESPACE, type WatchAnswer } from '../../contract/live.ts';
import { programCommand, startChild } from '../../embedded/child.ts';
import { messageOf, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { INTAKE_TOKEN, Product } from '../support/product.ts';

const PROVINCE = 'province-token-0123456789+/==';
const AREA = 'area-token-0123456789';
const UNIT = 'unit-token-0123456789';
/** The unit lies in the area. */
const VIEWER_TOKENS = `${PROVINCE}=province, ${AREA}=area:692,${UNIT}=unit:H10.2.03`;

const HOOK_KEY = 'hookkey0123456789abcdef';
const HOOK_SECRET = `whsec_${'c2VjcmV0'.repeat(6)}`;
const SECRETS = [PROVINCE, AREA, UNIT, INTAKE_TOKEN, HOOK_KEY, HOOK_SECRET];

let product: Product;
const sockets: Socket[] = [];

beforeAll(async () => {
  product = await Product.create();
  await Promise.all([
    product.startIngest({ TRUSTED_PROXIES: 'loopback', LOG_LEVEL: 'debug' }),
    product.startServer({
      VIEWER_TOKENS,
      TRUSTED_PROXIES: 'loopback',
      LOG_LEVEL: 'debug',
      // Nobody listens there, so each alert is a line in the log.
      ALERT_WEBHOOK_URL: `http://127.0.0.1:1/hooks/${HOOK_KEY}?key=${HOOK_KEY}`,
      ALERT_WEBHOOK_SECRET: HOOK_SECRET,
    }),
  ]);
  await product.produce(
    ['H10.2.03', 'H10.2.01', 'H10.1.03'].map((code) =>
      messageOf(snapshotEvent({ code: `IN-${code}`, unit: { code } })),
    ),
  );
  await eventually(async () => (await get<DossierPage>('/api/v1/dossiers', PROVINCE)).body.total === 3);
});
afterAll(async () => {
  await product?.stop();
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.disconnect();
});

async function get<Body = Problem>(path: string, token?: string, headers: Record<string, string> = {}) {
  const authorization: Record<string, string> =
    token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(`${product.serverUrl}${path}`, {
    headers: { ...authorization, ...headers },
    redirect: 'manual',
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return {
    status: response.status,
    headers: response.headers,
    body: (isJson ? JSON.parse(text) : text) as Body,
  };
}

async function connectLive(options: Parameters<typeof io>[1]): Promise<Socket> {
  const socket = io(`${product.serverUrl}${LIVE_NAMESPACE}`, { transports: ['websocket'], ...options });
  sockets.push(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve).once('connect_error', reject);
  });
  return socket;
}

function watch(socket: Socket, scope: string): Promise<WatchAnswer> {
  return socket.timeout(5_000).emitWithAck('scope:watch', { scope }) as Promise<WatchAnswer>;
}

describe('the API with tokens', () => {
  it.each([
    '/snapshot',
    '/dossiers',
    '/dossiers/IN-H10.2.03',
    '/areas',
    '/kinds',
    '/recount',
    '/reports/06a',
  ])('refuses %s without a token or with an unknown one', async (path) => {
    for (const token of [undefined, 'unknown-token-0123456789']) {
      const { status, headers, body } = await get(`/api/v1${path}`, token);
      expect({ status, asks: headers.get('www-authenticate') }).toEqual({ status: 401, asks: 'Bearer' });
      expect(body.detail).toContain('Authorization: Bearer');
    }
  });

  it('answers what lies in the scope of the token', async () => {
    const allowed: [string, string[]][] = [
      [PROVINCE, ['province', 'area:692', 'unit:H10.2.03', 'unit:H10.2.01']],
      [AREA, ['area:692', 'unit:H10.2.03']],
      [UNIT, ['unit:H10.2.03']],
    ];
    for (const [token, scopes] of allowed) {
      for (const scope of scopes) {
        const { status, body } = await get<{ scope: string }>(`/api/v1/snapshot?scope=${scope}`, token);
        expect({ status, scope: body.scope }).toEqual({ status: 200, scope });
      }
    }
  });

  it('tells every token the kinds of cases, the dossier first', async () => {
    for (const token of [PROVINCE, AREA, UNIT]) {
      const { status, body } = await get<KindsAnswer>('/api/v1/kinds', token);
      expect(status).toBe(200);
      expect(body.kinds.map(({ kind }) => kind)).toEqual([
        'dossier',
        'document',
        'feedback',
        'payment',
        'petition',
        'rating',
      ]);
      expect(body.kinds[0]).toEqual(DOSSIER_KIND);
      expect(body.kinds[2]?.statuses[1]).toEqual({
        n: 2,
        code: 'transferred',
        vi: 'Đã chuyển',
        en: 'Transferred',
        group: 'inProgress',
      });
    }
  });

  it('refuses what lies outside, and says what the token opens', async () => {
    const refused: [string, string[]][] = [
      [AREA, ['province', 'area:689', 'unit:H10.2.01', 'area:none']],
      [UNIT, ['province', 'area:692', 'unit:H10.2.01']],
    ];
    for (const [token, scopes] of refused) {
      for (const path of scopes.flatMap((scope) =>
        ['snapshot', 'dossiers', 'reports/06a'].map((route) => `${route}?scope=${scope}`),
      )) {
        const { status, body } = await get(`/api/v1/${path}`, token);
        expect([path, status]).toEqual([path, 403]);
        expect(body.detail).toContain(token === AREA ? 'area:692' : 'unit:H10.2.03');
      }
      expect((await get('/api/v1/recount', token)).status).toBe(403);
    }
  });

  it('tells of what lies outside no more than of what is not there', async () => {
    const bodyOf = async (path: string, code: string) => {
      const { status, body } = await get(`/api/v1/${path}${code}`, AREA);
      return { status, body: JSON.parse(JSON.stringify(body).replaceAll(code, 'CODE')) as Problem };
    };
    for (const path of [
      'snapshot?scope=unit:',
      'dossiers?scope=unit:',
      'reports/06a?scope=unit:',
      'dossiers?unit=',
    ])
      expect([path, await bodyOf(path, 'H10.9.99')]).toEqual([path, await bodyOf(path, 'H10.2.01')]);
    expect((await get('/api/v1/snapshot?scope=unit:H10.9.99', PROVINCE)).status).toBe(400);
    expect((await get('/api/v1/snapshot?scope=nonsense', AREA)).status).toBe(400);
  });

  it('limits lists and single dossiers', async () => {
    for (const [token, total] of [
      [PROVINCE, 3],
      [UNIT, 1],
    ] as const) {
      expect((await get<DossierPage>('/api/v1/dossiers', token)).body.total).toBe(total);
    }
    expect((await get<DossierPage>('/api/v1/dossiers?unit=H10.2.01', UNIT)).body.total).toBe(0);
    expect((await get('/api/v1/dossiers/IN-H10.2.03', UNIT)).status).toBe(200);
    for (const route of ['snapshot', 'reports/06a']) {
      expect((await get<{ scope: string }>(`/api/v1/${route}`, UNIT)).body.scope).toBe('unit:H10.2.03');
    }
  });

  it('answers for a dossier of a foreign unit as for one that does not exist', async () => {
    const answers = await Promise.all(
      ['IN-H10.2.01', 'NOWHERE-001'].map((code) => get(`/api/v1/dossiers/${code}`, UNIT)),
    );
    const [foreign, absent] = answers.map(({ status, headers, body }) => {
      const { date: _date, ...told } = Object.fromEntries(headers);
      return JSON.stringify({ status, told, body }).replaceAll(/IN-H10.2.01|NOWHERE-001/g, 'CODE');
    });
    expect(answers[0]?.status).toBe(404);
    expect(foreign).toBe(absent);
  });

  it('is kept nowhere: not by a browser, a disk or a proxy', async () => {
    for (const path of [
      'snapshot',
      'dossiers',
      'dossiers/IN-H10.2.03',
      'reports/06a?format=csv',
      'quality',
      'nothing',
    ]) {
      const { headers } = await get(`/api/v1/${path}`, PROVINCE);
      expect([path, headers.get('cache-control')]).toEqual([path, 'no-store']);
    }
    expect((await get('/api/v1/areas', PROVINCE)).headers.get('cache-control')).toBe('private, no-cache');
    for (const url of [product.serverUrl, product.intakeUrl]) {
      const policy = (await fetch(`${url}/healthz`)).headers.get('content-security-policy');
      expect(policy).toContain("connect-src 'self'; form-action 'self'");
    }
  });

  it('keeps health open and the metrics for the province or a scraper beside it', async () => {
    for (const path of ['/healthz', '/readyz', '/metrics']) expect((await get(path)).status).toBe(200);
    const proxied = { 'x-forwarded-for': '10.0.0.7' };
    expect((await get('/metrics', undefined, proxied)).status).toBe(401);
    expect((await get('/metrics', AREA, proxied)).status).toBe(403);
    expect((await get('/metrics', PROVINCE, proxied)).status).toBe(200);
  });
});

describe('the live feed with tokens', () => {
  it('refuses a connection without a token or with an unknown one', async () => {
    for (const auth of [{}, { token: 'unknown-token-0123456789' }, { token: 7 }]) {
      await expect(connectLive({ auth })).rejects.toThrow('401');
    }
  });

  it.each([
    ['auth', { auth: { token: AREA } }],
    ['a bearer header', { extraHeaders: { authorization: `Bearer ${AREA}` } }],
  ])('opens the scope of the token that %s carries, and nothing else', async (_where, options) => {
    const socket = await connectLive(options);
    for (const scope of ['area:692', 'unit:H10.2.03'])
      expect(await watch(socket, scope)).toEqual({ ok: true });
    for (const scope of ['province', 'area:689', 'unit:H10.2.01']) {
      const told: string[] = [];
      socket.on('scope:snapshot', (snapshot: { scope: string }) => told.push(snapshot.scope));
      expect(await watch(socket, scope)).toEqual({
        error: expect.stringMatching(/403.*area:692/),
        reason: 'notPermitted',
      });
      expect(told).toEqual([]);
    }
  });
});

describe('who tries tokens out', () => {
  const guess = (i: number) => `guess-${i}-0123456789abcdef`;
  const from = (address: string) => ({ 'x-forwarded-for': address });
  const status = async (path: string, token: string, address: string) =>
    (await get(path, token, from(address))).status;

  it('has to wait over HTTP, at the links of devices and over the live feed, and nobody else has', async () => {
    const [here, elsewhere] = ['203.0.113.1', '203.0.113.2'];
    expect(await status('/api/v1/areas', UNIT, here)).toBe(200);
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, i) => get('/api/v1/areas', guess(i), from(here))),
    );
    const limited = answers.filter((answer) => answer.status === 429);
    expect(limited.length).toBeGreaterThan(30);
    expect(limited[0]?.headers.get('retry-after')).toBe('1');
    expect(limited[0]?.body.detail).toContain('accepted: 20, then 1 a second');
    // A second later one more is looked at.
    const links = await Promise.all(
      Array.from({ length: 20 }, (_, i) => get(`/d/${guess(200 + i)}`, undefined, from(here))),
    );
    expect(links.filter((answer) => answer.status === 429).length).toBeGreaterThan(10);
    const refusals = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        connectLive({ auth: { token: guess(300 + i) }, forceNew: true, extraHeaders: from(here) }).catch(
          String,
        ),
      ),
    );
    expect(refusals.filter((refusal) => String(refusal).includes('429')).length).toBeGreaterThan(10);
    // Who is known here goes on, and so does everybody elsewhere.
    expect(await status('/api/v1/areas', UNIT, here)).toBe(200);
    expect(await status('/api/v1/areas', guess(0), elsewhere)).toBe(401);
    expect(await status('/api/v1/areas', AREA, elsewhere)).toBe(200);
    const metrics = (await get<string>('/metrics')).body;
    expect(
      Number(/^monitor_wrong_tokens_total\{answer="limited"\} (\d+)$/m.exec(metrics)?.[1]),
    ).toBeGreaterThan(30);
  });

  it('has to wait at the intake, before the body is read', async () => {
    const post = (token: string, address: string) =>
      fetch(`${product.intakeUrl}/intake/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...from(address) },
        body: '[]',
      });
    const answers = await Promise.all(Array.from({ length: 60 }, (_, i) => post(guess(i), '203.0.113.3')));
    const limited = answers.filter((answer) => answer.status === 429);
    expect(limited.length).toBeGreaterThan(30);
    expect(limited[0]?.headers.get('retry-after')).toBe('1');
    expect((await post(INTAKE_TOKEN, '203.0.113.4')).status).toBe(202);
    const metrics = await (await fetch(`${product.intakeUrl}/metrics`)).text();
    expect(metrics).toMatch(/^ingest_wrong_tokens_total\{answer="limited"\} [1-9]/m);
  });

  it('a connection that was refused is let go', async () => {
    const socket = new WebSocket(
      `${product.serverUrl.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`,
    );
    const said: string[] = [];
    socket.on('message', (data) => said.push(String(data)));
    socket.once('message', () => socket.send(`40${LIVE_NAMESPACE},`));
    await once(socket, 'close');
    expect(said.at(-1)).toContain('401');
  });
});

describe('a secret', () => {
  /** Sends a request just as it is given, also what no client would send. */
  function send(
    base: string,
    path: string,
    headers: Record<string, string> = {},
    body?: string,
  ): Promise<string> {
    const { hostname, port } = new URL(base);
    return new Promise((resolve) => {
      const method = body === undefined ? 'GET' : 'POST';
      request(
        { hostname, port, path, method, headers: { 'x-forwarded-for': '203.0.113.77', ...headers } },
        (response) => {
          text(response).then(
            (said) => resolve(said),
            () => resolve(''),
          );
        },
      )
        .on('error', () => resolve(''))
        .end(body);
    });
  }

  it('stands in no log, wherever it is sent, and in no answer to who did not send it there', async () => {
    await product.produce([messageOf(snapshotEvent({ code: 'LATE', dueAt: '2021-01-01T00:00:00+07:00' }))]);
    const answers: string[] = [];
    for (const secret of SECRETS) {
      const inPath = encodeURIComponent(secret);
      const hidden = [
        ...[
          '/?token=',
          '//?token=',
          '/\\[?token=',
          '/%2F?token=',
          '/%E0%A4%A?token=',
          '/wall?x=',
          '/',
          '/api/',
          '/api/v1/%E0%A4%A?t=',
        ],
        ...['/socket.io/', '/socket.io/?EIO=4&transport=polling&token=', '/assets/', '/intake/events?token='],
      ].map((path) => [path + inPath, {}] as const);
      const inHeaders = [
        { authorization: `Bearer ${secret}` },
        { authorization: `Basic ${btoa(`user:${secret}`)}` },
        { cookie: `ioc-session=${inPath}` },
        { 'user-agent': secret, referer: `http://host/?token=${secret}`, 'x-forwarded-for': secret },
      ].flatMap((headers) =>
        ['/api/v1/dossiers/NOWHERE', '/intake/events', '/nothing'].map((path) => [path, headers] as const),
      );
      for (const base of [product.serverUrl, product.intakeUrl])
        for (const [path, headers] of [...hidden, ...inHeaders])
          answers.push(await send(base, path, headers));
      // Who sends it as a value is told the value, and nobody else is.
      const right = { authorization: `Bearer ${PROVINCE}`, 'content-type': 'application/json' };
      for (const name of ['scope', 'cursor', 'status', 'from'])
        await send(product.serverUrl, `/api/v1/dossiers?${name}=${inPath}`, right);
      await send(product.serverUrl, `/api/v1/dossiers/${inPath}`, right);
      const intake = { ...right, authorization: `Bearer ${INTAKE_TOKEN}` };
      const event = snapshotEvent({
        code: secret,
        unit: { code: secret },
        officer: { id: secret, name: secret },
      });
      for (const body of [
        secret,
        `{"${secret}": 1}`,
        JSON.stringify({ ...event, time: secret }),
        JSON.stringify(event),
      ])
        await send(product.intakeUrl, '/intake/events', intake, body);
      await product.produce([
        { key: 'k', value: secret },
        { key: 'k', value: JSON.stringify({ ...event, type: secret }) },
      ]);
      await connectLive({ auth: { token: secret } }).then(
        (socket) => watch(socket, secret),
        () => undefined,
      );
    }
    await eventually(async () => (await product.logOf('server')).includes('an alert was not taken'), 20_000);
    const logs = (await Promise.all(['server', 'ingest'].map((name) => product.logOf(name)))).join('\n');
    const told = [...logs.split('\n'), ...answers].filter((line) =>
      SECRETS.some((secret) => line.includes(secret) || line.includes(encodeURIComponent(secret))),
    );
    expect(told).toEqual([]);
    expect(answers.filter((answer) => answer !== '').length).toBeGreaterThan(200);
  });
});

describe('VIEWER_TOKENS', () => {
  it.each(['a b=province', `${AREA}`, `${AREA}=everything`, `${AREA}=area:`, `${AREA}=area:999`])(
    'stops the start when it is %s',
    async (value) => {
      const dir = await mkdtemp(join(tmpdir(), 'server-'));
      const child = await startChild({
        command: programCommand('server'),
        env: { ...process.env, VIEWER_TOKENS: value, SERVER_PORT: '1' },
        logFile: join(dir, 'server.log'),
      });
      expect(await child.exited).toBe(1);
      const said = await readFile(join(dir, 'server.log'), 'utf8');
      await rm(dir, { recursive: true });
      expect(said).toMatch(/^VIEWER_TOKENS: .*accepted: expected .*\n$/);
      expect(said).not.toContain(AREA);
    },
  );
});

describe('pages of other sites', () => {
  const statusOf = (path: string, init: RequestInit) =>
    fetch(`${product.serverUrl}${path}`, init).then(({ status }) => status);
  const own = () => new URL(product.serverUrl).origin;
  const polling = '/socket.io/?EIO=4&transport=polling';

  it('open no live feed, by polling or by WebSocket', async () => {
    const handshake = (headers: Record<string, string>) => statusOf(polling, { headers });
    expect(await handshake({ Origin: 'https://attacker.example' })).toBe(403);
    expect(await handshake({ Origin: 'null' })).toBe(403);
    expect(await handshake({ Origin: own() })).toBe(200);
    expect(await handshake({})).toBe(200);
    // The test's own proxy is a trusted one.
    const behind = { Origin: 'https://ioc.example.vn', 'X-Forwarded-Host': 'ioc.example.vn' };
    expect(await handshake(behind)).toBe(200);
    const upgrade = async (origin: string) => {
      const socket = new WebSocket(`${product.serverUrl}${polling.replace('polling', 'websocket')}`, {
        origin,
      });
      const [event] = await Promise.race([
        once(socket, 'open').then(() => ['open']),
        once(socket, 'unexpected-response').then((args) => [(args[1] as { statusCode: number }).statusCode]),
      ]);
      socket.on('error', () => undefined).terminate();
      return event;
    };
    // As engine.io answers an upgrade that it refuses.
    expect(await upgrade('https://attacker.example')).toBe(400);
    expect(await upgrade(own())).toBe('open');
  });

  it('send nothing but reads', async () => {
    const write = (headers: Record<string, string>) =>
      statusOf('/api/v1/anything', { method: 'POST', body: 'x', headers });
    expect(await write({ Origin: 'https://attacker.example' })).toBe(403);
    expect(await write({ 'Sec-Fetch-Site': 'cross-site' })).toBe(403);
    // What is refused is then the missing token.
    expect(await write({ Origin: own() })).toBe(401);
  });
});
