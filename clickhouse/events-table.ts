/** Table `events`: the log of counted messages (schema/events.sql). */
import type { ClickHouseClient } from '@clickhouse/client';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { selectJson, selectRows } from './client.ts';
import { partsFrom, withinParts, type LogPosition } from './log-part.ts';
import { BlockWriter, type NativeType } from './native-block.ts';
import type { RowReader } from './row-binary.ts';

const TIME = "DateTime64(3, 'UTC')";

/** Values of one event as stored: codes for enumerations, ms for times, empty for what is not told or cleared. */
export interface EventFields {
  /** One bit per field of contract/fields.ts. */
  told: number;
  status: number;
  unitCode: string;
  unitName: string;
  channel: number;
  procedureCode: string;
  procedureName: string;
  procedureField: string;
  procedureLevel: number;
  officerId: string;
  officerName: string;
  department: string;
  applicantType: number;
  submittedAt: number;
  receivedAt: number;
  dueAt: number;
  finishedAt: number;
  returnedAt: number;
  refusedAt: number;
  paidOnline: number;
  feeVnd: number;
  digitised: number;
  electronicResult: number;
  vneidVerified: number;
  stepStartedAt: number;
  stepDueAt: number;
  returnChannel: number;
}

export interface EventRow extends EventFields {
  kafkaPartition: number;
  generation: number;
  kafkaOffset: number;
  code: string;
  eventTime: number;
  type: string;
  id: string;
  source: string;
  /** Name of the intake's sender; '' for what others wrote to Kafka. */
  sender: string;
  /** What a correction says (corrections.ts); '' of any other event. */
  correction: string;
}

/** Column -> its type on the wire; the order is the order of a row's values. */
const COLUMNS = {
  kafkaPartition: 'UInt16',
  generation: 'UInt16',
  kafkaOffset: 'UInt64',
  code: 'String',
  eventTime: TIME,
  type: 'String',
  id: 'String',
  source: 'String',
  told: 'UInt32',
  status: 'UInt8',
  unitCode: 'String',
  unitName: 'String',
  channel: 'UInt8',
  procedureCode: 'String',
  procedureName: 'String',
  procedureField: 'String',
  procedureLevel: 'UInt8',
  officerId: 'String',
  officerName: 'String',
  department: 'String',
  applicantType: 'UInt8',
  submittedAt: TIME,
  receivedAt: TIME,
  dueAt: TIME,
  finishedAt: TIME,
  returnedAt: TIME,
  refusedAt: TIME,
  paidOnline: 'UInt8',
  feeVnd: 'Int64',
  digitised: 'UInt8',
  electronicResult: 'UInt8',
  vneidVerified: 'UInt8',
  stepStartedAt: TIME,
  stepDueAt: TIME,
  returnChannel: 'UInt8',
  sender: 'String',
  correction: 'String',
} as const satisfies Record<keyof EventRow, NativeType>;
const COLUMN_NAMES = Object.keys(COLUMNS) as (keyof EventRow)[];

type Method = 'string' | 'uint8' | 'uint16' | 'uint32' | 'int64';
const METHODS: Record<NativeType, Method> = {
  String: 'string',
  UInt8: 'uint8',
  UInt16: 'uint16',
  UInt32: 'uint32',
  UInt64: 'int64',
  Int64: 'int64',
  [TIME]: 'int64',
};

export function eventBlock(): BlockWriter {
  return new BlockWriter(COLUMNS);
}

/** Appends one row in the table's column order. */
export function writeEvent(writer: BlockWriter, row: EventRow): void {
  for (const name of COLUMN_NAMES) {
    const value = row[name];
    if (typeof value === 'string') writer.string(value);
    else writer[METHODS[COLUMNS[name]] as Exclude<Method, 'string'>](value);
  }
  writer.endRow();
}

function rowReader<Name extends keyof EventRow>(
  names: readonly Name[],
): (reader: RowReader) => Pick<EventRow, Name> {
  return (reader) => {
    const row: Record<string, string | number> = {};
    for (const name of names) row[name] = reader[METHODS[COLUMNS[name]]]();
    return row as unknown as Pick<EventRow, Name>;
  };
}

/** What the kept figures need: each further column would be read from every part at every tick. */
const FOLLOWED = [
  'kafkaPartition',
  'generation',
  'kafkaOffset',
  'code',
  'eventTime',
  'told',
  'status',
  'unitCode',
  'unitName',
  'channel',
  'procedureCode',
  'procedureName',
  'procedureField',
  'procedureLevel',
  'officerId',
  'officerName',
  'receivedAt',
  'dueAt',
  'finishedAt',
] as const satisfies readonly (keyof EventRow)[];
export type FollowedEvent = Pick<EventRow, (typeof FOLLOWED)[number]>;

/** Inserts blocks of {@link eventBlock} and waits for the acknowledgement. */
export async function insertEvents(client: ClickHouseClient, blocks: readonly Uint8Array[]): Promise<void> {
  const { stream } = await client.exec({
    query: `INSERT INTO events (${COLUMN_NAMES.join(', ')}) FORMAT Native`,
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
  yield* selectRows(client, query, {}, rowReader(FOLLOWED));
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
  const query = `SELECT ${COLUMN_NAMES.join(', ')} FROM events
    WHERE code = {code:String} AND (kafkaPartition, generation, kafkaOffset) IN (${tuples.join(', ')})`;
  const rows = new Map<string, EventRow>();
  for await (const chunk of selectRows(client, query, { code }, rowReader(COLUMN_NAMES)))
    for (const row of chunk) rows.set([row.kafkaPartition, row.generation, row.kafkaOffset].join(), row);
  return {
    events: page.flatMap(([, ...place]) => rows.get(place.join()) ?? []),
    next: places.length > limit ? page.at(-1) : undefined,
  };
}
