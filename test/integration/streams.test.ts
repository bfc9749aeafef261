/** Cases and observations from Kafka into their tables, by the way of the dossiers; a kind that is made up among them. */
import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Admin } from 'kafkajs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CASE_LOG, DOSSIER_LOG, OBSERVATION_LOG } from '../../clickhouse/stream-log.ts';
import { caseKey } from '../../contract/case-fields.ts';
import { observationKey } from '../../contract/observation.ts';
import { STREAMS, type StreamName } from '../../contract/streams.ts';
import { programCommand, type Program } from '../../embedded/child.ts';
import { REPOSITORY } from '../../runtime/repository.ts';
import { snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { expectEveryPlaceOnce } from '../support/places.ts';
import { INTAKE_TOKEN, Product } from '../support/product.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1e9);
const KIND = `made-${seed.toString(36)}`;
const STATUSES = ['first', 'middle', 'last'];
/** In any order of their numbers. */
const NUMBERS = [5, 2, 9].map((n) => n + (seed % 100));
const numberOf = (status: string) => NUMBERS[STATUSES.indexOf(status)] as number;
const LOGS = [DOSSIER_LOG, CASE_LOG, OBSERVATION_LOG] as const;

let product: Product;
let admin: Admin;
let packDir: string;
const sent: Record<StreamName, number> = { dossier: 0, case: 0, observation: 0 };

interface Sent {
  specversion: string;
  id: string;
  source: string;
  type: string;
  time: string;
  data: Record<string, unknown>;
}

function event(type: string, data: Record<string, unknown>, time = '2021-09-14T08:05:00+07:00'): Sent {
  return { specversion: '1.0', id: randomUUID(), source: 'urn:test:streams', type, time, data };
}

const caseOf = (kind: string, code: string, more: object = {}, time?: string) =>
  event('case.snapshot.v1', { kind, code, ...more }, time);

async function send(stream: StreamName, events: readonly object[], key?: string): Promise<void> {
  const messages = events.map((one, i) => ({
    ...(key !== undefined && { key }),
    value: JSON.stringify(one),
    partition: i % STREAMS[stream].partitions,
  }));
  await product.produce(messages, STREAMS[stream].topic);
  sent[stream] += messages.length;
}

async function settle(): Promise<void> {
  for (const log of LOGS)
    await eventually(() => expectEveryPlaceOnce(product, admin, log, sent[log.stream]), 60_000, 200);
}

async function run(program: Program, ...words: string[]): Promise<string> {
  const [node = '', ...args] = programCommand(program, words);
  const { url, user, database } = product.clickHouse;
  const env = {
    ...process.env,
    KAFKA_BROKERS: product.brokers,
    CLICKHOUSE_URL: url,
    CLICKHOUSE_USER: user,
    CLICKHOUSE_DATABASE: database,
  };
  return (await promisify(execFile)(node, args, { cwd: REPOSITORY, env })).stdout;
}

beforeAll(async () => {
  packDir = await mkdtemp(join(tmpdir(), 'streams-pack-'));
  await cp('sample/binh-phuoc', packDir, { recursive: true });
  const kind = {
    kind: KIND,
    name: { vi: 'Thử', en: 'Made up' },
    statuses: STATUSES.map((code, i) => ({ n: NUMBERS[i], code, vi: code, group: 'inProgress' })),
    channels: [{ code: 'by-hand', vi: 'Tay' }],
  };
  await writeFile(join(packDir, 'kinds', `${KIND}.json`), JSON.stringify(kind));
  product = await Product.create({ PROVINCE_PACK: packDir, KAFKA_SESSION_TIMEOUT_MS: '6000' });
  admin = product.kafka.admin();
  await admin.connect();
  await product.startIngest();
});

afterAll(async () => {
  await admin?.disconnect();
  await product?.stop();
  await rm(packDir, { recursive: true, force: true });
});

it(`cases of every kind are stored and joined under KIND/CODE (SEED=${seed})`, async () => {
  const early = '2021-09-14T08:00:00+07:00';
  await send('case', [
    caseOf('feedback', 'A-1', { status: 'new', channel: 'portal', category: 'conduct', unit: 'H10.2.03' }),
    event('case.progress.v1', { kind: 'feedback', code: 'A-1', status: 'transferred' }),
    caseOf('feedback', 'A-1', { status: 'published', channel: 'app' }, early),
    caseOf('payment', 'A-1', { amountVnd: 250_000, parent: 'dossier/X' }),
    caseOf(KIND, 'A-1', { status: 'last', channel: 'by-hand' }, early),
    caseOf(KIND, 'A-1', { status: 'middle' }),
    caseOf(KIND, 'A-1', { status: 'first' }),
  ]);
  const states = () =>
    product.query<{ code: string }>(
      `SELECT code, toUInt8(max(status) % 256) AS status, substring(max(channel), 9) AS channel,
         toFloat64(toInt64(toUInt64(max(amountVnd))) - 1) AS amount, toFloat64(min(firstEventMs)) AS first
       FROM case_states GROUP BY code ORDER BY code`,
    );
  const first = Date.parse(early);
  const later = Date.parse('2021-09-14T08:05:00+07:00');
  const none = { channel: '', amount: -1 };
  const greatest = Math.max(numberOf('first'), numberOf('middle'));
  await eventually(async () => {
    expect(await states()).toEqual(
      [
        { code: caseKey('feedback', 'A-1'), ...none, status: 2, channel: 'portal\0', first },
        { code: caseKey('payment', 'A-1'), ...none, status: 0, amount: 250_000, first: later },
        { code: caseKey(KIND, 'A-1'), ...none, status: greatest, channel: 'by-hand\0', first },
      ].sort((a, b) => (a.code < b.code ? -1 : 1)),
    );
    return true;
  });
  expect(await product.query('SELECT toUInt32(count()) AS n FROM case_events FINAL')).toEqual([{ n: 7 }]);
});

it('of what is told of one indicator, scope, part and period the latest counts, and null takes it back', async () => {
  const told = { indicator: 'procedures', scope: 'province', period: '2021' };
  const part = { ...told, breakdown: 'commune' };
  await send('observation', [
    event('observation.v1', { ...told, value: 1_788 }),
    event('observation.v1', { ...told, value: 1_700 }, '2021-09-13T08:05:00+07:00'),
    event('observation.v1', { ...part, value: 91 }),
    event('observation.v1', { ...part, value: null }, '2021-09-15T08:05:00+07:00'),
  ]);
  const codeOf = (breakdown: string) => observationKey({ ...told, breakdown });
  await eventually(async () => {
    expect(
      await product.query(
        `SELECT code, substring(max(figures), 9) AS figures FROM observation_states GROUP BY code ORDER BY code`,
      ),
    ).toEqual([
      { code: codeOf('commune'), figures: '\0\0\0\0' },
      { code: codeOf(''), figures: '1788\0\0\0\0' },
    ]);
    return true;
  });
});

it('what cannot be counted is a dead letter of its topic, with field and reason', async () => {
  const byNumber = [...STATUSES].sort((a, b) => numberOf(a) - numberOf(b));
  const bad: [StreamName, Sent | string, string, string, string?][] = [
    ['case', caseOf('lost', 'B'), 'data.kind', 'accepted: document'],
    ['case', caseOf('feedback', ''), 'data.code', 'accepted: text of 1 to 128'],
    ['case', caseOf(KIND, 'B', { status: 'new' }), 'data.status', `accepted: ${byNumber.join(', ')}`],
    ['case', caseOf(KIND, 'B', { channel: 'portal' }), 'data.channel', 'accepted: by-hand'],
    ['case', caseOf(KIND, 'B', { category: 'any' }), 'data.category', 'accepted: null'],
    ['case', caseOf(KIND, 'B'), 'key', 'accepted: KIND/CODE, or no key', 'B'],
    ['case', snapshotEvent({ code: 'B' }), 'type', 'which belongs to the topic dossier.events'],
    ['case', '{', '', 'the message is not JSON'],
    ['dossier', caseOf(KIND, 'B'), 'type', 'which belongs to the topic case.events'],
    ...(
      [
        [{ indicator: 'lost' }, 'data.indicator', 'accepted: procedures'],
        [{ scope: 'unit:LOST' }, 'data.scope', 'accepted: province, area:CODE or unit:CODE'],
        [{ breakdown: 'lost' }, 'data.breakdown', 'accepted: absent, or'],
        [{ period: '2021-13' }, 'data.period', 'accepted: a year'],
        [{ period: '2021-09' }, 'data.period', 'accepted: a year, as the indicator'],
        [{ value: undefined }, 'data.value', 'data.value is missing'],
        [{ value: undefined, numerator: 1 }, 'data.denominator', 'data.denominator is missing'],
        [{ value: undefined, numerator: 1, denominator: -1 }, 'data.denominator', 'from 0 on'],
      ] as const
    ).map(([change, field, reason]): [StreamName, Sent, string, string] => {
      const told = { indicator: 'procedures', scope: 'province', period: '2021', value: 1, ...change };
      return ['observation', event('observation.v1', told), field, reason];
    }),
  ];
  const letters: Record<string, string>[] = [];
  const consumer = product.kafka.consumer({ groupId: `letters-${seed}`, maxWaitTimeInMs: 50 });
  await consumer.connect();
  const topics = Object.values(STREAMS).map(({ deadLetterTopic }) => deadLetterTopic);
  await consumer.subscribe({ topics, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ topic, message }) => {
      const headers = Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)]);
      const value = String(message.value);
      letters.push({ ...(Object.fromEntries(headers) as Record<string, string>), value, in: topic });
    },
  });
  for (const [stream, one, , , key] of bad) {
    const value = typeof one === 'string' ? one : JSON.stringify(one);
    await product.produce([{ value, ...(key !== undefined && { key }) }], STREAMS[stream].topic);
    sent[stream]++;
  }
  await eventually(() => letters.length >= bad.length, 30_000);
  await consumer.disconnect();
  for (const [stream, one, field, reason] of bad) {
    const value = typeof one === 'string' ? one : JSON.stringify(one);
    const { topic, deadLetterTopic } = STREAMS[stream];
    expect(letters).toContainEqual(
      expect.objectContaining({
        in: deadLetterTopic,
        topic,
        value,
        field,
        reason: expect.stringContaining(reason) as string,
      }),
    );
  }
  await settle();
  const counted = await product.query(
    'SELECT stream, toUInt32(count()) AS n FROM dead_letters FINAL GROUP BY stream ORDER BY stream',
  );
  const of = (stream: StreamName) => bad.filter(([one]) => one === stream).length;
  expect(counted).toEqual(
    (['case', 'dossier', 'observation'] as const).map((stream) => ({ stream, n: of(stream) })),
  );
});

it('dead letters of a stream are listed and replayed by its name', async () => {
  expect(await run('dlq', 'list', '--stream', 'case')).toMatch(/^8 messages refused, 0 of them/);
  expect(await run('dlq', 'list')).toMatch(/^1 messages refused, 0 of them/);
  expect(await run('dlq', 'replay', '--reason', 'data.kind is', '--stream', 'case')).toMatch(/^replayed 1,/);
  sent.case++;
  await settle();
  expect(await run('dlq', 'list', '--stream', 'case')).toMatch(/^9 messages refused, 1 of them/);
  expect(await run('missing', 'list')).toMatch(/^0 messages missing/);
});

it('a batch at the intake may hold events of all streams', async () => {
  const events = [
    snapshotEvent({ code: 'INTAKE-1' }),
    caseOf(KIND, 'INTAKE-1', { status: 'first' }),
    event('observation.v1', { indicator: 'procedures', scope: 'province', period: '2020', value: 1_700 }),
    caseOf('lost', 'INTAKE-2'),
  ];
  const response = await fetch(`${product.intakeUrl}/intake/events`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${INTAKE_TOKEN}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(events),
  });
  expect([response.status, await response.json()]).toMatchObject([
    400,
    { accepted: 3, refused: [{ index: 3, field: 'data.kind' }] },
  ]);
  await eventually(async () => {
    const rows = await product.query(
      `SELECT code, sender FROM events WHERE code LIKE 'INTAKE%' UNION ALL
       SELECT code, sender FROM case_events WHERE code LIKE '%/INTAKE%' UNION ALL
       SELECT code, sender FROM observation_events WHERE code LIKE '%|2020' ORDER BY code`,
    );
    expect(rows).toEqual(
      ['INTAKE-1', `${KIND}/INTAKE-1`, 'procedures|province||2020']
        .sort()
        .map((code) => ({ code, sender: 'token-1' })),
    );
    return true;
  });
  for (const stream of ['dossier', 'case', 'observation'] as const) sent[stream]++;
});

it(
  'killed under the load of all streams, ingest ends with a complete ledger and the states of its log',
  { timeout: 150_000 },
  async () => {
    const statusOf = (i: number) => STATUSES[(i * 7 + seed) % 3] as string;
    const timeOf = (i: number) =>
      new Date(Date.parse('2021-01-01T00:00:00Z') + ((i * 31) % 97) * 1_000).toISOString();
    const last = new Map<string, [at: number, status: number]>();
    const sending = (async () => {
      for (let round = 0; round < 6; round++) {
        const cases = Array.from({ length: 1_500 }, (_, i) => {
          const n = round * 1_500 + i;
          const [code, time, status] = [`K-${n % 400}`, timeOf(n), statusOf(n)];
          const told: [number, number] = [Date.parse(time), numberOf(status)];
          const known = last.get(code);
          if (!known || told[0] > known[0] || (told[0] === known[0] && told[1] > known[1]))
            last.set(code, told);
          return caseOf(KIND, code, { status }, time);
        });
        await send('case', cases);
        await send(
          'dossier',
          Array.from({ length: 800 }, (_, i) => snapshotEvent({ code: `D-${round}-${i}` })),
        );
        const observed = (i: number) => ({
          indicator: i % 50 === 0 ? 'lost' : 'procedures',
          scope: 'province',
          period: String(1980 + (i % 40)),
          value: i,
        });
        await send(
          'observation',
          Array.from({ length: 400 }, (_, i) => event('observation.v1', observed(i), timeOf(i))),
        );
      }
    })();
    for (let kill = 0; kill < 2; kill++) {
      await new Promise((resolve) => setTimeout(resolve, 700));
      await product.kill('ingest');
      await product.startIngest();
    }
    await sending;
    await settle();
    await eventually(async () => {
      const states = await product.query<{ code: string; at: number; number: number }>(
        `SELECT code, toFloat64(intDiv(max(status), 256)) AS at,
         toUInt8(max(status) % 256) AS number
       FROM case_states WHERE startsWith(code, '${KIND}/K-') GROUP BY code`,
      );
      expect(
        new Map(states.map(({ code, at, number }) => [code.slice(KIND.length + 1), [at, number]])),
      ).toEqual(last);
      return true;
    }, 30_000);
    // Of those told for 1981 the last in time.
    const told = Array.from({ length: 400 }, (_, i) => i).filter((i) => i % 40 === 1);
    const latest = told.sort(
      (a, b) => timeOf(b).localeCompare(timeOf(a)) || String(b).localeCompare(String(a)),
    )[0];
    // The states follow the log within a second.
    await eventually(async () => {
      const figures = await product.query(
        `SELECT substring(max(figures), 9) AS figures FROM observation_states WHERE code = 'procedures|province||1981'`,
      );
      expect(figures).toEqual([{ figures: `${latest}\0\0\0\0` }]);
      return true;
    });
  },
);

it('the figures of ingest say the stream beside the partition', async () => {
  const metrics = await (await fetch(`${product.intakeUrl}/metrics`)).text();
  for (const stream of Object.keys(STREAMS))
    expect(metrics).toMatch(new RegExp(`ingest_events_total\\{stream="${stream}",partition="\\d"\\} \\d`));
});
