/** Every field that can hold personal data is filled with a mark, through both routes; no mark is found anywhere. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEAD_LETTER_TOPIC, EVENTS_TOPIC } from '../../contract/topics.ts';
import { progressEvent, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { markedEvent, markedDossier, markedRow, MARK } from '../support/marked-messages.ts';
import { portalMessage } from '../support/portal-messages.ts';
import { INTAKE_TOKEN, Product } from '../support/product.ts';
import { Viewer } from '../support/viewer.ts';

let product: Product;
let viewer: Viewer;
/** All that a live viewer was sent, as text. */
const frames: string[] = [];
/** All that the intake answered, headers too. */
const answers: string[] = [];

beforeAll(async () => {
  product = await Product.create();
  const env = { LOG_LEVEL: 'debug' };
  await Promise.all([product.startIngest(env), product.startServer(env)]);
  viewer = new Viewer(product.serverUrl);
  viewer.socket.onAny((...frame: unknown[]) => frames.push(JSON.stringify(frame)));
  await viewer.connected();
  await viewer.watch('province', { from: '2021-01-01', to: '2021-12-31' });
  await viewer.watch('unit:H10.2.03');
});
afterAll(async () => {
  viewer?.close();
  await product?.stop();
});

async function post(path: string, body: string, headers: Record<string, string> = {}): Promise<number> {
  const response = await fetch(`${product.intakeUrl}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${INTAKE_TOKEN}`, 'content-type': 'application/json', ...headers },
    body,
  });
  answers.push(JSON.stringify([...response.headers]), await response.text());
  return response.status;
}

/** Bytes of a topic as Latin-1 text, in which a mark of ASCII is itself. */
async function bytesOf(topic: string): Promise<string> {
  // What has come is read at once: by itself a fetch waits five seconds for more.
  const consumer = product.kafka.consumer({ groupId: `marks-${topic}-${Date.now()}`, maxWaitTimeInMs: 50 });
  const admin = product.kafka.admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  const left = new Map(ends.map(({ partition, low, high }) => [partition, Number(high) - Number(low)]));
  const texts: string[] = [];
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ partition, message }) => {
      const { key, value, headers } = message;
      texts.push(key?.toString('latin1') ?? '', value?.toString('latin1') ?? '', JSON.stringify(headers));
      for (const header of Object.values(headers ?? {})) texts.push(String(header));
      left.set(partition, (left.get(partition) as number) - 1);
    },
  });
  await eventually(() => [...left.values()].every((rest) => rest <= 0));
  await consumer.disconnect();
  return texts.join('\n');
}

/** Every value of every column that can hold text, of every table of the database. */
async function textsOfDatabase(): Promise<{ tables: string[]; text: string }> {
  const tables = await product.query<{ name: string }>(
    `SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree%'`,
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    texts.push(
      ...(await product.query<object>(`SELECT * FROM \`${name}\``)).map((row) => JSON.stringify(row)),
    );
  }
  return { tables: tables.map(({ name }) => name), text: texts.join('\n') };
}

it('leaves no trace in topics, tables, logs, answers and frames', async () => {
  const whole = (service: string, item: object, change: object = {}) =>
    JSON.stringify(portalMessage(service, [item], { ...markedEvent({}), isUpdating: 'True', ...change }));
  // Taken.
  expect(await post('/intake/dvcqg', whole('DongBoHoSoMC', markedDossier('PD-1')))).toBe(202);
  expect(await post(`/intake/dvcqg?ChuHoSo=${MARK}1`, whole('CapNhatTienDoHoSoMC', markedRow('PD-1')))).toBe(
    202,
  );
  const snapshot = snapshotEvent({ code: 'PD-2', ...markedEvent({}) });
  const progress = progressEvent({ code: 'PD-2', status: 'processing', ...markedEvent({}) });
  const nested = {
    unit: { code: 'H10.2.03', ...markedEvent({}) },
    officer: { id: 'cb-1', ...markedEvent({}) },
  };
  const taken = [snapshot, progress, snapshotEvent({ code: 'PD-3', ...nested })].map((event) =>
    markedEvent(event),
  );
  expect(await post('/intake/events', JSON.stringify(taken))).toBe(202);
  // Refused: a mark where a code or a date belongs, and marks beside it.
  const name = `${MARK} Nguyễn Văn Thử`;
  for (const field of [
    'TrangThaiHoSo',
    'KenhThucHien',
    'NgayHenTra',
    'HinhThuc',
    'LoaiDoiTuong',
    'DanhSachLePhi',
  ]) {
    for (const value of [name, `${MARK}7`, [`${MARK}8`]]) {
      const item = { ...markedDossier('PD-4'), [field]: value };
      const status = await post('/intake/dvcqg', whole('DongBoHoSoMC', item));
      expect([field, value, status]).toEqual([field, value, 400]);
    }
  }
  for (const code of ['', [name], name.repeat(5)]) {
    const item = { ...markedDossier('PD-4'), MaHoSo: code };
    expect(await post('/intake/dvcqg', whole('DongBoHoSoMC', item))).toBe(400);
  }
  const row = markedRow('PD-4');
  expect(
    await post('/intake/dvcqg', whole('CapNhatTienDoHoSoMC', { ...row, ThoiDiemXuLy: `${MARK}9` })),
  ).toBe(400);
  for (const change of [
    { service: `${MARK} x` },
    { isUpdating: `${MARK}` },
    { madonvi: `${MARK} y` },
    { data: `${MARK}` },
  ]) {
    expect(await post('/intake/dvcqg', whole('DongBoHoSoMC', markedDossier('PD-4'), change))).toBe(400);
  }
  expect(await post(`/intake/dvcqg?successCode=${MARK}`, whole('DongBoHoSoMC', markedDossier('PD-4')))).toBe(
    400,
  );
  expect(await post('/intake/dvcqg', `{"ChuHoSo": "${MARK}`)).toBe(400);
  expect(await post('/intake/dvcqg', `<ChuHoSo>${MARK}</ChuHoSo>`, { 'content-type': 'text/xml' })).toBe(415);
  for (const change of [
    { status: `${MARK} A` },
    { dueAt: `${MARK} B` },
    { code: 5 },
    { unit: `${MARK} C` },
  ]) {
    const event = markedEvent(snapshotEvent({ code: 'PD-5', ...markedEvent({}) }));
    const refused = { ...event, data: { ...(event['data'] as object), ...change } };
    expect(await post('/intake/events', JSON.stringify(refused))).toBe(400);
  }
  // Straight to Kafka, past the intake: the reason of a dead letter goes into headers, tables and logs.
  const straight = {
    ...snapshotEvent({ code: 'PD-6' }),
    data: { code: 'PD-6', status: 'Nguyễn Văn Thử 0912345678' },
  };
  await product.produce([{ key: 'PD-6', value: JSON.stringify(straight) }]);

  await eventually(async () => (await product.dossiers('?q=PD-')).total === 3);
  await eventually(async () => (await product.query('SELECT 1 FROM dead_letters')).length === 1);
  await eventually(() => frames.some((frame) => frame.includes('scope:delta')));
  answers.push(
    JSON.stringify(await product.get('/api/v1/dossiers/PD-1')),
    JSON.stringify(await product.snapshot()),
    // The service figures are counted once the states hold the whole log.
    JSON.stringify(await product.get('/api/v1/services?from=2021-01-01&to=2021-12-31')),
    JSON.stringify(await product.get('/api/v1/quality')),
  );
  const { tables, text } = await textsOfDatabase();
  expect(tables).toEqual(
    expect.arrayContaining(['events', 'dossier_states', 'dead_letters', 'lanes', 'partition_lives']),
  );
  expect(await product.query('SELECT 1 FROM dossiers')).toHaveLength(3);
  const places: Record<string, string> = {
    answers: answers.join('\n'),
    frames: frames.join('\n'),
    'log of ingest': await product.logOf('ingest'),
    'log of server': await product.logOf('server'),
    tables: text,
    [EVENTS_TOPIC]: await bytesOf(EVENTS_TOPIC),
  };
  const letters = await bytesOf(DEAD_LETTER_TOPIC);
  for (const [place, found] of Object.entries(places)) {
    expect([place, found.length > 0, found.includes(MARK)]).toEqual([place, true, false]);
    if (place !== EVENTS_TOPIC) expect([place, /Nguyễn|0912345678/.test(found)]).toEqual([place, false]);
  }
  expect(letters).toContain('data.status');
  expect(letters).not.toContain(MARK);
  // What the message's sender put into Kafka itself stands in the letter's value alone, not in its reason.
  expect(letters.match(/0912345678/g)).toHaveLength(1);
});
