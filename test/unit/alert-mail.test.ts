import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { parseEnvironment } from '../../contract/environment.ts';
import { NotTaken, type Message } from '../../server/alerts/channels/channel.ts';
import { MailChannel } from '../../server/alerts/channels/mail.ts';
import { serverConfig, serverEnv, serverSecrets } from '../../server/config.ts';
import {
  dossierCode,
  FEEDBACK,
  lateCase,
  lateDossier,
  messageOf,
  sectionOf,
  SECTIONS_OF_FACTS,
} from '../support/alert-messages.ts';
import { MailServer, type TakenMail } from '../support/mail-server.ts';

const FROM = { name: 'Trung tâm điều hành tỉnh', address: 'ioc@example.vn' };
const TO = { channel: 'mail', address: 'an.le@example.vn' } as const;
/** For servers that hang. */
const HURRIED = { stepMs: 400, wholeMs: 2_000 };
const yes = () => true;

const stops: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function mailServer(options: ConstructorParameters<typeof MailServer>[0] = {}) {
  const server = new MailServer(options);
  const port = await server.start();
  stops.push(() => server.stop());
  return { server, port };
}
const channelTo = (port: number, change: object = {}, times?: typeof HURRIED) =>
  new MailChannel({
    server: { host: '127.0.0.1', port, isSecure: false, login: undefined, ...change },
    from: FROM,
    categoryWords: (kind, category) => `${kind}/${category}`,
    ...(times && { times }),
  });

/** The mail as the recipient's program reads it. */
async function mailOf(message: Message): Promise<TakenMail & { html: string; text: string }> {
  const { server, port } = await mailServer();
  await channelTo(port).send(TO, message, yes);
  expect(server.taken).toHaveLength(1);
  const [taken] = server.taken as [TakenMail];
  return { ...taken, html: String(taken.mail.html), text: String(taken.mail.text) };
}
const count = (text: string, part: string) => text.split(part).length - 1;

describe('a mail', () => {
  it('of a late dossier says what, whose, how late and where to look, as text and as HTML', async () => {
    const { mail, html, text, from, to } = await mailOf(
      messageOf([sectionOf([lateDossier(dossierCode(17))], { severity: 'critical' })]),
    );
    expect([from, to]).toEqual([FROM.address, [TO.address]]);
    expect(mail.subject).toBe('[Khẩn cấp] Hồ sơ quá hạn: 1 hồ sơ – UBND huyện Lộc Ninh');
    expect(mail.from?.value).toEqual([FROM]);
    expect(mail.to).toMatchObject({ value: [{ name: 'Lê Thị Ân', address: TO.address }] });
    expect(mail.messageId).toBe('<msg_7b0e5d0e-1f0c-4f0e-9a53-0d1d0b8e1a11@example.vn>');
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
    for (const said of [
      'Kính gửi: ',
      'Lê Thị Ân',
      'Đến 08:00 29/11/2026 có 1 hồ sơ cần quan tâm.',
      '000.00.32.H10-261102-00017',
      'Đăng ký biến động quyền sử dụng đất',
      '17:00 25/11/2026',
      'Quá hạn 2 ngày làm việc',
      'https://ioc.example.vn/alerts/acknowledge/abc',
    ]) {
      expect(text).toContain(said);
      expect(html).toContain(said);
    }
  });

  it('of several rules, kinds and units is one, whose subject sums up', async () => {
    const cases = Array.from({ length: 3 }, (_, number) => lateCase(`P-${number}`));
    const elsewhere = { code: 'H10.2.01', name: 'UBND thị xã Bình Long' };
    const { mail, text } = await mailOf(
      messageOf([
        sectionOf([lateDossier('A-1')], { total: 1_204 }),
        sectionOf(cases, { kind: FEEDBACK, unit: elsewhere, severity: 'info' }),
        ...SECTIONS_OF_FACTS,
      ]),
    );
    expect(mail.subject).toBe('[Khẩn cấp] 1.204 hồ sơ, 3 trường hợp và 4 cảnh báo – 2 đơn vị');
    expect(text).toContain('1. [Cần chú ý] Hồ sơ quá hạn: 1.204 hồ sơ – UBND huyện Lộc Ninh');
    expect(text).toContain('… và 1.203 hồ sơ khác');
    expect(text).toContain('P-0 | feedback/environment | hạn 17:00 25/11/2026');
    expect(text).toContain('Tỷ lệ quá hạn: 23,4% (ngưỡng 15%), từ 07:05 29/11/2026.');
    expect(text).toContain('Không nhận được dữ liệu hồ sơ từ 07:05 29/11/2026.');
    expect(text).toContain('37 thông điệp lỗi của luồng hồ sơ (ngưỡng 10)');
    expect(text).toContain('Tỷ lệ hồ sơ trực tuyến: 82,5 (mục tiêu 90)');
  });

  it('of a thousand cases lists 50 of each section and 200 in all, and counts the others', async () => {
    const sections = Array.from({ length: 5 }, (_, unit) =>
      sectionOf(
        Array.from({ length: 200 }, (_, number) => lateDossier(dossierCode(unit * 1_000 + number))),
        { unit: { code: `U${unit}`, name: `Đơn vị ${unit}` } },
      ),
    );
    const { mail, raw, html, text } = await mailOf(messageOf(sections));
    expect(mail.subject).toBe('[Cần chú ý] 1.000 hồ sơ – 5 đơn vị');
    expect(count(html, '<tr class="case"')).toBe(200);
    expect(count(text, '\n   - ')).toBe(200);
    expect(text.match(/… và .* khác/g)).toEqual([
      ...new Array(4).fill('… và 150 hồ sơ khác'),
      '… và 200 hồ sơ khác',
    ]);
    // What Gmail shows of a mail without cutting it.
    expect(Buffer.byteLength(html)).toBeLessThan(102_400);
    expect(raw.length).toBeLessThan(500_000);
  });

  it('of very many sections lists a hundred, and counts the others', async () => {
    const sections = Array.from({ length: 130 }, () => sectionOf([lateDossier('A-1')], { total: 2 }));
    const { html, text } = await mailOf(messageOf(sections));
    expect(count(html, '<h2')).toBe(100);
    expect(text).toContain('… và 30 mục khác, gồm 60 hồ sơ');
  });

  it('to try an endpoint says that there is nothing to do', async () => {
    const { mail, text } = await mailOf(messageOf([], { links: { page: null, acknowledge: null } }));
    expect(mail.subject).toBe('Thư thử kênh cảnh báo');
    expect(text).toContain('Không cần xử lý gì.');
    expect(text).not.toMatch(/Xem tất cả|Xác nhận|null/);
  });

  it('shows hostile names as text: no markup, no header, no turned line', async () => {
    const hostile = '<script>alert(1)</script>"\'&\r\nBcc: all@example.vn\u202e\u2066\u200b\u0007 end';
    const item = lateDossier(`X${hostile}`, { officer: { id: null, name: hostile } });
    const unit = { code: 'U', name: hostile };
    const { mail, raw, html, text, to } = await mailOf(
      messageOf([sectionOf([item], { unit, name: { vi: hostile, en: '' } })], {
        to: hostile,
        id: 'msg\r\nBcc: all@example.vn',
        links: { page: 'https://ioc.example.vn/"onmouseover="x', acknowledge: null },
      }),
    );
    const plain = '<script>alert(1)</script>"\'& Bcc: all@example.vn end';
    expect(to).toEqual([TO.address]);
    expect([...mail.headers.keys()].sort()).toEqual(
      [
        ...['auto-submitted', 'content-type', 'date', 'from', 'message-id', 'mime-version', 'subject', 'to'],
        'x-auto-response-suppress',
      ].sort(),
    );
    expect(raw.slice(0, raw.indexOf('\r\n\r\n'))).not.toMatch(/^Bcc:/im);
    expect(mail.subject).toContain(plain);
    expect(html).not.toMatch(/<script|"onmouseover|[\u202a-\u202e\u2066-\u2069\u200b\u0007]/);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp; Bcc: all@example.vn end');
    expect(text).toContain(`X${plain}`);
    expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b\u0007]/);
  });

  it('cuts a name that has no end', async () => {
    const name = `${'🏛'.repeat(500)}`;
    const { text } = await mailOf(
      messageOf([sectionOf([lateDossier('A-1', { officer: { id: null, name } })])]),
    );
    expect(text).toContain(`cán bộ ${'🏛'.repeat(200)}…`);
  });
});

describe('the mail server', () => {
  const failure = (port: number, maySend = yes, change = {}, times?: typeof HURRIED) =>
    channelTo(port, change, times)
      .send(TO, messageOf([]), maySend)
      .then(
        () => 'taken',
        (error: unknown) => error as Error,
      );

  it.each([
    ['RCPT', 550, { isFinal: true }],
    ['DATA', 552, { isFinal: true }],
    ['RCPT', 451, { isFinal: false }],
    ['DATA', 451, { isFinal: false }],
    ['MAIL', 550, { isFinal: false }],
    ['MAIL', 450, { isFinal: false }],
    ['CONNECT', 554, { isFinal: false }],
  ])('refuses %s with %i: tried again unless it is of the recipient or the mail', async (step, code, is) => {
    const { server, port } = await mailServer();
    server.refusals.set(step, { responseCode: code, message: 'not so' });
    const error = await failure(port);
    expect(error).toBeInstanceOf(NotTaken);
    expect(error).toMatchObject({
      ...is,
      isGone: false,
      message: expect.stringContaining(`${code}`) as string,
    });
    expect(server.taken).toEqual([]);
  });

  it.each(['CONNECT', 'MAIL', 'RCPT', 'DATA'])('that hangs at %s is left in time', async (step) => {
    const { server, port } = await mailServer({ closeTimeout: 10 });
    server.refusals.set(step, 'hang');
    const error = await failure(port, yes, {}, HURRIED);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(NotTaken);
    expect((error as Error).message).toMatch(
      /the mail server: .*(Greeting never received|Timeout|not taken within 2 s)/,
    );
  });

  it.each([
    ['closes the connection', (socket: Socket) => socket.end()],
    ['resets the connection', (socket: Socket) => socket.resetAndDestroy()],
    ['speaks something else', (socket: Socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
    [
      'never ends its answer',
      (socket: Socket) => {
        socket.write('220-');
        const drip = setInterval(() => socket.write('x'.repeat(16_384)), 2);
        socket.on('close', () => clearInterval(drip));
      },
    ],
    [
      'drips its answers',
      (socket: Socket) => {
        socket.write('220 ready\r\n');
        const drip = setInterval(() => socket.write('250-more\r\n'), 50);
        socket.on('close', () => clearInterval(drip));
      },
    ],
  ])('that %s is an error with a reason', async (_says, greet) => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      greet(socket);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    stops.push(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const error = await failure((server.address() as { port: number }).port, yes, {}, HURRIED);
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toMatch(/^the mail server: ./);
    expect((error as Error).message.length).toBeLessThan(350);
  });

  it('that is not there', async () => {
    const { server, port } = await mailServer();
    await server.stop();
    expect(await failure(port)).toMatchObject({ message: expect.stringMatching(/ECONNREFUSED/) as string });
  });

  it('hears of no sender and no recipient when the mail may not be sent', async () => {
    const { server, port } = await mailServer();
    const asked: string[][] = [];
    const maySend = () => {
      asked.push([...server.steps]);
      return false;
    };
    expect(await failure(port, maySend)).toMatchObject({
      message: expect.stringContaining('nothing was sent') as string,
    });
    expect(asked).toEqual([['CONNECT']]);
    expect(server.steps).toEqual(['CONNECT']);
  });

  it('is logged in to before', async () => {
    const { server, port } = await mailServer({ authOptional: false, allowInsecureAuth: true });
    const login = { user: 'ioc', password: 'p@ss' };
    await channelTo(port, { login }).send(TO, messageOf([]), yes);
    expect(server.steps).toEqual(['CONNECT', 'AUTH', 'MAIL', 'RCPT', 'DATA']);
    server.refusals.set('AUTH', { responseCode: 535, message: 'who?' });
    const error = await failure(port, yes, { login });
    expect(error).toMatchObject({
      name: 'NotTaken',
      isFinal: false,
      message: expect.stringContaining('535') as string,
    });
    expect(server.taken).toHaveLength(1);
  });

  it('with a certificate that nobody signed gets nothing', async () => {
    const plain = await mailServer({ disabledCommands: [] });
    expect(await failure(plain.port)).toMatchObject({
      message: expect.stringMatching(/self-signed certificate|certificate/) as string,
    });
    const secure = await mailServer({ secure: true });
    expect(await failure(secure.port, yes, { isSecure: true })).toMatchObject({
      message: expect.stringMatching(/certificate/) as string,
    });
    expect([...plain.server.taken, ...secure.server.taken]).toEqual([]);
  });
});

describe('the mail server in the environment', () => {
  const configOf = (env: Record<string, string>) => serverConfig(parseEnvironment(serverEnv, env));
  const ALERT_MAIL_FROM = 'Trung tâm điều hành <ioc@example.vn>';

  it.each([
    ['smtp://mail.example.vn', { host: 'mail.example.vn', port: 587, isSecure: false, login: undefined }],
    ['smtps://[fd00::7]:4650/', { host: 'fd00::7', port: 4650, isSecure: true, login: undefined }],
    [
      'smtps://ioc%40example.vn:p%40ss%2Fword@mail.example.vn',
      {
        host: 'mail.example.vn',
        port: 465,
        isSecure: true,
        login: { user: 'ioc@example.vn', password: 'p@ss/word' },
      },
    ],
  ])('%s', (url, server) => {
    const config = configOf({ ALERT_SMTP_URL: url, ALERT_MAIL_FROM });
    expect(config.alerts.mail).toEqual({
      server,
      from: { name: 'Trung tâm điều hành', address: 'ioc@example.vn' },
    });
    if (server.login) expect(serverSecrets(config)).toContain('p@ss/word');
  });

  it('refuses others, without a word of the password, and asks for a sender', () => {
    for (const url of [
      'http://mail.example.vn',
      'smtp://',
      'smtp://user@host',
      'smtp://u:p%zz@host',
      'smtp://u:s3cret@host/x',
      'mail.example.vn:25',
    ])
      expect(() => configOf({ ALERT_SMTP_URL: url, ALERT_MAIL_FROM })).toThrow(
        /^ALERT_SMTP_URL: \*\*\* is not accepted: expected smtp:\/\/\[USER:PASSWORD@\]HOST\[:PORT\]/,
      );
    expect(() => configOf({ ALERT_SMTP_URL: 'smtp://mail.example.vn' })).toThrow(
      /^ALERT_MAIL_FROM: null is not accepted: expected a name and an address.*since ALERT_SMTP_URL is set$/,
    );
    for (const from of [
      'Trung tâm',
      'a@b c',
      '<a@b',
      'A <a@b>, B <b@c>',
      'A <a@b>\r\nBcc: c@d',
      '@example.vn',
    ])
      expect(() => configOf({ ALERT_MAIL_FROM: from })).toThrow(/^ALERT_MAIL_FROM: .* is not accepted/s);
    expect(configOf({}).alerts.mail).toBeUndefined();
  });
});
