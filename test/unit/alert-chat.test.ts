import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CHAT_FIELDS, type ChatTemplate } from '../../pack/alert-rule.ts';
import { fillTemplate } from '../../pack/chat-template.ts';
import { NotTaken, type Message } from '../../server/alerts/channels/channel.ts';
import { channelsOf } from '../../server/alerts/channels/channels.ts';
import { WebhookSecrets } from '../../server/alerts/channels/webhook-secrets.ts';
import {
  dossierCode,
  FEEDBACK,
  lateCase,
  lateDossier,
  messageOf,
  sectionOf,
  SECTIONS_OF_FACTS,
} from '../support/alert-messages.ts';

const channels = channelsOf(
  { secrets: new WebhookSecrets(), allow: [], mail: undefined },
  (_kind, category) => category,
);
/** All fields under their names. */
const ALL: ChatTemplate = {
  name: 'all',
  body: Object.fromEntries(CHAT_FIELDS.map((field) => [field, `{${field}}`])),
};

let server: Server;
let address: string;
let status = 200;
const seen: { body: Record<string, string>; headers: Record<string, unknown> }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    void json(request).then((body) => {
      seen.push({ body: body as Record<string, string>, headers: request.headers });
      response.writeHead(status, { 'retry-after': '30' }).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/bot123:secret/send`;
});
afterAll(() => server.close());
beforeEach(() => {
  seen.length = 0;
  status = 200;
});

async function told(message: Message, template = ALL): Promise<Record<string, string>> {
  await channels.chat.send({ channel: 'chat', address, template }, message, () => true);
  expect(seen).toHaveLength(1);
  return seen[0]?.body as Record<string, string>;
}
const dossiers = (count: number) =>
  Array.from({ length: count }, (_, number) => lateDossier(dossierCode(number)));

describe('a chat group', () => {
  it('is told what its template asks for, as JSON without a signature', async () => {
    const body = await told(messageOf([sectionOf(dossiers(1), { severity: 'critical' })]), {
      name: 'telegram',
      body: {
        chat_id: -100,
        silent: false,
        text: '[{severity}] {title}\n{text}\n{link}',
        parts: [{ value: '{total} {unit} {unknown}' }, null],
      },
    });
    expect(body).toEqual({
      chat_id: -100,
      silent: false,
      text:
        '[Khẩn cấp] Hồ sơ quá hạn: 1 hồ sơ – UBND huyện Lộc Ninh\n' +
        '• 000.00.32.H10-261102-00000 · Quá hạn 2 ngày làm việc · hạn 17:00 25/11/2026 · ' +
        'Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất · cán bộ Lê Thị Ân\n' +
        'https://ioc.example.vn/alerts',
      parts: [{ value: '1 UBND huyện Lộc Ninh {unknown}' }, null],
    });
    expect(seen[0]?.headers['content-type']).toBe('application/json');
    expect(Object.keys(seen[0]?.headers ?? {}).filter((name) => name.startsWith('webhook'))).toEqual([]);
  });

  it('reads ten cases, and how many there are beside them', async () => {
    const procedure = { code: null, name: 'Cấp bản sao trích lục hộ tịch', field: null, onlineLevel: null };
    const cases = dossiers(52).map((one) => ({ ...one, procedure }));
    const { text, total, title } = await told(messageOf([sectionOf(cases)]));
    const lines = String(text).split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[10]).toBe('… và 42 hồ sơ khác');
    expect([total, title]).toEqual(['52', 'Hồ sơ quá hạn: 52 hồ sơ – UBND huyện Lộc Ninh']);
  });

  it('reads cases of a kind of the pack, and figures', async () => {
    const cases = [lateCase('P-1', { officer: null })];
    const { text } = await told(messageOf([sectionOf(cases, { kind: FEEDBACK, total: 3 })]));
    expect(text).toBe(
      '• P-1 · Quá hạn 2 ngày làm việc · hạn 17:00 25/11/2026 · environment\n… và 2 trường hợp khác',
    );
    seen.length = 0;
    const silent = await told(messageOf([SECTIONS_OF_FACTS[1] as (typeof SECTIONS_OF_FACTS)[number]]));
    expect(silent['text']).toBe('Không nhận được dữ liệu hồ sơ từ 07:05 29/11/2026.');
    expect(silent['unit']).toBe('Lê Thị Ân');
  });

  it('is told of a test, and empty links where the server has no address', async () => {
    const body = await told(messageOf([], { links: { page: null, acknowledge: null } }));
    expect(body).toMatchObject({ title: 'Tin thử kênh cảnh báo', total: '0', link: '', acknowledge: '' });
  });

  it('reads 1,900 characters at most, however long the names are, and fewer cases then', async () => {
    const name = '🏛'.repeat(300);
    const cases = dossiers(60).map((one) => ({
      ...one,
      officer: { id: null, name },
      unit: { code: 'U', name },
    }));
    const { acknowledge, ...body } = await told(
      messageOf([sectionOf(cases, { name: { vi: name, en: name }, unit: { code: 'U', name } })]),
    );
    const length = [acknowledge, ...Object.values(body)].join('').length;
    expect(length).toBeLessThanOrEqual(1_900);
    expect(body['text']).toMatch(/… và 5\d hồ sơ khác$/);
    expect(JSON.stringify(body)).not.toMatch(/\\ud8[0-9a-f]{2}/i);
  });

  it('of Zalo or Telegram takes a message of the longest names by the sample templates', async () => {
    const name = 'Ủy ban nhân dân '.repeat(30);
    const cases = dossiers(200).map((one) => ({ ...one, officer: { id: null, name } }));
    const message = messageOf([sectionOf(cases, { name: { vi: name, en: '' }, unit: { code: 'U', name } })]);
    for (const service of ['zalo', 'telegram']) {
      const file = await readFile(`sample/binh-phuoc/chat-templates/${service}.json`, 'utf8');
      seen.length = 0;
      const { text } = await told(message, { name: service, body: JSON.parse(file) as unknown });
      expect(text).toMatch(/… và 19\d hồ sơ khác/);
      expect(String(text).length).toBeLessThanOrEqual(2_000);
    }
  });

  it('takes no hostile name for a mention, a link, a line or a field', async () => {
    const hostile = '<!channel> @everyone [click](http://evil) "}\n{acknowledge}\u202e';
    const item = lateDossier(hostile, { officer: { id: null, name: hostile } });
    const { text, unit } = await told(messageOf([sectionOf([item], { unit: { code: 'U', name: hostile } })]));
    for (const shown of [text, unit]) {
      expect(shown).not.toMatch(/[<>@[\]\u202e\n]/);
      expect(shown).toContain('‹!channel› ＠everyone (click)(http://evil) "} {acknowledge}');
    }
  });

  it('that asks for time gets it, and is shown without its key', async () => {
    status = 429;
    const endpoint = { channel: 'chat', address, template: ALL } as const;
    const error: unknown = await channels.chat
      .send(endpoint, messageOf([]), () => true)
      .catch((one: unknown) => one);
    expect(error).toBeInstanceOf(NotTaken);
    expect(error).toMatchObject({ retryAfterMs: 30_000 });
    expect(channels.chat.shown(endpoint)).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(channels.chat.objection({ ...endpoint, address: 'https://10.1.2.3/' })).toContain(
      'ALERT_WEBHOOK_ALLOW',
    );
    expect(channels.mail).toBeUndefined();
  });
});

it('a template is filled once: what a value holds is not filled again', () => {
  const values = Object.fromEntries(CHAT_FIELDS.map((field) => [field, `{text}`])) as Record<
    (typeof CHAT_FIELDS)[number],
    string
  >;
  expect(
    fillTemplate({ name: 'x', body: ['{title}{link}', { '{unit}': '{ total } {toString}' }] }, values),
  ).toEqual(['{text}{text}', { '{unit}': '{ total } {toString}' }]);
});
