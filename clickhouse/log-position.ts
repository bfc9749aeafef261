/** Where the event log of one partition stands. */
import type { ClickHouseClient } from '@clickhouse/client';
import { selectJson } from './client.ts';

/** The last place of a partition's log; undefined when it is empty. */
export async function readLastPosition(
  client: ClickHouseClient,
  kafkaPartition: number,
): Promise<{ generation: number; kafkaOffset: number } | undefined> {
  const [row] = await selectJson<{ generation: number; kafkaOffset: number }>(
    client,
    `SELECT generation, toFloat64(kafkaOffset) AS kafkaOffset FROM events WHERE kafkaPartition = {p:UInt16}
     ORDER BY kafkaPartition DESC, generation DESC, events.kafkaOffset DESC LIMIT 1`,
    { p: kafkaPartition },
  );
  return row;
}

/** Identity of the events that the log holds at some offsets. */
export async function readEventIds(
  client: ClickHouseClient,
  kafkaPartition: number,
  generation: number,
  offsets: readonly number[],
): Promise<Map<number, { id: string; source: string }>> {
  const rows = await selectJson<{ kafkaOffset: number; id: string; source: string }>(
    client,
    `SELECT toFloat64(e.kafkaOffset) AS kafkaOffset, id, source FROM events AS e
     WHERE kafkaPartition = {p:UInt16} AND generation = {g:UInt16}
       AND e.kafkaOffset BETWEEN {from:UInt64} AND {to:UInt64} AND e.kafkaOffset IN {offsets:Array(UInt64)}`,
    { p: kafkaPartition, g: generation, from: Math.min(...offsets), to: Math.max(...offsets), offsets },
  );
  return new Map(rows.map((row) => [row.kafkaOffset, row]));
}
