/**
 * Tells whether a topic was re-created: its offsets begin anew, so what comes now must not take the place of what the
 * log holds under the same offsets.
 *
 * A batch that begins above the log's last offset goes on with it. One that begins below is either a repetition, then
 * the log holds the same events at the same offsets, or another life of the topic: a new generation.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import { readEventIds, readLastPosition } from '../clickhouse/log-position.ts';

export interface OffsetAndId {
  kafkaOffset: number;
  /** Id and source of the event at that offset. */
  id: string;
  source: string;
}

export async function generationOf(
  client: ClickHouseClient,
  kafkaPartition: number,
  events: readonly OffsetAndId[],
): Promise<number> {
  const last = await readLastPosition(client, kafkaPartition);
  if (!last) return 0;
  const overlapping = events.filter((event) => event.kafkaOffset <= last.kafkaOffset);
  if (overlapping.length === 0) return last.generation;
  const known = await readEventIds(
    client,
    kafkaPartition,
    last.generation,
    overlapping.map((event) => event.kafkaOffset),
  );
  const other = overlapping.some((event) => {
    const held = known.get(event.kafkaOffset);
    return held !== undefined && (held.id !== event.id || held.source !== event.source);
  });
  return other ? last.generation + 1 : last.generation;
}
