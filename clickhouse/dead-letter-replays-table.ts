/** Table `dead_letter_replays`: dead letters that were sent again (schema/dead_letter_replays.sql). */
import type { ClickHouseClient } from '@clickhouse/client';
import type { StreamName } from '../contract/streams.ts';
import { selectJson } from './client.ts';

export async function readReplayedLetters(
  client: ClickHouseClient,
  stream: StreamName,
): Promise<Set<string>> {
  const rows = await selectJson<{ letter: string }>(
    client,
    'SELECT letter FROM dead_letter_replays WHERE stream = {stream:String}',
    { stream },
  );
  return new Set(rows.map((row) => row.letter));
}

export async function insertReplayedLetters(
  client: ClickHouseClient,
  stream: StreamName,
  letters: readonly string[],
): Promise<void> {
  const values = letters.map((letter) => ({ stream, letter }));
  await client.insert({ table: 'dead_letter_replays', values, format: 'JSONEachRow' });
}
