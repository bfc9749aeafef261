/**
 * The cases of a kind in a part of the log of cases, each field the greatest (event time, value): what a recount and
 * figures of the past are counted from. It shares nothing with the tables of fields and the packing of the states, so that
 * a fault in either shows.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import { selectRows } from './client.ts';
import { withinCut, type LogCut } from './log-part.ts';

/** A case as the rules see it: times in ms, 0 = none; status as stored; texts '' and amounts -1 for none. */
export interface LoggedCase {
  unitCode: string;
  unitName: string;
  channel: string;
  category: string;
  status: number;
  statusAt: number;
  amountVnd: number;
  score: number;
  firstEventAt: number;
  receivedAt: number;
  acceptedAt: number;
  transferredAt: number;
  supplementAskedAt: number;
  finishedAt: number;
  publishedAt: number;
  dueAt: number;
  extendedTo: number;
  suspendedFrom: number;
  suspendedTo: number;
}

/** Name -> its bit in `told` (contract/case-fields.ts). */
const TIMES = {
  receivedAt: 5,
  acceptedAt: 6,
  transferredAt: 7,
  supplementAskedAt: 8,
  finishedAt: 9,
  publishedAt: 10,
  dueAt: 11,
  extendedTo: 12,
  suspendedFrom: 13,
  suspendedTo: 14,
} as const;
type TimeName = keyof typeof TIMES;

const latest = (values: string, bit: number) =>
  `maxIf((toUnixTimestamp64Milli(eventTime), ${values}), bitTest(told, ${bit}))`;

/** Every case of the kind once, in arrays as they come. */
export async function* readCasesBefore(
  client: ClickHouseClient,
  kind: string,
  cut: LogCut,
): AsyncGenerator<LoggedCase[]> {
  const times = Object.entries(TIMES);
  const query = `SELECT u.2, u.3, ch.2, ca.2, s.2, s.1, if(a.1 = 0, -1, a.2), if(p.1 = 0, -1, p.2), firstMs,
      ${times.map(([name]) => `t_${name}.2`).join(', ')}
    FROM (
      SELECT toUnixTimestamp64Milli(min(eventTime)) AS firstMs,
        ${latest('status', 0)} AS s, ${latest('unitCode, unitName', 1)} AS u, ${latest('channel', 2)} AS ch,
        ${latest('category', 3)} AS ca, ${latest('amountVnd', 15)} AS a, ${latest('score', 16)} AS p,
        ${times.map(([name, bit]) => `${latest(`toUnixTimestamp64Milli(${name})`, bit)} AS t_${name}`).join(', ')}
      FROM case_events WHERE ${withinCut(cut)} AND startsWith(code, '${kind}/') GROUP BY code)`;
  yield* selectRows(client, query, {}, (reader) => ({
    unitCode: reader.string(),
    unitName: reader.string(),
    channel: reader.string(),
    category: reader.string(),
    status: reader.uint8(),
    statusAt: reader.int64(),
    amountVnd: reader.int64(),
    score: reader.int64(),
    firstEventAt: reader.int64(),
    ...(Object.fromEntries(times.map(([name]) => [name, reader.int64()])) as Record<TimeName, number>),
  }));
}
