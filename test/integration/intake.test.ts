import { CloudEvent, HTTP, Kafka } from 'cloudevents';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DossierDetail, Problem } from '../../contract/api.ts';
import type { Report06a } from '../../contract/form-06a.ts';
import type { QualityReport } from '../../contract/quality.ts';
import type { ServiceFigures } from '../../contract/services.ts';
import { formatTime } from '../../contract/time.ts';
import type { Child } from '../../embedded/child.ts';
import type { RecountResult } from '../../server/state/log/recount.ts';
import { correctionEvent, messageOf, progressEvent, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { post, postJson, type Answer } from '../support/intake-client.ts';
import { portalDossier, portalMessage } from '../support/portal-messages.ts';
import { INTAKE_TOKEN, Product } from '../support/product.ts';
import { viewerFetch } from '../support/viewer-fetch.ts';

/** The SDK has no sender of batches: an array of its structured events is one. */
const batchOf = (events: CloudEvent<unknown>[]) => ({
  headers: { 'content-type': 'application/cloudevents-batch+json' },
  body: JSON.stringify(events),
});

const OTHER_TOKEN = 'other-token-0123456789';
/** Of a sender with a source and units of its own. */
const NARROW_TOKEN = 'narrow-token-0123456789';
const NARROW = {
  name: 'narrow',
  token: NARROW_TOKEN,
  sources: ['urn:narrow', 'urn:dvcqg:000.00.32.H10'],
  units: ['H10.2.03', 'UBND huyện Lộc Ninh', '000.00.32.H10'],
};
const OPERATOR = {
  name: 'operator',
  token: 'operator-token-0123456789',
  sources: ['urn:operator'],
  corrections: true,
};
const MIB = 1024 * 1024;

describe('intake', () => {
  let product: Product;
  let ingest: Child;
  const dir = mkdtempSync(join(tmpdir(), 'intake-'));
  const total = async () => (await product.snapshot()).counts.received.total;
  const counted = async (code: string) => (await product.dossiers(`?q=${code}`)).total === 1;

  beforeAll(async () => {
    const file = join(dir, 'senders.json');
    writeFileSync(file, JSON.stringify([NARROW, OPERATOR]));
    product = await Product.create({
      INTAKE_TOKENS: `${INTAKE_TOKEN},${OTHER_TOKEN}`,
      INTAKE_SENDERS_FILE: file,
    });
    [ingest] = await Promise.all([product.startIngest(), product.startServer()]);
  });
  afterAll(async () => {
    await product?.stop();
    rmSync(dir, { recursive: true });
  });

  it('answers 202 when Kafka has acknowledged the event, which is counted soon after', async () => {
    const before = await total();
    const event = snapshotEvent({ code: 'IN-1' });
    await expect(postJson(product, event)).resolves.toMatchObject({ status: 202, body: { accepted: 1 } });
    await eventually(async () => (await total()) === before + 1, 30_000, 50);
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

  it('refuses an event of the year 2199, as Kafka does; the true later one counts', async () => {
    const far = { time: '2199-01-01T00:00:00+07:00', source: 'urn:other' };
    const wrong = progressEvent({ code: 'FAR', status: 'withdrawn' }, far);
    const right = snapshotEvent({ code: 'FAR', dueAt: '2190-01-01T00:00:00Z' });
    expect(await postJson(product, [wrong, right])).toMatchObject({
      status: 400,
      body: {
        accepted: 1,
        refused: [
          {
            index: 0,
            field: 'time',
            reason: expect.stringMatching(/time is 2199-01-01T00:00:00\+07:00 .*; accepted: up to 2\d{3}-/),
          },
        ],
      },
    });
    await product.produce([messageOf(wrong)]);
    const letters = () =>
      product.query<{ field: string; reason: string }>(
        "SELECT field, reason FROM dead_letters WHERE position(reason, '2199') > 0",
      );
    await eventually(async () => (await letters()).length > 0, 20_000);
    expect((await letters())[0]).toMatchObject({
      field: 'time',
      reason: expect.stringContaining('EVENT_AHEAD_MAX_MS=300000'),
    });
    await eventually(async () => (await product.dossiers('?q=FAR')).total === 1);
    const { status } = await product.get<DossierDetail>('/api/v1/dossiers/FAR');
    expect(status).toBe('processing');
  });

  describe('a correction of an operator', () => {
    const detailOf = (code: string) => product.get<DossierDetail>(`/api/v1/dossiers/${code}`);
    const status = async (code: string) => (await detailOf(code)).status;
    const refusalOf = async (code: string) => {
      const response = await viewerFetch(`${product.serverUrl}/api/v1/dossiers/${code}`);
      return (await response.json()) as Problem;
    };
    const withdrawn = async () => (await product.snapshot()).counts.withdrawn;
    const correct = (correction: object, token = OPERATOR.token) =>
      post(product, JSON.stringify(correction), { authorization: `Bearer ${token}` });
    const minutes = (n: number) => formatTime(Date.now() + n * 60_000);
    const wrong = (code: string) =>
      progressEvent(
        { code, status: 'withdrawn', step: { startedAt: minutes(-9) } },
        { source: 'urn:foreign', time: minutes(-0.05) },
      );
    const correctionOf = (
      { source, id, data: { code } }: ReturnType<typeof progressEvent>,
      by: string | null = 'Phó Giám đốc Sở',
    ) =>
      correctionEvent(
        { code, revokes: [{ source, id }], reason: 'Đơn vị khác báo rút nhầm', by },
        { source: 'urn:operator' },
      );

    it('outranks a wrong event at once and after restarts; the log and the figures of before stay', async () => {
      const before = await withdrawn();
      const event = wrong('CORRECTED');
      const truth = progressEvent({ code: 'CORRECTED', status: 'processing' }, { time: minutes(-5) });
      const received = snapshotEvent({ code: 'CORRECTED', status: 'received' }, { time: minutes(-60) });
      await postJson(product, [received, event, truth]);
      await eventually(async () => (await withdrawn()) === before + 1, 20_000, 50);
      const asOf = (await product.snapshot()).asOf;
      const correction = correctionOf(event);
      const shown = async (expected: string) => expect(await status('CORRECTED')).toBe(expected);

      const mayNot = await correct(correction, INTAKE_TOKEN);
      expect(mayNot).toMatchObject({
        status: 403,
        body: {
          accepted: 0,
          refused: [
            {
              index: 0,
              field: 'type',
              reason: expect.stringMatching(
                /type is "dossier\.correction\.v1"; accepted: .* \(this sender has no right to corrections\)/,
              ),
            },
          ],
        },
      });
      await shown('withdrawn');
      expect((await correct({ ...correction, data: { ...correction.data, reason: '' } })).body).toMatchObject(
        {
          refused: [{ field: 'data.reason', reason: expect.stringContaining('accepted: text of 1 to 500') }],
        },
      );

      expect((await correct(correction)).status).toBe(202);
      await eventually(async () => (await status('CORRECTED')) === 'processing', 20_000, 50);
      // What comes of the dossier later counts as ever; what was revoked stays so, however often it is sent.
      const later = snapshotEvent(
        { code: 'CORRECTED', feeVnd: 15_000, status: 'stopped' },
        { time: minutes(-2) },
      );
      await postJson(product, [event, later]);
      await eventually(async () => (await status('CORRECTED')) === 'stopped', 20_000, 50);
      const { events, eventsTotal, stepsTotal, steps, feeVnd } = await detailOf('CORRECTED');
      expect([eventsTotal, stepsTotal, steps, feeVnd]).toEqual([5, 0, [], 15_000]);
      const { source, id, time } = correction;
      expect(events.filter(({ revokedBy }) => revokedBy !== null)).toMatchObject([
        {
          id: event.id,
          source: 'urn:foreign',
          fields: { status: 'withdrawn' },
          revokedBy: { source, id, time, reason: 'Đơn vị khác báo rút nhầm', by: 'Phó Giám đốc Sở' },
        },
      ]);
      expect(events.filter((one) => one.correction !== null)).toMatchObject([
        { id, source, sender: 'operator', fields: {}, correction: { revokes: [{ id: event.id }] } },
      ]);

      const restarted = async () => {
        // It leaves its group: the next one would wait for the session of a killed one.
        await Promise.all([product.kill('server'), ingest.stop()]);
        [ingest] = await Promise.all([product.startIngest(), product.startServer()]);
        await eventually(async () => (await status('CORRECTED')) === 'stopped', 20_000, 50);
      };
      await restarted();
      expect(await withdrawn()).toBe(before);
      expect(await product.get<RecountResult>('/api/v1/recount')).toMatchObject({
        equal: true,
        differences: [],
      });
      const past = `/api/v1/reports/06a?asOf=${encodeURIComponent(asOf)}`;
      expect((await product.get<Report06a>(past)).total.counts.withdrawn).toBe(before + 1);
      expect((await product.get<Report06a>('/api/v1/reports/06a')).total.counts.withdrawn).toBe(before);
    });

    it('may come before what it revokes, and leaves a dossier of which nothing counts out of all figures', async () => {
      const [early, only] = [wrong('EARLY'), wrong('ONLY')];
      const served = async () => (await product.get<ServiceFigures>('/api/v1/services')).received;
      const [before, servedBefore] = [await total(), await served()];
      await correct(correctionOf(early, null));
      await eventually(async () => (await refusalOf('EARLY')).history?.eventsTotal === 1, 20_000, 50);
      await postJson(product, [early, only]);
      await eventually(async () => (await status('ONLY')) === 'withdrawn', 20_000, 50);
      expect(await total()).toBe(before + 1);
      await correct(correctionOf(only));
      await eventually(async () => (await total()) === before, 20_000, 50);
      for (const { id, data } of [early, only]) {
        const { status: answer, history } = await refusalOf(data.code);
        expect([answer, history?.eventsTotal]).toEqual([404, 2]);
        expect(history?.events.map((one) => [one.id === id, one.revokedBy !== null])).toContainEqual([
          true,
          true,
        ]);
        expect((await product.dossiers(`?q=${data.code}`)).total).toBe(0);
      }
      await postJson(product, snapshotEvent({ code: 'EARLY' }));
      await eventually(async () => (await total()) === before + 1, 20_000, 50);
      expect(await status('EARLY')).toBe('processing');
      const quality = await product.get<QualityReport>('/api/v1/quality');
      expect(quality.sources.map(({ source }) => source)).not.toContain('urn:operator');
      expect(await served()).toBe(servedBefore + 1);
      const figures = await (await fetch(`${product.serverUrl}/metrics`)).text();
      expect(figures).toMatch(/^monitor_corrected_dossiers [23]$/m);
      expect(figures).toMatch(/^monitor_corrected_reads_total [1-9]/m);
      expect(await product.get<RecountResult>('/api/v1/recount')).toMatchObject({
        equal: true,
        differences: [],
      });
    });
  });

  it('stores with each event who sent it, whatever its body says', async () => {
    const said = (code: string) => ({
      ...snapshotEvent({ code }, { source: 'urn:narrow' }),
      sender: 'somebody',
    });
    const authorization = `Bearer ${NARROW_TOKEN}`;
    expect((await post(product, JSON.stringify(said('SENT-1')), { authorization })).status).toBe(202);
    expect((await postJson(product, said('SENT-2'))).status).toBe(202);
    await product.produce([messageOf(said('SENT-3'))]);
    await eventually(async () => (await product.dossiers('?q=SENT-')).total === 3, 20_000, 50);
    const senders = await Promise.all(
      [1, 2, 3].map(async (n) => {
        const { events } = await product.get<DossierDetail>(`/api/v1/dossiers/SENT-${n}`);
        return events[0]?.sender;
      }),
    );
    expect(senders).toEqual(['narrow', 'token-1', null]);
    const figures = await (await fetch(`${product.intakeUrl}/metrics`)).text();
    expect(figures).toMatch(/intake_events_total\{sender="narrow",outcome="accepted"\} 1\n/);
    // Of the consumer, which runs in another thread.
    expect(figures).toMatch(/ingest_events_total\{stream="dossier",partition="\d"\} \d/);
  });

  it("refuses what is not the sender's, by index and field, and takes the rest", async () => {
    const own = { source: 'urn:narrow' };
    const events = [
      snapshotEvent({ code: 'OWN-0' }, own),
      snapshotEvent({ code: 'OWN-1' }, { source: 'urn:foreign' }),
      snapshotEvent({ code: 'OWN-2', unit: { code: 'H10.2.01' } }, own),
      snapshotEvent({ code: 'OWN-3', unit: null }, own),
      progressEvent({ code: 'OWN-4', status: 'processing' }, own),
    ];
    const authorization = `Bearer ${NARROW_TOKEN}`;
    expect(await post(product, JSON.stringify(events), { authorization })).toMatchObject({
      status: 400,
      body: {
        accepted: 2,
        refused: [
          {
            index: 1,
            field: 'source',
            reason: 'source is "urn:foreign"; accepted: urn:narrow, urn:dvcqg:000.00.32.H10',
          },
          { index: 2, field: 'data.unit.code', reason: expect.stringContaining('accepted: H10.2.03, ') },
          { index: 3, field: 'data.unit' },
        ],
      },
    });
    const send = (envelope: object, dossier: Record<string, unknown>) =>
      post(
        product,
        JSON.stringify({ ...portalMessage('DongBoHoSoMC', [portalDossier(dossier)]), ...envelope }),
        { authorization, 'content-type': 'application/json' },
        '/intake/dvcqg',
      );
    const unit = { MaHoSo: '000.00.32.H10-211004-77001', DonViXuLy: 'UBND huyện Lộc Ninh' };
    const sender = { madonvi: '000.00.32.H10' };
    expect(await send(sender, unit)).toMatchObject({ status: 202 });
    expect(await send(sender, { ...unit, DonViXuLy: 'UBND huyện Bù Đốp' })).toMatchObject({
      status: 400,
      body: { refused: [{ index: 0, MaHoSo: unit.MaHoSo, field: 'DonViXuLy' }] },
    });
    expect(await send({ madonvi: '000.00.99.H10' }, unit)).toMatchObject({
      body: { refused: [{ index: 0, field: 'madonvi', value: '"urn:dvcqg:000.00.99.H10"' }] },
    });
  });

  it('holds out what would fill memory or time, while the consumer keeps its group and counts on', async () => {
    const admin = product.kafka.admin();
    await admin.connect();
    const membersOf = async () => {
      const { groups } = await admin.describeGroups(['ingest']);
      return groups[0]?.members.map(({ memberId }) => memberId);
    };
    const peakMb = () =>
      Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${ingest.pid}/status`, 'utf8'))?.[1]) / 1_024;
    const [members, before] = [await membersOf(), peakMb()];
    const gzip = { 'content-encoding': 'gzip' };
    const br = { 'content-encoding': 'br' };
    const fast = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
    const event = (note: string) => JSON.stringify({ ...snapshotEvent({ code: 'ATTACK' }), note });
    const attacks: [name: string, body: Buffer, headers: Record<string, string>, answer: unknown][] = [
      [
        'a bomb',
        brotliCompressSync(Buffer.alloc(64 * MIB, ' '), fast),
        br,
        { status: 413, body: { detail: expect.stringContaining('16777216 bytes') } },
      ],
      [
        'tiny items',
        gzipSync(`[${'1,'.repeat(1_000_000)}1]`),
        gzip,
        { status: 413, body: { detail: expect.stringContaining('10000 items') } },
      ],
      [
        'one long text',
        gzipSync(event('x'.repeat(8 * MIB))),
        gzip,
        { status: 400, body: { refused: [{ index: 0, reason: expect.stringContaining('262144') }] } },
      ],
      [
        'half of a body',
        gzipSync(event('x')).subarray(0, 40),
        gzip,
        { status: 400, body: { title: 'Not readable' } },
      ],
    ];
    let isOver = false;
    const waits: number[] = [];
    const watching = (async () => {
      while (!isOver) {
        const startedAt = performance.now();
        await fetch(`${product.intakeUrl}/healthz`);
        waits.push(performance.now() - startedAt);
      }
    })();
    const brackets = gzipSync(Buffer.alloc(16 * MIB, '['));
    const refusing: Promise<Answer>[] = Array.from({ length: 5 }, () => post(product, brackets, gzip));
    const count = (await product.snapshot()).counts.received.total;
    await product.produce(
      Array.from({ length: 50 }, (_, n) => messageOf(snapshotEvent({ code: `MEANWHILE-${n}` }))),
    );
    await eventually(async () => (await total()) >= count + 50, 20_000, 50);
    const details = (await Promise.all(refusing)).map(({ status, body }) => `${status} ${body.detail}`);
    // Together they are more than a sender may have held.
    for (const detail of details)
      expect(detail).toMatch(/^413 .* nests deeper than 32; |^429 accepted: 33554432 bytes of a sender /);
    expect(details.filter((detail) => detail.startsWith('413')).length).toBeGreaterThan(0);
    for (const [name, body, headers, answer] of attacks)
      expect([name, await post(product, body, headers)]).toMatchObject([name, answer]);
    isOver = true;
    await watching;
    await expect(membersOf()).resolves.toEqual(members);
    await admin.disconnect();
    // Unbounded it was 13 s and 3 GB.
    expect(Math.max(...waits)).toBeLessThan(5_000);
    expect(peakMb() - before).toBeLessThan(600);
    const figures = await (await fetch(`${product.intakeUrl}/metrics`)).text();
    expect(figures).toMatch(/intake_refused_requests_total\{limit="depth"\} [1-5]\n/);
    expect(figures).toMatch(/intake_bytes_in_flight 0\n/);
    expect((await postJson(product, snapshotEvent({ code: 'AFTER' }))).status).toBe(202);
  });

  it('answers another path with what it accepts', async () => {
    const answer = await post(product, '{}', {}, '/intake/unknown');
    expect(answer).toMatchObject({
      status: 404,
      body: { detail: expect.stringContaining('/intake/events') },
    });
  });
});
