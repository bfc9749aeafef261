/** Table `dead_letters`: what could not be counted and why (schema/dead_letters.sql). */
import type { ClickHouseClient } from '@clickhouse/client';
import type { StreamName } from '../contract/streams.ts';
import { selectJson } from './client.ts';

export interface DeadLetterRow {
  kafkaPartition: number;
  generation: number;
  kafkaOffset: number;
  /** How many the letter stands for, from `kafkaOffset` on; each becomes a row. */
  offsets: number;
  reason: string;
  field: string;
  /** ms. */
  firstSeen: number;
  /** ms. */
  lastSeen: number;
  schemaVersion: string;
  /** Of key and value, a UInt64 as text. */
  digest: string;
}

export async function insertDeadLetters(
  client: ClickHouseClient,
  stream: StreamName,
  rows: readonly DeadLetterRow[],
): Promise<void> {
  const single = rows
    .filter(({ offsets }) => offsets === 1)
    .map(({ offsets: _, ...row }) => ({ stream, ...row }));
  if (single.length > 0)
    await client.insert({ table: 'dead_letters', values: single, format: 'JSONEachRow' });
  for (const row of rows) if (row.offsets > 1) await insertRange(client, stream, row);
}

/** The engine makes the rows: a batch may have millions of offsets. */
async function insertRange(client: ClickHouseClient, stream: StreamName, row: DeadLetterRow): Promise<void> {
  await client.command({
    query: `INSERT INTO dead_letters
        (stream, kafkaPartition, generation, kafkaOffset, reason, field, firstSeen, lastSeen, schemaVersion, digest)
      SELECT {stream:String}, {kafkaPartition:UInt16}, {generation:UInt16}, {kafkaOffset:UInt64} + number, {reason:String}, {field:String},
        fromUnixTimestamp64Milli({firstSeen:Int64}, 'UTC'), fromUnixTimestamp64Milli({lastSeen:Int64}, 'UTC'),
        {schemaVersion:String}, {digest:UInt64}
      FROM numbers({offsets:UInt64})`,
    query_params: { stream, ...row },
  });
}

/** When the letters of some offsets were first seen, ms; unknown ones are absent. */
export async function readFirstSeen(
  client: ClickHouseClient,
  stream: StreamName,
  place: { kafkaPartition: number; generation: number; offsets: readonly number[] },
): Promise<Map<number, number>> {
  const rows = await selectJson<{ offset: number; seenAt: number }>(
    client,
    `SELECT toFloat64(kafkaOffset) AS offset, toFloat64(toUnixTimestamp64Milli(min(firstSeen))) AS seenAt
     FROM dead_letters WHERE stream = {stream:String} AND kafkaPartition = {partition:UInt16} AND generation = {generation:UInt16}
       AND kafkaOffset IN {offsets:Array(UInt64)} GROUP BY kafkaOffset`,
    {
      stream,
      partition: place.kafkaPartition,
      generation: place.generation,
      offsets: place.offsets,
    },
  );
  return new Map(rows.map((row) => [row.offset, row.seenAt]));
}

/**
 * How many messages of Kafka were dead letters, of all streams; a repeated delivery counts once. One refused batch can be
 * millions: they are counted only when something was written since the last time.
 */
export class DeadLetterCount {
  #counted = { stamp: '', letters: 0 };

  async read(client: ClickHouseClient): Promise<number> {
    const [now] = await selectJson<{ stamp: string }>(
      client,
      "SELECT concat(toString(count()), ' ', toString(max(lastSeen))) AS stamp FROM dead_letters",
    );
    const stamp = now?.stamp ?? '';
    if (stamp !== this.#counted.stamp) {
      const [row] = await selectJson<{ letters: number }>(
        client,
        'SELECT toFloat64(count()) AS letters FROM dead_letters FINAL',
      );
      this.#counted = { stamp, letters: row?.letters ?? 0 };
    }
    return this.#counted.letters;
  }
}

/** Those that were first seen after an instant, ms. */
export async function countDeadLettersSince(client: ClickHouseClient, fromMs: number): Promise<number> {
  const [row] = await selectJson<{ letters: number }>(
    client,
    `SELECT toFloat64(count()) AS letters FROM dead_letters FINAL
     WHERE firstSeen > fromUnixTimestamp64Milli(toInt64({fromMs:Float64}))`,
    { fromMs },
  );
  return row?.letters ?? 0;
}

/** Dead letters with one fault: the reason without the values in it. `lastSeen` in ms. */
export interface DeadLetterKind {
  field: string;
  reason: string;
  count: number;
  lastSeen: number;
}

/** The most frequent kinds of the dead letters of a stream first seen in a period (ms, both ends in it), and how many there are. */
export async function readDeadLetterKinds(
  client: ClickHouseClient,
  stream: StreamName,
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
     WHERE stream = {stream:String} AND toUnixTimestamp64Milli(firstSeen) BETWEEN {start:Int64} AND {end:Int64}
     GROUP BY field, reason ORDER BY count DESC, field, reason LIMIT {limit:UInt32}`,
    { stream, start: period.startMs, end: period.endMs, limit },
  );
  return { total: rows[0]?.total ?? 0, kinds: rows.map(({ total: _, ...kind }) => kind) };
}
