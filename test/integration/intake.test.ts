import { CloudEvent, HTTP, Kafka } from 'cloudevents';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DossierDetail } from '../../contract/api.ts';
import { snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { post, postJson } from '../support/intake-client.ts';
import { INTAKE_TOKEN, Product } from '../support/product.ts';

/** The SDK has no sender of batches: an array of its structured events is one. */
const batchOf = (events: CloudEvent<unknown>[]) => ({
  headers: { 'content-type': 'application/cloudevents-batch+json' },
  body: JSON.stringify(events),
});

const OTHER_TOKEN = 'other-token-0123456789';

describe('intake', () => {
  let product: Product;
  const total = async () => (await product.snapshot()).counts.received.total;
  const counted = async (code: string) => (await product.dossiers(`?q=${code}`)).total === 1;

  beforeAll(async () => {
    product = await Product.create({ INTAKE_TOKENS: `${INTAKE_TOKEN},${OTHER_TOKEN}` });
    await Promise.all([product.startIngest(), product.startServer()]);
  });
  afterAll(async () => {
    await product?.stop();
  });

  it('answers 202 when Kafka has acknowledged the event, which is counted soon after', async () => {
    const before = await total();
    const event = snapshotEvent({ code: 'IN-1' });
    await expect(postJson(product, event)).resolves.toMatchObject({ status: 202, body: { accepted: 1 } });
    await eventually(async () => (await total()) === before + 1, 10_000, 50);
    const admin = product.kafka.admin();
    await admin.connect();
    const offsets = await admin.fetchTopicOffsets('dossier.events');
    await admin.disconnect();
    expect(offsets.reduce((sum, { high }) => sum + Number(high), 0)).toBe(1);
  });

  it('takes an array of events', async () => {
    const before = await total();
    const events = Array.from({ length: 500 }, (_, i) => snapshotEvent({ code: `BATCH-${i}` }));
    const answer = await post(product, JSON.stringify(events), {
      'content-type': 'application/cloudevents-batch+json; charset=utf-8',
    });
    expect(answer).toMatchObject({ status: 202, body: { accepted: 500 } });
    await eventually(async () => (await total()) === before + 500, 10_000, 50);
  });

  it('takes events of the CloudEvents SDK in each mode of HTTP and Kafka, and stores one row of an event for all', async () => {
    const sent = snapshotEvent({
      code: '000.00.32.H10-260104-00777',
      procedure: { code: '1.005129', name: 'Đăng ký khai sinh', field: 'Hộ tịch' },
      officer: { id: 'cb 1', name: 'Trần Thị Ân' },
    });
    const event = new CloudEvent({ ...sent, datacontenttype: 'application/json', subject: 'x', extra: 'y' });
    const overHttp = [HTTP.binary(event), HTTP.structured(event), batchOf([event])];
    for (const { headers, body } of overHttp) {
      const answer = await post(product, body as string, headers as Record<string, string>);
      expect(answer).toMatchObject({ status: 202, body: { accepted: 1 } });
    }
    expect(Object.keys(HTTP.binary(event).headers)).toContain('ce-id');
    const overKafka = [Kafka.binary({ ...event, data: JSON.stringify(event.data) }), Kafka.structured(event)];
    await product.produce(
      overKafka.map(({ headers, value }) => ({
        key: sent.data.code,
        value: value as string,
        headers: JSON.parse(JSON.stringify(headers)) as Record<string, string>,
      })),
    );
    expect(Object.keys(overKafka[0]?.headers as object)).toContain('ce_id');
    const messages = [...overHttp, ...overKafka];
    const rows = () =>
      product.query<{ rows: string; distinct: string }>(
        `SELECT count() AS rows, uniqExact(* EXCEPT (kafkaPartition, kafkaOffset, storedAt, sender)) AS distinct
         FROM events FINAL WHERE code = '${sent.data.code}'`,
      );
    await eventually(async () => Number((await rows())[0]?.rows) === messages.length);
    expect(Number((await rows())[0]?.distinct)).toBe(1);
  });

  it('reads attributes of binary mode percent-encoded, quoted or as UTF-8, and judges them as in a structured event', async () => {
    const { data, ...attributes } = snapshotEvent(
      { code: 'BIN-1' },
      { id: 'Mã "1" 100%', source: 'urn:đất' },
    );
    const headersOf = (encode: (text: string) => string) =>
      Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce-${name}`, encode(value)]));
    const raw = (text: string) => Buffer.from(text).toString('latin1').replace('%', '%25');
    const spellings = [encodeURIComponent, (text: string) => `"${encodeURIComponent(text)}"`, raw];
    const type = { 'content-type': 'application/json' };
    for (const encode of spellings) {
      const answer = await post(product, JSON.stringify(data), { ...headersOf(encode), ...type });
      expect(answer).toMatchObject({ status: 202, body: { accepted: 1 } });
    }
    await eventually(async () => {
      const { events } = await product.get<DossierDetail>('/api/v1/dossiers/BIN-1');
      return events.length === 1 && events[0]?.id === attributes.id && events[0].source === attributes.source;
    });
    const [row] = await product.query<{ n: string }>("SELECT count() AS n FROM events WHERE code = 'BIN-1'");
    expect(Number(row?.n)).toBe(spellings.length);

    const headers = headersOf(encodeURIComponent);
    const { 'ce-time': _time, ...timeless } = headers;
    const refused = async (body: string | Buffer, more: Record<string, string>) =>
      (await post(product, body, { ...type, ...more })).body;
    expect(await refused(JSON.stringify(data), timeless)).toMatchObject({
      refused: [{ index: 0, field: 'time' }],
    });
    expect(await refused('{"code":', headers)).toMatchObject({ refused: [{ field: '' }] });
    expect(await refused(JSON.stringify({ ...data, status: 'lost' }), headers)).toMatchObject({
      refused: [{ field: 'data.status' }],
    });
    expect(await refused(gzipSync(JSON.stringify(data)), headers)).toMatchObject({
      refused: [{ reason: expect.stringContaining('looks like gzip') }],
    });
    const xml = await post(product, '<x/>', { ...headers, 'content-type': 'application/xml' });
    expect(xml).toMatchObject({ status: 415, body: { detail: expect.stringContaining('application/json') } });
  });

  it('refuses from Kafka what a sender in binary mode got wrong, by its name, and goes on', async () => {
    const { data, ...attributes } = snapshotEvent({ code: 'KB-1' });
    const headersOf = (change: Record<string, string | Buffer | string[] | undefined>) => {
      const all = { ...attributes, ...change };
      const told = Object.entries(all).flatMap(([name, value]) =>
        value === undefined ? [] : [[`ce_${name}`, value]],
      );
      return Object.fromEntries(told) as Record<string, string>;
    };
    const value = JSON.stringify(data);
    const key = 'KB-1';
    await product.produce([
      { key, value, headers: headersOf({ id: undefined }), partition: 0 },
      { key, value, headers: headersOf({ type: 'x' }), partition: 0 },
      { key, value, headers: headersOf({ id: ['1', '2'] }), partition: 0 },
      { key, value, headers: headersOf({ id: Buffer.from([0xff]) }), partition: 0 },
      { key, value: `${value},"x":{}`, headers: headersOf({}), partition: 0 },
      { key, value: '', headers: headersOf({}), partition: 0 },
      { key, value: null, headers: headersOf({}), partition: 0 },
      { key, value: gzipSync(value), headers: headersOf({}), partition: 0 },
      { key: 'other', value, headers: headersOf({}), partition: 0 },
      { key, value, headers: headersOf({}), partition: 0 },
    ]);
    await eventually(() => counted(key));
    const letters = await product.query<{ reason: string }>(
      'SELECT reason FROM dead_letters FINAL ORDER BY kafkaOffset',
    );
    const reasons = [
      /^id is missing/,
      /^type is "x"/,
      /^id is told twice/,
      /not valid UTF-8/,
      /not JSON/,
      /not JSON/,
    ];
    const more = [/no value/, /looks like gzip/, /^the key "other" differs/];
    expect(letters.map(({ reason }) => reason)).toEqual(
      [...reasons, ...more].map((reason) => expect.stringMatching(reason)),
    );
  });

  it('names each refused item of an array by index and field, and takes the others', async () => {
    const wrongStatus = { ...snapshotEvent({ code: 'MIX-1' }), data: { code: 'MIX-1', status: 'lost' } };
    const answer = await postJson(product, [
      snapshotEvent({ code: 'MIX-0' }),
      wrongStatus,
      { ...snapshotEvent({ code: 'MIX-2' }), type: 'dossier.snapshot.v9' },
      snapshotEvent({ code: 'MIX-3' }),
      null,
    ]);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({
      accepted: 2,
      refused: [
        { index: 1, field: 'data.status', reason: expect.stringContaining('"lost"; accepted: registered') },
        { index: 2, field: 'type', reason: expect.stringContaining('dossier.progress.v1') },
        { index: 4, field: '', reason: expect.stringContaining('null is not an event') },
      ],
    });
    await eventually(async () => (await counted('MIX-0')) && (await counted('MIX-3')), 10_000, 50);
    expect((await product.dossiers('?q=MIX-')).total).toBe(2);
  });

  it('judges an item as it was sent: members told twice, numbers without bounds, endless nesting', async () => {
    const text = (code: string, feeVnd = '1') =>
      JSON.stringify(snapshotEvent({ code, feeVnd: 7_777 })).replace('7777', feeVnd);
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const items = [
      text('RAW-0'),
      text('RAW-1').replace('"status":', '"status":"returned","status":'),
      ` ${text('RAW-2', '1e400')}\n`,
      text('RAW-3').replace('"data":', `"note":${deep},"data":`),
      deep,
      text('RAW-5').replace('"data":', '"note":"],[\\\\\\"",\n"data":'),
    ];
    const answer = await post(product, `\n[${items.join(',')} ]`);
    expect(answer).toMatchObject({
      status: 400,
      body: {
        accepted: 2,
        refused: [
          { index: 1, field: 'data.status', reason: expect.stringContaining('told twice') },
          { index: 2, field: 'data.feeVnd' },
          { index: 3, reason: expect.stringContaining('nests deeper') },
          { index: 4, reason: expect.stringContaining('nests deeper') },
        ],
      },
    });
    await eventually(async () => (await product.dossiers('?q=RAW-')).total === 2, 10_000, 50);
    await expect(post(product, text('RAW-6').replace('"id":', '"id":"x","id":'))).resolves.toMatchObject({
      body: { refused: [{ index: 0, field: 'id' }] },
    });
    await expect(post(product, ' [ ] ')).resolves.toMatchObject({ status: 202, body: { accepted: 0 } });
  });

  it('takes a body with more bytes for one dossier than Kafka takes at once', async () => {
    const procedure = { code: '1.005129', name: 'ế'.repeat(2_000) };
    const events = Array.from({ length: 1_500 }, () => snapshotEvent({ code: 'LARGE', procedure }));
    await expect(postJson(product, events)).resolves.toMatchObject({
      status: 202,
      body: { accepted: 1_500 },
    });
    await eventually(async () => {
      const [row] = await product.query<{ n: string }>(
        `SELECT count() AS n FROM events FINAL WHERE code = 'LARGE'`,
      );
      return Number(row?.n) === 1_500;
    }, 20_000);
  });

  it.each([
    ['text that is not JSON', '{"specversion":'],
    ['no body', ''],
    ['bytes that are not UTF-8', Buffer.from([0x22, 0xc3, 0x28, 0x22])],
  ])('refuses %s', async (_name, body) => {
    const answer = await post(product, body);
    expect(answer).toMatchObject({ status: 400, body: { title: 'Not JSON' } });
  });

  it('refuses a request without a token, or with another one, and takes nothing of it', async () => {
    const event = JSON.stringify(snapshotEvent({ code: 'NO-TOKEN' }));
    for (const authorization of ['', 'Bearer wrong-token-0123456789', `Basic ${INTAKE_TOKEN}`]) {
      const answer = await post(product, event, { authorization });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
    expect(await counted('NO-TOKEN')).toBe(false);
  });

  it('refuses another media type', async () => {
    const event = JSON.stringify(snapshotEvent({ code: 'XML' }));
    const answer = await post(product, event, { 'content-type': 'text/xml' });
    expect(answer).toMatchObject({
      status: 415,
      body: { detail: expect.stringContaining('application/cloudevents+json') },
    });
  });

  it('refuses more bytes or more events than it can hold', async () => {
    const tooLarge = await post(product, Buffer.alloc(16 * 1024 * 1024 + 1, 0x20));
    expect(tooLarge).toMatchObject({ status: 413, body: { detail: expect.stringContaining('16777216') } });
    const tooMany = await postJson(product, Array(10_001).fill(1));
    expect(tooMany).toMatchObject({ status: 413, body: { detail: expect.stringContaining('10000') } });
  });

  it('refuses what a token sends beyond 6,000 requests a minute', async () => {
    const statuses = new Map<number, number>();
    // A type that is refused: what is measured is how many are let through to be read.
    const send = async () => {
      const { status } = await post(product, 'x', {
        'content-type': 'text/plain',
        authorization: `Bearer ${OTHER_TOKEN}`,
      });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    };
    for (let sent = 0; sent < 6_050; sent += 50) await Promise.all(Array.from({ length: 50 }, send));
    expect([...statuses].sort()).toEqual([
      [415, 6_000],
      [429, 50],
    ]);
    const refused = await post(product, '[]', { authorization: `Bearer ${OTHER_TOKEN}` });
    expect(refused).toMatchObject({ status: 429, body: { detail: expect.stringContaining('6000') } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await postJson(product, snapshotEvent({ code: 'OTHER-TOKEN' }))).status).toBe(202);
  });

  it('answers another path with what it accepts', async () => {
    const answer = await post(product, '{}', {}, '/intake/unknown');
    expect(answer).toMatchObject({
      status: 404,
      body: { detail: expect.stringContaining('/intake/events') },
    });
  });
});
