/** The logs of counted messages: the tables `events`, `case_events` and `observation_events` (log-tables.ts). */
import type { ClickHouseClient } from '@clickhouse/client';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { DossierLines } from '../contract/fields.ts';
import type { FieldTable, HeldFields } from '../contract/field-types.ts';
import { selectJson, selectRows } from './client.ts';
import type { EventRowOf } from './event-rows.ts';
import { partsFrom, withinCut, withinParts, type LogCut, type LogPosition } from './log-part.ts';
import type { StreamLog } from './stream-log.ts';

export type EventRow = EventRowOf<DossierLines>;
type Lines = FieldTable['lines'];

/** What the kept figures need besides the held fields. Each further column would be read from every part at every tick. */
const FOLLOWED = ['kafkaPartition', 'generation', 'kafkaOffset', 'code', 'eventTime', 'told'] as const;
export type FollowedEventOf<OfStream> = HeldFields<OfStream> &
  Pick<EventRowOf<OfStream>, (typeof FOLLOWED)[number]>;
export type FollowedEvent = FollowedEventOf<DossierLines>;

/** Inserts blocks of the log's rows and waits for the acknowledgement. */
export async function insertEvents(
  client: ClickHouseClient,
  log: StreamLog,
  blocks: readonly Uint8Array[],
): Promise<void> {
  const { stream } = await client.exec({
    query: `INSERT INTO ${log.events} (${log.rows.columns.join(', ')}) FORMAT Native`,
    values: Readable.from(blocks, { objectMode: false }),
  });
  await buffer(stream);
}

/** Rows from the given positions on, and whole partitions that have none, in no particular order. */
export async function* readEventsFrom<OfStream extends Lines>(
  client: ClickHouseClient,
  log: StreamLog<OfStream>,
  positions: readonly LogPosition[],
): AsyncGenerator<FollowedEventOf<OfStream>[]> {
  const held = log.fields.held.flatMap(({ columns }) => columns.map(({ name }) => name));
  const names = [...FOLLOWED, ...held];
  const known = positions.map((p) => p.kafkaPartition);
  const others = known.length === 0 ? '1' : `kafkaPartition NOT IN (${known.join(', ')})`;
  const query = `SELECT ${names.join(', ')} FROM ${log.events} WHERE ${withinParts(partsFrom(positions))} OR ${others}`;
  yield* selectRows(client, query, {}, log.rows.reader<FollowedEventOf<OfStream>>(names));
}

/** An event's place in the order of the events of one code: its time, ms, and where Kafka has it. */
export type EventPlace = [at: number, kafkaPartition: number, generation: number, kafkaOffset: number];

/** Some events of one code and a cut of the log, the newest first; `next`: after which more follow. An event that was sent again comes once. */
export async function readNewestEvents<OfStream extends Lines>(
  client: ClickHouseClient,
  log: StreamLog<OfStream>,
  code: string,
  limit: number,
  { behind, cut }: { behind?: EventPlace | undefined; cut?: LogCut | undefined } = {},
): Promise<{ events: EventRowOf<OfStream>[]; next: EventPlace | undefined }> {
  // The places first: few columns are read of all its events, the others of one page alone.
  const places = await selectJson<{ place: EventPlace }>(
    client,
    `SELECT tuple(toFloat64(toUnixTimestamp64Milli(eventTime)), first.1, first.2, toFloat64(first.3)) AS place FROM (
       SELECT eventTime, min((kafkaPartition, generation, kafkaOffset)) AS first
       FROM ${log.events} WHERE code = {code:String} AND ${withinCut(cut)} GROUP BY eventTime, source, id
     )
     ${behind ? 'WHERE place < ({at:Float64}, {partition:UInt16}, {generation:UInt16}, {offset:Float64})' : ''}
     ORDER BY place DESC LIMIT {limit:UInt32}`,
    {
      code,
      limit: limit + 1,
      ...(behind && { at: behind[0], partition: behind[1], generation: behind[2], offset: behind[3] }),
    },
  );
  const page = places.slice(0, limit).map(({ place }) => place);
  if (page.length === 0) return { events: [], next: undefined };
  const tuples = page.map(([, ...place]) => `(${place.map(Number).join(', ')})`);
  const query = `SELECT ${log.rows.columns.join(', ')} FROM ${log.events}
    WHERE code = {code:String} AND (kafkaPartition, generation, kafkaOffset) IN (${tuples.join(', ')})`;
  const rows = new Map<string, EventRowOf<OfStream>>();
  const readRow = log.rows.reader<EventRowOf<OfStream>>(log.rows.columns);
  for await (const chunk of selectRows(client, query, { code }, readRow))
    for (const row of chunk) rows.set([row.kafkaPartition, row.generation, row.kafkaOffset].join(), row);
  return {
    events: page.flatMap(([, ...place]) => rows.get(place.join()) ?? []),
    next: places.length > limit ? page.at(-1) : undefined,
  };
}
