/** Table `dead_letters`: what could not be counted and why (schema/005_dead_letters.sql, 007_dead_letter_times.sql). */
import type { ClickHouseClient } from '@clickhouse/client';
import { selectJson } from './client.ts';

export interface DeadLetterRow {
  kafkaPartition: number;
  generation: number;
  kafkaOffset: number;
  reason: string;
  field: string;
  /** ms. */
  firstSeen: number;
  /** ms. */
  lastSeen: number;
  schemaVersion: string;
}

export async function insertDeadLetters(
  client: ClickHouseClient,
  rows: readonly DeadLetterRow[],
): Promise<void> {
  await client.insert({ table: 'dead_letters', values: rows, format: 'JSONEachRow' });
}

/** When the letters of some offsets were first seen, ms; those that are not known are missing. */
export async function readFirstSeen(
  client: ClickHouseClient,
  place: { kafkaPartition: number; generation: number; fromOffset: number; toOffset: number },
): Promise<Map<number, number>> {
  const rows = await selectJson<{ offset: number; seenAt: number }>(
    client,
    `SELECT toFloat64(kafkaOffset) AS offset, toFloat64(toUnixTimestamp64Milli(min(firstSeen))) AS seenAt
     FROM dead_letters WHERE kafkaPartition = {partition:UInt16} AND generation = {generation:UInt16}
       AND kafkaOffset BETWEEN {from:UInt64} AND {to:UInt64} GROUP BY kafkaOffset`,
    {
      partition: place.kafkaPartition,
      generation: place.generation,
      from: place.fromOffset,
      to: place.toOffset,
    },
  );
  return new Map(rows.map((row) => [row.offset, row.seenAt]));
}

/** How many messages of Kafka were dead letters; a repeated delivery counts once. */
export async function countDeadLetters(client: ClickHouseClient): Promise<number> {
  const rows = await selectJson<{ count: number }>(
    client,
    'SELECT toFloat64(count()) AS count FROM dead_letters FINAL',
  );
  return rows[0]?.count ?? 0;
}

/** Dead letters with one fault: the reason without the values in it. `lastSeen` in ms. */
export interface DeadLetterKind {
  field: string;
  reason: string;
  count: number;
  lastSeen: number;
}

/** The most frequent kinds of the dead letters first seen in a period (ms, both ends in it), and how many there are. */
export async function readDeadLetterKinds(
  client: ClickHouseClient,
  period: { startMs: number; endMs: number },
  limit: number,
): Promise<{ total: number; kinds: DeadLetterKind[] }> {
  // A reason reads: what is wrong with which value; accepted: what is.
  const rows = await selectJson<DeadLetterKind & { total: number }>(
    client,
    `WITH replaceRegexpAll(reason, '"(?:[^"\\\\\\\\]|\\\\\\\\.)*"', '"…"') AS bare, position(bare, '; accepted: ') AS at
     SELECT field, if(at = 0, bare, concat(replaceRegexpAll(left(bare, at - 1), '[0-9]+', '…'), substring(bare, at))) AS reason,
       toFloat64(count()) AS count, toFloat64(toUnixTimestamp64Milli(max(letter.lastSeen))) AS lastSeen,
       sum(count) OVER () AS total
     FROM dead_letters AS letter FINAL
     WHERE toUnixTimestamp64Milli(firstSeen) BETWEEN {start:Int64} AND {end:Int64}
     GROUP BY field, reason ORDER BY count DESC, field, reason LIMIT {limit:UInt32}`,
    { start: period.startMs, end: period.endMs, limit },
  );
  return { total: rows[0]?.total ?? 0, kinds: rows.map(({ total: _, ...kind }) => kind) };
}
