/** Table `events`: the log of counted messages (schema/events.sql). */
import type { ClickHouseClient } from '@clickhouse/client';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { DOSSIER, HELD, type DossierLines, type HeldFields } from '../contract/fields.ts';
import { selectJson, selectRows } from './client.ts';
import { EventRows, type EventRowOf } from './event-rows.ts';
import { partsFrom, withinParts, type LogPosition } from './log-part.ts';
import type { BlockWriter } from './native-block.ts';

export type EventRow = EventRowOf<DossierLines>;
const ROWS = new EventRows(DOSSIER);

export function eventBlock(): BlockWriter {
  return ROWS.block();
}

/** Appends one row in the table's column order. */
export function writeEvent(writer: BlockWriter, row: EventRow): void {
  ROWS.write(writer, row);
}

/** What the kept figures need: each further column would be read from every part at every tick. */
const FOLLOWED = [
  'kafkaPartition',
  'generation',
  'kafkaOffset',
  'code',
  'eventTime',
  'told',
  ...HELD.flatMap(({ columns }) => columns.map(({ name }) => name as keyof HeldFields)),
] as const;
export type FollowedEvent = Pick<EventRow, (typeof FOLLOWED)[number]>;
const readFollowed = ROWS.reader(FOLLOWED);
const readWhole = ROWS.reader(ROWS.columns);

/** Inserts blocks of {@link eventBlock} and waits for the acknowledgement. */
export async function insertEvents(client: ClickHouseClient, blocks: readonly Uint8Array[]): Promise<void> {
  const { stream } = await client.exec({
    query: `INSERT INTO events (${ROWS.columns.join(', ')}) FORMAT Native`,
    values: Readable.from(blocks, { objectMode: false }),
  });
  await buffer(stream);
}

/** Rows from the given positions on, and whole partitions that have none, in no particular order. */
export async function* readEventsFrom(
  client: ClickHouseClient,
  positions: readonly LogPosition[],
): AsyncGenerator<FollowedEvent[]> {
  const known = positions.map((p) => p.kafkaPartition);
  const others = known.length === 0 ? '1' : `kafkaPartition NOT IN (${known.join(', ')})`;
  const query = `SELECT ${FOLLOWED.join(', ')} FROM events WHERE ${withinParts(partsFrom(positions))} OR ${others}`;
  yield* selectRows(client, query, {}, readFollowed);
}

/** An event's place in the order of a dossier's events: its time, ms, and where Kafka has it. */
export type EventPlace = [at: number, kafkaPartition: number, generation: number, kafkaOffset: number];

/** Some events of one dossier, the newest first; `next`: behind which more follow. One that was sent again stands once. */
export async function readNewestEvents(
  client: ClickHouseClient,
  code: string,
  limit: number,
  behind?: EventPlace,
): Promise<{ events: EventRow[]; next: EventPlace | undefined }> {
  // The places first: of all events of the dossier few columns are read, the others of one page alone.
  const places = await selectJson<{ place: EventPlace }>(
    client,
    `SELECT tuple(toFloat64(toUnixTimestamp64Milli(eventTime)), first.1, first.2, toFloat64(first.3)) AS place FROM (
       SELECT eventTime, min((kafkaPartition, generation, kafkaOffset)) AS first
       FROM events WHERE code = {code:String} GROUP BY eventTime, source, id
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
  const query = `SELECT ${ROWS.columns.join(', ')} FROM events
    WHERE code = {code:String} AND (kafkaPartition, generation, kafkaOffset) IN (${tuples.join(', ')})`;
  const rows = new Map<string, EventRow>();
  for await (const chunk of selectRows(client, query, { code }, readWhole))
    for (const row of chunk) rows.set([row.kafkaPartition, row.generation, row.kafkaOffset].join(), row);
  return {
    events: page.flatMap(([, ...place]) => rows.get(place.join()) ?? []),
    next: places.length > limit ? page.at(-1) : undefined,
  };
}
