/** Tables `log_gaps` and `missing_seen`: offsets without a row, and why (schema/log_gaps.sql, schema/missing_seen.sql). */
import type { ClickHouseClient } from '@clickhouse/client';
import type { StreamName } from '../contract/streams.ts';
import { selectJson } from './client.ts';

/** As schema/log_gaps.sql says; all but `blank` are missing messages. */
export type GapKind = 'blank' | 'deleted' | 'lost';

export interface LogGap {
  stream: StreamName;
  kafkaPartition: number;
  generation: number;
  fromOffset: number;
  toOffset: number;
  kind: GapKind;
}

/** Messages that were not counted and that nobody can read again. */
export interface MissingRange extends LogGap {
  kind: 'deleted' | 'lost';
  /** ms. */
  foundAt: number;
  /** When an administrator saw it, ms; null: nobody has. */
  seenAt: number | null;
}

export async function insertGaps(client: ClickHouseClient, gaps: readonly LogGap[]): Promise<void> {
  if (gaps.length > 0) await client.insert({ table: 'log_gaps', values: gaps, format: 'JSONEachRow' });
}

const RANGE = 'stream, kafkaPartition, generation, fromOffset, toOffset';
const UNSEEN = `kind != 'blank' AND (${RANGE}) NOT IN (SELECT ${RANGE} FROM missing_seen)`;

/** The latest first; of all streams, or of one. */
export async function readMissing(client: ClickHouseClient, stream?: StreamName): Promise<MissingRange[]> {
  const rows = await selectJson<Omit<MissingRange, 'seenAt'> & { seen: number }>(
    client,
    `SELECT stream, kafkaPartition, generation, toFloat64(gap.fromOffset) AS fromOffset, toFloat64(gap.toOffset) AS toOffset, kind,
       toFloat64(toUnixTimestamp64Milli(gap.foundAt)) AS foundAt, toFloat64(toUnixTimestamp64Milli(s.at)) AS seen
     FROM log_gaps AS gap FINAL
     LEFT JOIN (SELECT ${RANGE}, min(seenAt) AS at FROM missing_seen GROUP BY ${RANGE}) AS s USING (${RANGE})
     WHERE kind != 'blank' ${stream ? 'AND stream = {stream:String}' : ''}
     ORDER BY gap.foundAt DESC, stream, kafkaPartition, gap.fromOffset`,
    stream && { stream },
  );
  return rows.map(({ seen, ...row }) => ({ ...row, seenAt: seen === 0 ? null : seen }));
}

/** How many messages of all streams are missing that no administrator has seen. */
export async function countUnseenMissing(client: ClickHouseClient): Promise<number> {
  const [row] = await selectJson<{ messages: number }>(
    client,
    `SELECT toFloat64(sum(toOffset - fromOffset)) AS messages FROM log_gaps FINAL WHERE ${UNSEEN}`,
  );
  return row?.messages ?? 0;
}

/** Kafka partition -> messages that are missing, seen or not. */
export async function countMissing(
  client: ClickHouseClient,
  stream: StreamName,
): Promise<Map<number, number>> {
  const rows = await selectJson<{ partition: number; messages: number }>(
    client,
    `SELECT kafkaPartition AS partition, toFloat64(sum(toOffset - fromOffset)) AS messages
     FROM log_gaps FINAL WHERE stream = {stream:String} AND kind != 'blank' GROUP BY partition`,
    { stream },
  );
  return new Map(rows.map((row) => [row.partition, row.messages]));
}

export async function insertSeen(client: ClickHouseClient, ranges: readonly LogGap[]): Promise<void> {
  const values = ranges.map(({ stream, kafkaPartition, generation, fromOffset, toOffset }) => {
    return { stream, kafkaPartition, generation, fromOffset, toOffset };
  });
  if (values.length > 0) await client.insert({ table: 'missing_seen', values, format: 'JSONEachRow' });
}
