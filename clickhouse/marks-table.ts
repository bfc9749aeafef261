/** Table `marks`: which part of the event log the figures of an instant rested on (schema/marks.sql). */
import type { ClickHouseClient } from '@clickhouse/client';
import type { StreamName } from '../contract/streams.ts';
import { selectJson } from './client.ts';
import type { LogPosition } from './log-part.ts';

export interface Mark {
  /** The instant of the figures, ms. */
  asOf: number;
  /** The log before them was counted. */
  positions: LogPosition[];
}

export async function insertMarks(
  client: ClickHouseClient,
  stream: StreamName,
  marks: readonly Mark[],
): Promise<void> {
  const values = marks.map((mark) => ({ stream, ...mark }));
  await client.insert({ table: 'marks', values, format: 'JSONEachRow' });
}

/** The latest mark at or before an instant; undefined when there is none so early. */
export async function readMarkAt(
  client: ClickHouseClient,
  stream: StreamName,
  asOfMs: number,
): Promise<Mark | undefined> {
  const [row] = await selectJson<{ asOf: number; positions: [number, number, number][] }>(
    client,
    `SELECT toFloat64(toUnixTimestamp64Milli(marks.asOf)) AS asOf,
       arrayMap(p -> [toFloat64(p.kafkaPartition), toFloat64(p.generation), toFloat64(p.nextOffset)], marks.positions) AS positions
     FROM marks WHERE stream = {stream:String} AND marks.asOf <= fromUnixTimestamp64Milli({asOf:Int64}, 'UTC')
     ORDER BY marks.asOf DESC, marks.positions DESC LIMIT 1`,
    { stream, asOf: asOfMs },
  );
  return (
    row && {
      asOf: row.asOf,
      positions: row.positions.map(([kafkaPartition, generation, nextOffset]) => {
        return { kafkaPartition, generation, nextOffset };
      }),
    }
  );
}
