/** Table `events`: the log of counted messages (schema/001_events.sql). */
import type { ClickHouseClient } from '@clickhouse/client';
import { insertRows, selectRows } from './client.ts';
import type { RowReader, RowWriter } from './row-binary.ts';

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
}

type Kind = 'string' | 'uint8' | 'uint16' | 'uint32' | 'int64';

/** Column -> how RowBinary writes it; the order is the order on the wire. */
const COLUMNS: Record<keyof EventRow, Kind> = {
  kafkaPartition: 'uint16',
  generation: 'uint16',
  kafkaOffset: 'int64',
  code: 'string',
  eventTime: 'int64',
  type: 'string',
  id: 'string',
  source: 'string',
  told: 'uint32',
  status: 'uint8',
  unitCode: 'string',
  unitName: 'string',
  channel: 'uint8',
  procedureCode: 'string',
  procedureName: 'string',
  procedureField: 'string',
  procedureLevel: 'uint8',
  officerId: 'string',
  officerName: 'string',
  department: 'string',
  applicantType: 'uint8',
  submittedAt: 'int64',
  receivedAt: 'int64',
  dueAt: 'int64',
  finishedAt: 'int64',
  returnedAt: 'int64',
  refusedAt: 'int64',
  paidOnline: 'uint8',
  feeVnd: 'int64',
  digitised: 'uint8',
  electronicResult: 'uint8',
  vneidVerified: 'uint8',
  stepStartedAt: 'int64',
  stepDueAt: 'int64',
  returnChannel: 'uint8',
};
const COLUMN_NAMES = Object.keys(COLUMNS) as (keyof EventRow)[];

/** Appends one row in the table's column order. */
export function writeEvent(writer: RowWriter, row: EventRow): void {
  for (const name of COLUMN_NAMES) {
    const value = row[name];
    if (typeof value === 'string') writer.string(value);
    else writer[COLUMNS[name] as Exclude<Kind, 'string'>](value);
  }
}

function rowReader<Name extends keyof EventRow>(
  names: readonly Name[],
): (reader: RowReader) => Pick<EventRow, Name> {
  return (reader) => {
    const row: Record<string, string | number> = {};
    for (const name of names) row[name] = reader[COLUMNS[name]]();
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

/** Inserts rows written by {@link writeEvent}; the views fill dossiers and steps in the same insert. */
export async function insertEvents(client: ClickHouseClient, chunks: readonly Buffer[]): Promise<void> {
  await insertRows(client, 'events', COLUMN_NAMES, chunks);
}

/** Where to read on in the log of one partition: everything before it has been read. */
export interface LogPosition {
  kafkaPartition: number;
  generation: number;
  nextOffset: number;
}

/** Rows from the given positions on, and whole partitions that have none, in no particular order. */
export async function* readEventsFrom(
  client: ClickHouseClient,
  positions: readonly LogPosition[],
): AsyncGenerator<FollowedEvent[]> {
  const from = positions.map(
    (p) =>
      `(kafkaPartition = ${p.kafkaPartition} AND (generation, kafkaOffset) >= (${p.generation}, ${p.nextOffset}))`,
  );
  const known = positions.map((p) => p.kafkaPartition);
  from.push(known.length === 0 ? '1' : `kafkaPartition NOT IN (${known.join(', ')})`);
  const query = `SELECT ${FOLLOWED.join(', ')} FROM events WHERE ${from.join(' OR ')}`;
  yield* selectRows(client, query, {}, rowReader(FOLLOWED));
}

/** The events of one dossier by event time; one that was sent again stands once. */
export async function readEventsOf(client: ClickHouseClient, code: string): Promise<EventRow[]> {
  const rows: EventRow[] = [];
  const query = `SELECT ${COLUMN_NAMES.join(', ')} FROM events FINAL WHERE code = {code:String}
    ORDER BY eventTime, kafkaPartition, kafkaOffset LIMIT 1 BY source, id, eventTime`;
  for await (const chunk of selectRows(client, query, { code }, rowReader(COLUMN_NAMES))) rows.push(...chunk);
  return rows;
}
