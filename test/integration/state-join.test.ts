/** The states of every stream, joined in SQL: neither the order of the events nor their repetition matters. */
import type { ClickHouseClient } from '@clickhouse/client';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect, selectJson, type ClickHouseConfig } from '../../clickhouse/client.ts';
import { insertEvents } from '../../clickhouse/events-table.ts';
import type { JoinedField } from '../../clickhouse/field-packing.ts';
import { partsBefore } from '../../clickhouse/log-part.ts';
import { migrate } from '../../clickhouse/migrate.ts';
import { unpackTexts } from '../../clickhouse/packed-fields.ts';
import { comparedStates, joinStates, visitStates } from '../../clickhouse/states-table.ts';
import { CASE_LOG, DOSSIER_LOG, OBSERVATION_LOG, type StreamLog } from '../../clickhouse/stream-log.ts';
import type { Field, ScalarType } from '../../contract/field-types.ts';
import { ownStack } from '../support/own-stack.ts';

type Row = Record<string, string | number>;

let config: ClickHouseConfig;
let client: ClickHouseClient;
let nextOffset = 0;

beforeAll(async () => {
  config = { url: ownStack().clickhouseUrl, user: 'default', password: '', database: `join_${Date.now()}` };
  await migrate(config);
  client = connect(config, 'insert');
});

afterAll(async () => {
  await client.command({ query: `DROP DATABASE ${config.database}` });
  await client.close();
});

function stored({ type }: ScalarType): fc.Arbitrary<string | number> {
  if (type === 'code') return fc.integer({ min: 0, max: 255 });
  if (type === 'flag') return fc.integer({ min: 0, max: 2 });
  if (type === 'time') return fc.constantFrom(0, 1_600_000_000_000, 1_600_000_000_001, 1_700_000_000_000);
  if (type === 'amount') return fc.constantFrom(-1, 0, 1, 109_537_412_104);
  return fc.constantFrom('', '0', '1e21', 'a', 'a\0', 'a\u0001', 'à', 'b\u0001\0z');
}

/** One event: when, which fields it tells, and their values. */
function event({ fields }: StreamLog): fc.Arbitrary<Row> {
  const columns = Object.fromEntries(fields.columns.map(({ name, value }) => [name, stored(value)]));
  return fc.record({
    code: fc.constantFrom('x', 'y'),
    eventTime: fc.integer({ min: 1_600_000_000_000, max: 1_600_000_000_003 }),
    told: fc.integer({ min: 0, max: 2 ** fields.stored.length - 1 }),
    ...columns,
  });
}

/** Stores events under codes of their own and joins them in two parts. */
async function join(log: StreamLog, events: readonly Row[], prefix: string): Promise<void> {
  const block = log.rows.block();
  const first = nextOffset;
  for (const row of events) {
    const place = { kafkaPartition: 0, generation: 0, kafkaOffset: nextOffset++ };
    const rest = { type: 't', id: 'i', source: 's', sender: '', correction: '' };
    log.rows.write(block, { ...row, ...place, ...rest, code: `${prefix}${row.code}` } as never);
  }
  await insertEvents(client, log, [block.take()]);
  const middle = Math.floor((first + nextOffset) / 2);
  for (const [from, to] of [
    [middle, nextOffset],
    [first, middle + 1],
  ] as const)
    await joinStates(client, log, [
      { kafkaPartition: 0, from: { generation: 0, offset: from }, to: { generation: 0, offset: to } },
    ]);
}

async function statesOf(log: StreamLog, prefix: string): Promise<object[]> {
  const names = log.fields.stored.map(({ name }) => name);
  return selectJson(
    client,
    `SELECT substring(code, ${prefix.length + 1}) AS code, min(firstEventMs) AS first,
       ${names.map((name) => `hex(max(${name})) AS h_${name}`).join(', ')}
     FROM ${log.states} WHERE startsWith(code, '${prefix}') GROUP BY code ORDER BY code`,
  );
}

/** The last told values of a held field as the columns of the log. */
function lastTold(events: readonly Row[], { bit, columns, line }: Field): (string | number)[] | undefined {
  const isText = 'members' in line || ['text', 'term', 'number'].includes(line.type);
  const keyOf = (row: Row) =>
    columns.map(({ name, value }) => {
      const one = row[name] as string | number;
      return value.type === 'time' && isText ? one : isText ? Buffer.from(String(one)).toString('hex') : one;
    });
  const told = events.filter((row) => (Number(row.told) >>> bit) & 1);
  const [last] = told.sort(
    (a, b) => Number(b.eventTime) - Number(a.eventTime) || compare(keyOf(b), keyOf(a)),
  );
  return last && columns.map(({ name }) => last[name] as string | number);
}

function compare(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [i, left] of a.entries()) {
    const right = b[i] as string | number;
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

for (const log of [DOSSIER_LOG, CASE_LOG, OBSERVATION_LOG] as readonly StreamLog[])
  it(`${log.stream}: any order and repetition of the events gives the same states, the last told values`, async () => {
    let run = 0;
    const events = fc.array(event(log), { minLength: 1, maxLength: 12 });
    const shuffled = events.chain((all) =>
      fc.tuple(
        fc.constant(all),
        fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length, maxLength: 2 * all.length }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(shuffled, async ([all, again]) => {
        const [one, other] = [`${++run}a`, `${run}b`];
        await join(log, all, one);
        await join(log, again, other);
        expect(await statesOf(log, other)).toEqual(await statesOf(log, one));
        const positions = [{ kafkaPartition: 0, generation: 0, nextOffset }];
        expect(await selectJson(client, comparedStates(log, partsBefore(positions), '1'))).toEqual([]);
      }),
      { numRuns: 12 },
    );
    const [all] = fc.sample(events, 1) as [Row[]];
    await join(log, all, 'read-');
    await client.command({ query: `OPTIMIZE TABLE ${log.states} FINAL` });
    const held = new Map<string, Record<string, unknown>>();
    await visitStates(client, log, (state) => {
      const { bytes, start, end } = state.code;
      const code = bytes.toString('utf8', start, end);
      if (!code.startsWith('read-')) return;
      const values = log.fields.held.map((field) => {
        const { at, value, texts } = (state as unknown as Record<string, JoinedField>)[
          field.name
        ] as JoinedField;
        if (at === 0) return [field.name, undefined];
        const isText = 'members' in field.line || ['text', 'term', 'number'].includes(field.line.type);
        return [field.name, isText ? unpackTexts(texts) : [value]];
      });
      held.set(code.slice('read-'.length), Object.fromEntries(values));
    });
    for (const code of new Set(all.map((row) => String(row.code)))) {
      const own = all.filter((row) => row.code === code);
      const expected = log.fields.held.map((field) => {
        const told = lastTold(own, field);
        const isText = 'members' in field.line;
        return [field.name, isText ? told?.map(String) : told];
      });
      expect(held.get(code)).toEqual(Object.fromEntries(expected));
    }
  });
