/** The places of Kafka (partition, offset) that the tables of a stream hold or explain, each of which has to be there once. */
import type { Admin } from 'kafkajs';
import { expect } from 'vitest';
import type { LogTables } from '../../clickhouse/stream-log.ts';
import { STREAMS } from '../../contract/streams.ts';
import type { Product } from './product.ts';

/**
 * A query of those of Kafka's present log: of the topic that was made last, without what a shorter log gave a second time
 * since. Generations of one partition follow each other.
 */
export function presentPlaces({ stream, events }: Pick<LogTables, 'stream' | 'events'>): string {
  const own = `stream = '${stream}'`;
  const lives = `(SELECT * FROM partition_lives WHERE ${own})`;
  const places = `SELECT kafkaPartition, generation, kafkaOffset FROM ${events} UNION ALL
    SELECT kafkaPartition, generation, kafkaOffset FROM dead_letters WHERE ${own} UNION ALL
    SELECT kafkaPartition, generation, arrayJoin(range(fromOffset, toOffset)) AS kafkaOffset FROM log_gaps WHERE ${own}`;
  return `SELECT p.kafkaPartition AS kafkaPartition, p.kafkaOffset AS kafkaOffset FROM (${places}) AS p
    INNER JOIN (
      SELECT kafkaPartition, generation, min(end) AS before FROM (
        SELECT l.kafkaPartition AS kafkaPartition, l.generation AS generation,
          if(m.generation > l.generation AND m.cause = 'truncated', m.fromOffset, toUInt64(-1)) AS end
        FROM ${lives} AS l INNER JOIN ${lives} AS m USING (kafkaPartition)
        WHERE l.topicId = m.topicId AND (l.kafkaPartition, l.topicId) IN (
          SELECT kafkaPartition, argMax(topicId, generation) FROM ${lives} GROUP BY kafkaPartition)
      ) GROUP BY kafkaPartition, generation
    ) AS w ON p.kafkaPartition = w.kafkaPartition AND p.generation = w.generation
    WHERE p.kafkaOffset < w.before`;
}

/** A producer repeats what was not acknowledged, so there may be more than `messages`. */
export async function expectEveryPlaceOnce(
  product: Product,
  admin: Admin,
  log: Pick<LogTables, 'stream' | 'events'>,
  messages: number,
): Promise<boolean> {
  const ends = await admin.fetchTopicOffsets(STREAMS[log.stream].topic);
  const produced = ends.map(({ partition, high }) => ({ partition, places: Number(high) }));
  expect(produced.reduce((sum, { places }) => sum + places, 0)).toBeGreaterThanOrEqual(messages);
  const rows = await product.query<{ partition: number; places: string; last: string }>(
    `SELECT kafkaPartition AS partition, uniqExact(kafkaOffset) AS places, max(kafkaOffset) AS last
     FROM (${presentPlaces(log)}) GROUP BY partition ORDER BY partition`,
  );
  // A topic that was made again may have fewer partitions.
  const isThere = new Set(ends.map(({ partition }) => partition));
  const held = rows
    .filter(({ partition }) => isThere.has(partition))
    .map((row) => ({ partition: row.partition, places: Number(row.places), last: Number(row.last) }));
  expect(held).toEqual(
    produced
      .filter(({ places }) => places > 0)
      .sort((a, b) => a.partition - b.partition)
      .map(({ partition, places }) => ({ partition, places, last: places - 1 })),
  );
  return true;
}
