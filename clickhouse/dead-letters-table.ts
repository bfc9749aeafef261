/** Table `dead_letters`: what could not be counted and why (schema/005_dead_letters.sql). */
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
}

export async function insertDeadLetters(
  client: ClickHouseClient,
  rows: readonly DeadLetterRow[],
): Promise<void> {
  await client.insert({ table: 'dead_letters', values: rows, format: 'JSONEachRow' });
}

/** How many messages of Kafka were dead letters; a repeated delivery counts once. */
export async function countDeadLetters(client: ClickHouseClient): Promise<number> {
  const rows = await selectJson<{ count: number }>(
    client,
    'SELECT toFloat64(count()) AS count FROM dead_letters FINAL',
  );
  return rows[0]?.count ?? 0;
}
