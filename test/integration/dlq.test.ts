import kafkajs, { type IHeaders, type Message } from 'kafkajs';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../clickhouse/client.ts';
import { DEAD_LETTER_TOPIC, EVENT_SCHEMA_VERSION, EVENTS_TOPIC } from '../../contract/topics.ts';
import { programCommand, type Child } from '../../embedded/child.ts';
import { REPOSITORY } from '../../runtime/repository.ts';
import { messageOf, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { Product } from '../support/product.ts';

let product: Product;
let ingest: Child;

/** `npm run dlq -- ...`. */
async function dlq(...args: string[]): Promise<{ code: number | null; out: string; error: string }> {
  const [node = '', ...rest] = programCommand('dlq', args);
  const env = {
    ...process.env,
    KAFKA_BROKERS: product.brokers,
    CLICKHOUSE_URL: product.clickHouse.url,
    CLICKHOUSE_DATABASE: product.clickHouse.database,
  };
  const child = spawn(node, rest, { cwd: REPOSITORY, env });
  let [out, error] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (error += chunk.toString('utf8')));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, error };
}

async function command(query: string): Promise<void> {
  const client = connect(product.clickHouse, 'migrate');
  await client.command({ query });
  await client.close();
}

/** The same event with its attributes in headers, without which it could not be replayed. */
function inBinaryMode({ data, ...attributes }: ReturnType<typeof snapshotEvent>, message: Message): Message {
  const headers = Object.entries(attributes).map(([name, value]) => [`ce_${name}`, value]);
  return { ...message, value: JSON.stringify(data), headers: Object.fromEntries(headers) as IHeaders };
}

const lettersAre = (count: number) =>
  eventually(async () => (await product.snapshot()).feed.deadLetters === count);

beforeAll(async () => {
  product = await Product.create();
  ingest = await product.startIngest();
  await product.startServer();
});

afterAll(async () => {
  await product?.stop();
});

describe('npm run dlq', () => {
  it('says that there is nothing while there is nothing', async () => {
    expect(await dlq('list')).toEqual({
      code: 0,
      out: '0 messages refused, 0 of them replayed\n',
      error: '',
    });
  });

  it('lists what was refused by reason, and shows one letter with its bytes', async () => {
    await command(`ALTER TABLE events ADD CONSTRAINT honest CHECK officerName NOT LIKE 'Poison%'`);
    const refused = [1, 2, 3].map((n) =>
      snapshotEvent({ code: `REFUSED-${n}`, officer: { id: 'cb', name: 'Poison' } }),
    );
    const [first, second, third] = refused.map((event) => messageOf(event, 1)) as [Message, Message, Message];
    await product.produce([first, second, inBinaryMode(refused[2] as (typeof refused)[number], third)]);
    await lettersAre(3);
    await product.produce([{ key: 'k', value: Buffer.from([0xff, 0xfe, 0x00, 0x41]), partition: 2 }]);
    await lettersAre(4);

    const { code, out } = await dlq('list');
    expect(code).toBe(0);
    expect(out).toMatch(/^4 messages refused, 0 of them replayed\n/);
    expect(out).toMatch(
      /1 x \(the message\): the message is not valid UTF-8, it looks like UTF-16; accepted/,
    );
    expect(out.match(/x \(the message\): ClickHouse refuses the row: .*honest/g)).not.toBeNull();
    expect(out).toMatch(/first 20\S+Z, last 20\S+Z; newest letter: dlq show 3/);

    const text = await dlq('show', '0');
    expect(text.out).toContain('partition: 1\noffset: 0\n');
    expect(text.out).toContain(`schemaVersion: ${EVENT_SCHEMA_VERSION}\n`);
    expect(text.out).toContain(`key: REFUSED-1\n\n${JSON.stringify(refused[0])}\n`);
    expect((await dlq('show', '2')).out).toContain(`ce_id: ${refused[2]?.id}\n`);
    const binary = await dlq('show', '3');
    expect(binary.out).toContain('key: k\n\nhex fffe0041\n');
  });

  it('a message that is refused again keeps when it was first seen', async () => {
    await ingest.stop();
    const admin = product.kafka.admin();
    await admin.connect();
    await admin.resetOffsets({ groupId: 'ingest', topic: EVENTS_TOPIC, earliest: true });
    await admin.disconnect();
    ingest = await product.startIngest();
    await eventually(async () => {
      const [row] = await product.query<{ n: number }>(
        'SELECT toUInt32(count()) AS n FROM dead_letters FINAL WHERE lastSeen > firstSeen',
      );
      return row?.n === 4;
    });
    const { out } = await dlq('show', '4');
    const seen = (name: string) => new RegExp(`${name}: (\\S+)`).exec(out)?.[1] ?? '';
    expect(seen('lastSeen') > seen('firstSeen')).toBe(true);
    expect((await dlq('list')).out).toMatch(/^4 messages refused/);
  });

  it('replays what was mended, each message once', async () => {
    await command('ALTER TABLE events DROP CONSTRAINT honest');
    const replay = await dlq('replay', '--reason', 'honest');
    expect(replay.out).toBe('replayed 3, skipped 0 already replayed and 3 repeated\n');
    await eventually(async () => (await product.dossiers('?q=REFUSED')).total === 3);
    expect((await dlq('replay', '--reason', 'honest')).out).toMatch(
      /^replayed 0, skipped 6 already replayed/,
    );
    expect((await dlq('replay', '--offset', '0')).out).toMatch(/^replayed 0, skipped 1 already replayed/);
    expect((await dlq('list')).out).toMatch(/^4 messages refused, 3 of them replayed/);
    await expect(product.snapshot()).resolves.toMatchObject({ feed: { deadLetters: 4 } });
  });

  it('what is still wrong is refused again, as a new message', async () => {
    expect((await dlq('replay', '--all')).out).toMatch(/^replayed 1, /);
    await lettersAre(5);
    expect((await dlq('list')).out).toMatch(/^5 messages refused, 4 of them replayed/);
  });

  it('a letter that holds a part of its message is shown so, and not sent', async () => {
    const admin = product.kafka.admin();
    await admin.connect();
    const entry = { name: 'max.message.bytes', value: '200000' };
    const resource = { type: kafkajs.ConfigResourceTypes.TOPIC, name: DEAD_LETTER_TOPIC };
    await admin.alterConfigs({ validateOnly: false, resources: [{ ...resource, configEntries: [entry] }] });
    const [end] = await admin.fetchTopicOffsets(DEAD_LETTER_TOPIC);
    await admin.disconnect();
    await product.produce([{ value: randomBytes(300_000), partition: 3 }]);
    await lettersAre(6);
    expect((await dlq('show', String(end?.high))).out).toContain('valueBytes: 300000\n');
    expect(await dlq('replay', '--reason', '300000 bytes')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^replayed 0, .*; 1 hold a part of their message only/) as string,
    });
  });

  it('answers with one line what it cannot do', async () => {
    for (const [args, line] of [
      [['show', '999'], 'dlq: there is no letter at 999\n'],
      [['replay', '--reason', 'no such thing'], 'dlq: no letter is so\n'],
      [['replay', '--reason', ''], 'dlq: --reason is ""; accepted: a part of the reason, or --all\n'],
    ] as const) {
      expect(await dlq(...args)).toEqual({ code: 1, out: '', error: line });
    }
  });
});
