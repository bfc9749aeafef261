import { Ajv2020 } from 'ajv/dist/2020.js';
import { randomBytes } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import {
  createServer as createTcpServer,
  type AddressInfo,
  type Server as TcpServer,
  type Socket,
} from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseEnvironment } from '../../contract/environment.ts';
import { schemaFiles } from '../../contract/json-schema.ts';
import type { Message } from '../../server/alerts/channels/channel.ts';
import { NotTaken } from '../../server/alerts/channels/channel.ts';
import { retryAfterMs } from '../../server/alerts/channels/post.ts';
import { isPublic, Receivers } from '../../server/alerts/channels/receivers.ts';
import { WebhookSecrets } from '../../server/alerts/channels/webhook-secrets.ts';
import { WebhookChannel } from '../../server/alerts/channels/webhook.ts';
import { serverConfig, serverEnv, serverSecrets } from '../../server/config.ts';
import {
  FEEDBACK,
  lateCase,
  lateDossier,
  messageOf,
  sectionOf,
  SECTIONS_OF_FACTS,
} from '../support/alert-messages.ts';
import { makeCertificate } from '../support/certificate.ts';

const secretOf = () => `whsec_${randomBytes(32).toString('base64')}`;
const SECRET = secretOf();
const TEST = messageOf([]);
const servers: { close(): unknown; closeAllConnections?(): void }[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections?.();
  }
});

async function listening(server: Server | TcpServer): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** Where a receiver listens that gives this answer, and what it was asked for. */
async function receiver(answer: number | RequestListener, headers: Record<string, string> = {}) {
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    seen.push(request.url);
    if (typeof answer === 'number') response.writeHead(answer, headers).end('x'.repeat(1_000));
    else answer(request, response);
  });
  return { port: await listening(server), seen };
}

interface SendOptions {
  allow?: string[];
  withinMs?: number;
  secrets?: WebhookSecrets;
  message?: Message;
  maySend?: () => boolean;
}
const send = (address: string, options: SendOptions = {}) => {
  const { allow = [], withinMs, secrets = new WebhookSecrets([SECRET]), message = TEST } = options;
  const channel = new WebhookChannel(secrets, { receivers: new Receivers(allow), withinMs });
  return channel.send({ channel: 'webhook', address }, message, options.maySend ?? (() => true));
};

describe('where alerts go', () => {
  it.each(['8.8.8.8', '113.160.0.1', '2405:4800::1', '2606:4700:4700::1111'])('%s is public', (address) => {
    expect(isPublic(address)).toBe(true);
  });

  it.each(
    (
      '0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.168.1.1 198.18.0.1 224.0.0.1 ' +
      '255.255.255.255 :: ::1 ::ffff:10.0.0.1 ::ffff:8.8.8.8 ::ffff:a00:1 64:ff9b::a00:1 fc00::1 fd12::1 fe80::1 fec0::1 ' +
      'ff02::1 2001::1 2001:db8::1 2002:a00:1:: 100::1 ::a00:1 nonsense'
    ).split(' '),
  )('%s is not', (address) => {
    expect(isPublic(address)).toBe(false);
  });

  it.each([
    'http://alerts.example.vn/hook',
    'http://8.8.8.8/',
    'https://10.0.0.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://[::ffff:169.254.169.254]/',
    'https://[fd00::1]/',
    'https://0x0a000001/',
    'https://2852039166/',
    'http://0.0.0.0/',
    'https://[::]/',
  ])('nothing to %s', async (target) => {
    await expect(send(target)).rejects.toThrow('ALERT_WEBHOOK_ALLOW');
  });

  it.each(['127.0.0.1', 'localhost', 'localhost.localdomain'])(
    'a name is looked at where it leads: %s',
    async (host) => {
      const { port, seen } = await receiver(204);
      const isOwn = host !== 'localhost.localdomain';
      const sent = send(`http${isOwn ? '' : 's'}://${host}:${port}/own`);
      if (isOwn) await sent;
      else await expect(sent).rejects.toThrow(/is no public address|ENOTFOUND|EAI_AGAIN/);
      expect(seen).toEqual(isOwn ? ['/own'] : []);
    },
  );

  it('refuses a name that leads into the own network, at the connection', async () => {
    const lead = (allow: string[]) =>
      new Promise<string>((resolve) => {
        new Receivers(allow).lookup('127.0.0.1', { all: true }, (error) => resolve(error?.message ?? 'open'));
      });
    expect(await lead([])).toContain('is no public address');
    expect(await lead(['127.0.0.1'])).toBe('open');
  });

  it('a host that is allowed by name is reached over http', () => {
    expect(new Receivers(['alerts.example.vn']).objection('http://ALERTS.example.vn/')).toBeUndefined();
    expect(new Receivers(['10.1.0.7']).objection('http://10.1.0.7:8080/')).toBeUndefined();
    expect(new Receivers(['FD00:0::7']).objection('http://[fd00::7]/')).toBeUndefined();
    expect(new Receivers(['10.1.0.7']).objection('http://10.1.0.8:8080/')).toContain('ALERT_WEBHOOK_ALLOW');
  });

  it('follows no redirect', async () => {
    const { port: elsewhere, seen } = await receiver(204);
    const { port } = await receiver(307, { location: `http://127.0.0.1:${elsewhere}/` });
    await expect(send(`http://127.0.0.1:${port}/`)).rejects.toThrow('the receiver answered 307');
    expect(seen).toEqual([]);
  });
});

describe('what a receiver answers', () => {
  it('2xx takes the message, whatever else it says', async () => {
    const { port } = await receiver(202);
    await expect(send(`http://127.0.0.1:${port}/`)).resolves.toBeUndefined();
  });

  it('no more of an answer is read than its headers, and of these 16 KB', async () => {
    let isClosed = false;
    const { port } = await receiver((_request, response) => {
      response.on('close', () => (isClosed = true)).writeHead(200);
      const pour = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
        response.once('drain', pour);
      };
      pour();
    });
    await send(`http://127.0.0.1:${port}/`);
    await vi.waitFor(() => expect(isClosed).toBe(true));
    const { port: verbose } = await receiver(200, { 'x-long': 'x'.repeat(20_000) });
    await expect(send(`http://127.0.0.1:${verbose}/`)).rejects.toThrow('Header overflow');
  });

  it.each([
    ['accepts the connection and says nothing', () => undefined, 'no answer of .*: nothing within 0.5 s'],
    [
      'drips its headers',
      (socket: Socket) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        const drip = setInterval(() => socket.write('x-drop: 1\r\n'), 20);
        socket.on('close', () => clearInterval(drip));
      },
      'no answer of .*: nothing within 0.5 s',
    ],
    ['resets the connection', (socket: Socket) => socket.resetAndDestroy(), 'no answer of .*: '],
    ['closes the connection', (socket: Socket) => socket.end(), 'no answer of .*: '],
    [
      'speaks no HTTP',
      (socket: Socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'),
      'no answer of .*: Parse Error',
    ],
    [
      'changes the protocol',
      (socket: Socket) =>
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
      'no answer of .*: ',
    ],
  ] as const)('one that %s is waited for no longer than the time allows', async (_says, answer, reason) => {
    const port = await listening(
      createTcpServer((socket) => {
        socket.on('error', () => undefined).once('data', () => answer(socket));
      }),
    );
    const sent = send(`http://127.0.0.1:${port}/`, { withinMs: 500 });
    await expect(sent).rejects.toThrow(new RegExp(reason));
    await expect(sent).rejects.not.toBeInstanceOf(NotTaken);
  });

  it('none is there: the reason names it', async () => {
    const server = createTcpServer();
    const port = await listening(server);
    await new Promise((closed) => server.close(closed));
    await expect(send(`http://127.0.0.1:${port}/`)).rejects.toThrow(
      new RegExp(`no connection to 127.0.0.1:${port}: .*ECONNREFUSED`),
    );
    await expect(send(`http://localhost:${port}/`)).rejects.toThrow(
      /no connection to localhost.*ECONNREFUSED/,
    );
  });

  it('by a certificate that nobody signed is not believed, and gets nothing', async () => {
    const seen: unknown[] = [];
    const server = createTlsServer(await makeCertificate(), (request, response) => {
      seen.push(request.url);
      response.end();
    });
    const port = await listening(server);
    const maySend = vi.fn(() => true);
    await expect(send(`https://127.0.0.1:${port}/`, { maySend })).rejects.toThrow(
      /no connection to .*self-signed certificate/,
    );
    expect(seen).toEqual([]);
    expect(maySend).not.toHaveBeenCalled();
  });

  it('by TCP alone where the address says TLS ends in time', async () => {
    const port = await listening(createTcpServer((socket) => socket.on('error', () => undefined)));
    await expect(send(`https://127.0.0.1:${port}/`, { withinMs: 500 })).rejects.toThrow(
      `no connection to 127.0.0.1:${port}: nothing within 0.5 s`,
    );
  });

  it('429 with the wait that it asks for', async () => {
    const { port } = await receiver(429, { 'retry-after': '7' });
    const error: unknown = await send(`http://127.0.0.1:${port}/`).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(NotTaken);
    expect(error).toMatchObject({ message: 'the receiver answered 429', retryAfterMs: 7_000, isGone: false });
  });

  it('410 is the end of the endpoint', async () => {
    const { port } = await receiver(410);
    const error: unknown = await send(`http://127.0.0.1:${port}/`).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'NotTaken', isGone: true });
  });

  it('Retry-After in seconds or as a date, within a second and a day', () => {
    const now = Date.parse('2026-11-25T10:00:00Z');
    expect(retryAfterMs('120', now)).toBe(120_000);
    expect(retryAfterMs('Wed, 25 Nov 2026 10:00:30 GMT', now)).toBe(30_000);
    expect(retryAfterMs('0', now)).toBe(1_000);
    expect(retryAfterMs('Wed, 25 Nov 2026 09:00:00 GMT', now)).toBe(1_000);
    expect(retryAfterMs('99999999', now)).toBe(86_400_000);
    for (const nothing of [undefined, '', 'soon', '-5', '1.5'])
      expect(retryAfterMs(nothing, now)).toBeUndefined();
  });
});

describe('the last moment', () => {
  it('a message that may not be sent is not: the receiver sees a connection and not a byte', async () => {
    const seen = { connections: 0, bytes: 0 };
    const server = createTcpServer((socket) => {
      seen.connections++;
      socket.on('data', (chunk) => (seen.bytes += chunk.length)).on('error', () => undefined);
    });
    const port = await listening(server);
    const connections = () => new Promise<number>((done) => server.getConnections((_, count) => done(count)));
    const asked: { connections: number; bytes: number }[] = [];
    const maySend = () => {
      asked.push({ ...seen });
      return false;
    };
    await expect(send(`http://127.0.0.1:${port}/`, { maySend })).rejects.toThrow('nothing was sent');
    await vi.waitFor(async () => expect([seen.connections, await connections()]).toEqual([1, 0]));
    expect(seen.bytes).toBe(0);
    expect(asked).toHaveLength(1);
  });

  it('is asked once, and nothing was written before', async () => {
    let bytes = 0;
    const server = createServer((_request, response) => response.writeHead(204).end());
    server.on('connection', (socket: Socket) =>
      socket.on('data', (chunk: Buffer) => (bytes += chunk.length)),
    );
    const port = await listening(server);
    const before: number[] = [];
    await send(`http://127.0.0.1:${port}/`, { maySend: () => before.push(bytes) > 0 });
    expect(before).toEqual([0]);
  });
});

describe('what a webhook is told', () => {
  const accepts = new Ajv2020({ strict: false, validateFormats: false }).compile(
    JSON.parse(schemaFiles().get('alert.json') as string) as object,
  );

  /** Sends it, and returns the body as the receiver verified it. */
  async function told(message: Message, secrets: WebhookSecrets, ...verifiers: string[]): Promise<unknown> {
    const bodies: unknown[] = [];
    const { port } = await receiver((request, response) => {
      void text(request).then((body) => {
        for (const verifier of verifiers)
          bodies.push(new Webhook(verifier).verify(body, request.headers as Record<string, string>));
        response.writeHead(204).end();
      });
    });
    await send(`http://127.0.0.1:${port}/`, { message, secrets });
    expect(bodies).toHaveLength(verifiers.length);
    return bodies[0];
  }
  const plain = (message: Message) => told(message, new WebhookSecrets([SECRET]), SECRET);

  it('a late dossier, as the published schema says, with all that a list shows', async () => {
    const payload = await plain(messageOf([sectionOf([lateDossier('A-1')], { total: 812 })]));
    expect(payload).toMatchObject({
      type: 'dossier.late',
      timestamp: '2026-11-29T08:00:00+07:00',
      data: {
        rule: 'late',
        severity: 'warning',
        audience: 'officer',
        unit: { code: 'H10.2.03' },
        total: 812,
        cases: [lateDossier('A-1')],
        links: { page: 'https://ioc.example.vn/alerts' },
      },
    });
    expect([accepts(payload), accepts.errors]).toEqual([true, null]);
  });

  it('cases of a kind of the pack under the name of the kind', async () => {
    const cases = [
      lateCase('P-1'),
      lateCase('P-2', { amountVnd: 5, officer: null, category: null, dueAt: null }),
    ];
    const payload = await plain(messageOf([sectionOf(cases, { kind: FEEDBACK, condition: 'dueSoon' })]));
    expect(payload).toMatchObject({ type: 'feedback.dueSoon', data: { kind: FEEDBACK, cases } });
    expect([accepts(payload), accepts.errors]).toEqual([true, null]);
  });

  it.each([
    ['unit.lateRate', 0],
    ['feed.silent', 1],
    ['deadLetters.growing', 2],
    ['indicator.offTarget', 3],
  ])('%s in figures', async (type, index) => {
    const section = SECTIONS_OF_FACTS[index] as (typeof SECTIONS_OF_FACTS)[number];
    const payload = await plain(messageOf([section]));
    expect(payload).toMatchObject({ type, data: { facts: section.facts, cases: [] } });
    expect([accepts(payload), accepts.errors]).toEqual([true, null]);
  });

  it('a test is a message without an alert', async () => {
    const payload = await plain(TEST);
    expect(payload).toMatchObject({ type: 'test', data: { audience: 'officer' } });
    expect(accepts(payload)).toBe(true);
  });

  it('200 cases at most', async () => {
    const cases = Array.from({ length: 300 }, (_, number) => lateDossier(`A-${number}`));
    const payload = await plain(messageOf([sectionOf(cases)]));
    expect(payload).toMatchObject({ data: { total: 300 } });
    expect((payload as { data: { cases: unknown[] } }).data.cases).toHaveLength(200);
    expect(accepts(payload)).toBe(true);
  });

  it('the published schema has no room for anything of an applicant', () => {
    const applicant = { name: 'Nguyễn Văn A', idNumber: '070012345678' };
    for (const item of [lateDossier('A-1'), lateCase('P-1')]) {
      const payload = (one: object) => ({
        type: 'dossier.late',
        timestamp: TEST.timestamp,
        data: { ...sectionOf([one as never]), condition: undefined, audience: 'officer', links: TEST.links },
      });
      const sent = (one: object): unknown => JSON.parse(JSON.stringify(payload(one)));
      expect(accepts(sent(item))).toBe(true);
      expect(accepts(sent({ ...item, applicant }))).toBe(false);
      expect(accepts(sent({ ...item, officer: { ...applicant, id: null } }))).toBe(false);
    }
  });

  it('is signed with the secret of its address, and while that changes with both', async () => {
    const [own, older] = [secretOf(), secretOf()];
    const { port } = await receiver(204);
    const address = `http://127.0.0.1:${port}/`;
    const secrets = new WebhookSecrets([SECRET], new Map([['https://other.example.vn/', [own]]]));
    expect([secrets.of(address), secrets.of('https://OTHER.example.vn')]).toEqual([[SECRET], [own]]);
    await told(TEST, new WebhookSecrets([own, older]), own, older);
    await expect(send(address, { secrets: new WebhookSecrets() })).rejects.toThrow(
      `no secret for 127.0.0.1:${port}: accepted: ALERT_WEBHOOK_SECRET`,
    );
  });
});

describe('secrets in the environment', () => {
  const [first, second, third] = [secretOf(), secretOf(), secretOf()];
  const configOf = (env: Record<string, string>) => serverConfig(parseEnvironment(serverEnv, env));
  const refusal = (env: Record<string, string>) => {
    try {
      configOf(env);
    } catch (error) {
      return (error as Error).message;
    }
    return 'accepted';
  };

  it('one or two for all, and one or two for each address', () => {
    const config = configOf({
      ALERT_WEBHOOK_SECRET: `${first} ${second}`,
      ALERT_WEBHOOK_SECRETS: `# units\r\nhttps://a.example.vn/hook  ${second}\n\n https://b.example.vn ${third} ${first}\r\n`,
    });
    const { secrets } = config.alerts;
    expect(secrets.of('https://elsewhere.example.vn/')).toEqual([first, second]);
    expect(secrets.of('https://a.example.vn/hook')).toEqual([second]);
    expect(secrets.of('https://b.example.vn/')).toEqual([third, first]);
    expect(serverSecrets(config)).toEqual(expect.arrayContaining([first, second, third, '/hook']));
  });

  it('a wrong one is named by its line, and not shown', () => {
    for (const [lines, reason] of [
      [`https://a.example.vn ${first}\nhttps://b.example.vn whsec_short`, 'line 2: expected the URL'],
      [`ftp://a.example.vn ${first}`, 'line 1: expected the URL'],
      [`https://a.example.vn`, 'line 1: expected the URL'],
      [`https://a.example.vn ${first} ${second} ${third}`, 'line 1: expected the URL'],
      [
        `https://a.example.vn ${first}\nhttps://A.example.vn/ ${second}`,
        'line 2: the URL stands in a line before',
      ],
    ] as const) {
      const message = refusal({ ALERT_WEBHOOK_SECRETS: lines });
      expect(message).toMatch(/^ALERT_WEBHOOK_SECRETS: \*\*\* is not accepted: /);
      expect(message).toContain(reason);
      expect(message).not.toMatch(/example\.vn|whsec_s|[A-Za-z0-9+/]{40}/);
    }
    expect(refusal({ ALERT_WEBHOOK_SECRET: `${first} ${second} ${third}` })).toMatch(
      /^ALERT_WEBHOOK_SECRET: \*\*\* is not accepted: expected whsec_.*, or two of them/,
    );
  });

  it('an address for all units has to have one', () => {
    const url = 'https://a.example.vn/hook';
    expect(refusal({ ALERT_WEBHOOK_URL: url })).toMatch(
      /^ALERT_WEBHOOK_SECRET: .*since ALERT_WEBHOOK_URL is set/,
    );
    expect(refusal({ ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRETS: `${url} ${first}` })).toBe('accepted');
    expect(refusal({ ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: first })).toBe('accepted');
  });
});
