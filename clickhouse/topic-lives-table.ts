/** Table `topic_lives`: which generation of the log a topic's id is (schema/009_states_from_the_log.sql). */
import type { ClickHouseClient } from '@clickhouse/client';
import { selectJson } from './client.ts';

/**
 * The generation of a topic id; one that is not known becomes the next.
 *
 * A log that was written before ids were kept has its last generation without one: the first id takes it over, so that
 * an upgrade counts nothing anew.
 */
export async function generationOf(client: ClickHouseClient, topicId: string): Promise<number> {
  const lives = await selectJson<{ topicId: string; generation: number }>(
    client,
    'SELECT topicId, generation FROM topic_lives FINAL ORDER BY generation',
  );
  const known = lives.find((life) => life.topicId === topicId);
  if (known) return known.generation;
  const last = lives.at(-1);
  const generation = last ? last.generation + 1 : await lastGeneration(client);
  await client.insert({ table: 'topic_lives', values: [{ topicId, generation }], format: 'JSONEachRow' });
  return generation;
}

async function lastGeneration(client: ClickHouseClient): Promise<number> {
  const [row] = await selectJson<{ generation: number }>(
    client,
    'SELECT max(generation) AS generation FROM events',
  );
  return row?.generation ?? 0;
}
