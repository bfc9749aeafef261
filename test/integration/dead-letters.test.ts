import { randomBytes } from 'node:crypto';
import kafkajs, { type Message } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  DEAD_LETTER_TOPIC,
  EVENTS_PARTITIONS,
  EVENTS_TOPIC,
  MAX_MESSAGE_BYTES,
} from '../../contract/topics.ts';
import type { Child } from '../../embedded/child.ts';
import { messageOf, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { Product } from '../support/product.ts';

interface Letter {
  key: Buffer | null;
  value: Buffer | null;
  headers: Record<string, string>;
}

let product: Product;
let ingest: Child;
const letters: Letter[] = [];
let stopReading: () => Promise<void>;
let sent = 0;

/** Sends to one partition and returns the offset of the first message. */
async function send(
  messages: Message[],
  partition: number,
  compression = kafkajs.CompressionTypes.None,
): Promise<number> {
  const producer = product.kafka.producer();
  await producer.connect();
  const [result] = await producer.send({
    topic: EVENTS_TOPIC,
    acks: -1,
    compression,
    messages: messages.map((message) => ({ ...message, partition })),
  });
  await producer.disconnect();
  sent += messages.length;
  return Number(result?.baseOffset);
}

async function letterAt(partition: number, offset: number): Promise<Letter> {
  const isIt = ({ headers }: Letter) =>
    headers['partition'] === String(partition) && headers['offset'] === String(offset);
  await eventually(() => letters.some(isIt), 15_000, 50);
  expect(letters.filter(isIt)).toHaveLength(1);
  return letters.find(isIt) as Letter;
}

const same = (kept: Buffer | null, sentValue: Buffer | string | null) =>
  kept === null || sentValue === null ? kept === sentValue : kept.equals(Buffer.from(sentValue as string));
const total = async () => (await product.snapshot()).counts.received.total;

beforeAll(async () => {
  product = await Product.create();
  ingest = await product.startIngest();
  await product.startServer();
  const consumer = product.kafka.consumer({ groupId: 'dead-letter-reader', maxWaitTimeInMs: 50 });
  await consumer.connect();
  await consumer.subscribe({ topics: [DEAD_LETTER_TOPIC], fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => {
      const headers = Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)]);
      letters.push({
        key: message.key,
        value: message.value,
        headers: Object.fromEntries(headers) as Record<string, string>,
      });
    },
  });
  stopReading = () => consumer.disconnect();
});

afterAll(async () => {
  await stopReading?.();
  await product?.stop();
});

const good = (code: string) => snapshotEvent({ code });
/** The bytes of an event with some text in it replaced. */
const bent = (code: string, from: string, to: string) => {
  const text = JSON.stringify(good(code));
  expect(text).toContain(from);
  return Buffer.from(text.replace(from, to));
};

const CASES: [name: string, field: string, reason: RegExp, message: (code: string) => Message][] = [
  ['malformed JSON', '', /not JSON/, (code) => ({ key: code, value: '{"specversion":"1.0",' })],
  ['an empty message', '', /not JSON/, (code) => ({ key: code, value: Buffer.alloc(0) })],
  [
    'invalid UTF-8',
    '',
    /not valid UTF-8/,
    (code) => ({
      key: code,
      value: Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]),
    }),
  ],
  ['a number instead of an event', '', /42 is not an event/, (code) => ({ key: code, value: '42' })],
  [
    'an array of events',
    '',
    /an array is not an event/,
    (code) => ({ key: code, value: JSON.stringify([good(code)]) }),
  ],
  [
    'an unknown status',
    'data.status',
    /data\.status is "lost"; accepted: registered, received/,
    (code) => ({ key: code, value: bent(code, '"processing"', '"lost"') }),
  ],
  [
    'a future event type',
    'type',
    /type is "dossier\.snapshot\.v2"; accepted: dossier\.snapshot\.v1, dossier\.progress\.v1/,
    (code) => ({ key: code, value: bent(code, 'snapshot.v1', 'snapshot.v2') }),
  ],
  ['a type that is missing', 'type', /type is missing/, (code) => ({ key: code, value: '{}' })],
  [
    'another specversion',
    'specversion',
    /specversion is "0\.3"; accepted: 1\.0/,
    (code) => ({ key: code, value: bent(code, '"1.0"', '"0.3"') }),
  ],
  [
    'a key that differs from the code',
    'key',
    /the key "another" differs from data\.code/,
    (code) => ({ key: 'another', value: JSON.stringify(good(code)) }),
  ],
  [
    'a key that is empty',
    'key',
    /the key "" differs/,
    (code) => ({ key: '', value: JSON.stringify(good(code)) }),
  ],
  [
    'a message of 1 MB',
    '',
    /bytes; accepted: up to 262144/,
    (code) => ({ key: code, value: JSON.stringify({ ...good(code), note: 'x'.repeat(1024 * 1024) }) }),
  ],
  ['no value', '', /no value/, (code) => ({ key: code, value: null })],
  [
    'a time without offset',
    'time',
    /time is "2021-10-04T08:10:00"; accepted: RFC 3339 with an offset/,
    (code) => ({ key: code, value: JSON.stringify({ ...good(code), time: '2021-10-04T08:10:00' }) }),
  ],
  [
    'an impossible date',
    'data.dueAt',
    /data\.dueAt is "2021-02-30T17:00:00\+07:00"/,
    (code) => ({
      key: code,
      value: JSON.stringify(snapshotEvent({ code, dueAt: '2021-02-30T17:00:00+07:00' })),
    }),
  ],
  [
    'a code that is a number',
    'data.code',
    /data\.code is 7; accepted: text of 1 to 128/,
    (code) => ({ key: code, value: bent(code, `"${code}"`, '7') }),
  ],
  [
    'a code with a control character',
    'data.code',
    /data\.code/,
    (code) => ({ key: `${code}\u0000`, value: JSON.stringify(good(`${code}\u0000`)) }),
  ],
  [
    'a fee that is text',
    'data.feeVnd',
    /data\.feeVnd is "free"/,
    (code) => ({ key: code, value: JSON.stringify({ ...good(code), data: { code, feeVnd: 'free' } }) }),
  ],
  [
    'a unit without code and name',
    'data.unit',
    /data\.unit is an object; accepted: code or name/,
    (code) => ({ key: code, value: JSON.stringify(snapshotEvent({ code, unit: {} })) }),
  ],
  [
    'data that is text',
    'data',
    /data is "text"; accepted: object/,
    (code) => ({ key: code, value: JSON.stringify({ ...good(code), data: 'text' }) }),
  ],
];

describe('dead letters', () => {
  it.each(CASES)('%s is kept with its bytes and the reason', async (name, field, reason, build) => {
    const partition = CASES.findIndex(([one]) => one === name) % EVENTS_PARTITIONS;
    const message = build(`DL-${partition}-${name.length}`);
    const before = await total();
    const next = good(`NEXT-${name}`);
    const offset = await send([message, messageOf(next)], partition);
    const letter = await letterAt(partition, offset);

    // Not toEqual: it takes seconds for a megabyte.
    expect(same(letter.value, message.value)).toBe(true);
    expect(letter.key?.toString()).toBe(String(message.key));
    expect(Object.keys(letter.headers)).toEqual(
      expect.arrayContaining(['field', 'firstSeen', 'offset', 'partition', 'reason', 'topic']),
    );
    expect(letter.headers['reason']).toMatch(reason);
    expect(letter.headers['field']).toBe(field);
    expect(letter.headers['topic']).toBe(EVENTS_TOPIC);
    expect(Math.abs(Date.parse(letter.headers['firstSeen'] as string) - Date.now())).toBeLessThan(30_000);
    await eventually(async () => (await total()) === before + 1, 30_000, 50);
  });

  it('a message that only its compression made small enough for Kafka is kept whole, and stops nothing', async () => {
    const before = await total();
    const value = JSON.stringify('x'.repeat(MAX_MESSAGE_BYTES * 2));
    const offset = await send([{ value }], 6, kafkajs.CompressionTypes.GZIP);
    await send([messageOf(good('BEHIND-HUGE'))], 6);
    await send([messageOf(good('BESIDE-HUGE'))], 2);
    await eventually(async () => (await total()) === before + 2, 20_000, 50);
    const letter = await letterAt(6, offset);
    expect(letter.value?.equals(Buffer.from(value))).toBe(true);
    expect(letter.headers['reason']).toMatch(/has 16777218 bytes; accepted: up to 262144/);
  });

  it('of a message that the dead-letter topic does not take whole the beginning is kept', async () => {
    const limit = async (bytes: number) => {
      const admin = product.kafka.admin();
      await admin.connect();
      const entry = { name: 'max.message.bytes', value: String(bytes) };
      const resource = { type: kafkajs.ConfigResourceTypes.TOPIC, name: DEAD_LETTER_TOPIC };
      await admin.alterConfigs({ validateOnly: false, resources: [{ ...resource, configEntries: [entry] }] });
      await admin.disconnect();
    };
    const before = await total();
    const value = randomBytes(300_000);
    await limit(200_000);
    const offset = await send([{ value: 'small' }, { value }, messageOf(good('BEHIND-CUT'))], 1);
    await eventually(async () => (await total()) === before + 1, 20_000, 50);
    await limit(MAX_MESSAGE_BYTES + 64 * 1024);
    const small = await letterAt(1, offset);
    expect(small.value?.toString()).toBe('small');
    expect(small.headers['valueBytes']).toBeUndefined();
    const letter = await letterAt(1, offset + 1);
    expect(letter.headers['valueBytes']).toBe('300000');
    expect(letter.value?.equals(value.subarray(0, 64 * 1024))).toBe(true);
  });

  it('an event without key is counted', async () => {
    const before = await total();
    await send([{ key: null, value: JSON.stringify(good('NO-KEY')) }], 3);
    await eventually(async () => (await total()) === before + 1, 30_000, 50);
  });

  it('personal data in a refused value is masked in the reason', async () => {
    const event = { ...good('MASK'), data: { code: 'MASK', status: 'nguyen.an@example.vn 079123456789' } };
    const offset = await send([messageOf(event)], 5);
    const { reason } = (await letterAt(5, offset)).headers;
    expect(reason).toContain('***');
    expect(reason).not.toMatch(/nguyen|079123456789/);
  });

  it('feed.deadLetters counts each refused message once, also when all are delivered again', async () => {
    const expected = CASES.length + 4;
    await eventually(async () => (await product.snapshot()).feed.deadLetters === expected, 30_000);
    await ingest.stop();
    const admin = product.kafka.admin();
    await admin.connect();
    await admin.resetOffsets({ groupId: 'ingest', topic: EVENTS_TOPIC, earliest: true });
    await admin.disconnect();
    ingest = await product.startIngest();
    await eventually(() => letters.length === 2 * expected);
    await send([messageOf(good('AFTER-REPETITION'))], 0);
    await eventually(async () => (await product.dossiers('?q=AFTER-REPETITION')).total === 1);
    await expect(product.snapshot()).resolves.toMatchObject({ feed: { deadLetters: expected } });
  });

  it('the ledger of events and dead letters holds every offset of every partition', async () => {
    const admin = product.kafka.admin();
    await admin.connect();
    const ends = await admin.fetchTopicOffsets(EVENTS_TOPIC);
    await admin.disconnect();
    const expected = ends.flatMap(({ partition, high }) =>
      Array.from({ length: Number(high) }, (_, offset) => `${partition}/${offset}`),
    );
    expect(expected).toHaveLength(sent);
    const rows = await product.query<{ at: string }>(
      `SELECT concat(toString(kafkaPartition), '/', toString(kafkaOffset)) AS at FROM events FINAL
       UNION ALL SELECT concat(toString(kafkaPartition), '/', toString(kafkaOffset)) AS at FROM dead_letters FINAL`,
    );
    expect(rows.map((row) => row.at).sort()).toEqual(expected.sort());
  });
});
