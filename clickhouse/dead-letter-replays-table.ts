/** Table `dead_letter_replays`: dead letters that were sent again (schema/dead_letter_replays.sql). */
import type { ClickHouseClient } from '@clickhouse/client';
import { selectJson } from './client.ts';

export async function readReplayedLetters(client: ClickHouseClient): Promise<Set<string>> {
  const rows = await selectJson<{ letter: string }>(client, 'SELECT letter FROM dead_letter_replays');
  return new Set(rows.map((row) => row.letter));
}

export async function insertReplayedLetters(
  client: ClickHouseClient,
  letters: readonly string[],
): Promise<void> {
  const values = letters.map((letter) => ({ letter }));
  await client.insert({ table: 'dead_letter_replays', values, format: 'JSONEachRow' });
}
