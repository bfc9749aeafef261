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
