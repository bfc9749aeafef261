/** Table `lanes`: how far ingest is in each partition (schema/lanes.sql). */
import type { ClickHouseClient } from '@clickhouse/client';
import type { StreamName } from '../contract/streams.ts';
import { selectJson } from './client.ts';
import type { LogPosition } from './log-part.ts';

export interface LaneReport {
  stream: StreamName;
  kafkaPartition: number;
  generation: number;
  /** Every message below this offset is in the tables. */
  nextOffset: number;
  highWatermark: number;
  /** Every event below this place is joined into the states. */
  joinedGeneration: number;
  joinedOffset: number;
  /** How long before the report ingest last held all that Kafka had, ms. */
  caughtUpAgoMs: number;
  consumer: string;
  /** The latest request for a check that is answered (ledger-checks-table.ts); 0: none. */
  checkedAt: string | 0;
  /** Greater than that of every earlier report of the lane. */
  report: number;
  /** How many partitions the topic has. */
  partitions: number;
  /** The reporting process's clock, ms. */
  clockMs: number;
}

export interface Lane extends Omit<LaneReport, 'checkedAt' | 'clockMs'> {
  /** Age of the report by ClickHouse's clock, ms. */
  reportAgeMs: number;
  /** ms. */
  checkedAtMs: number;
  /** How far the reporting process's clock was ahead of ClickHouse's, ms. */
  clockAheadMs: number;
}

export async function insertLanes(client: ClickHouseClient, rows: readonly LaneReport[]): Promise<void> {
  if (rows.length > 0) await client.insert({ table: 'lanes', values: rows, format: 'JSONEachRow' });
}

/** Of all streams, or of one. */
export async function readLanes(client: ClickHouseClient, stream?: StreamName): Promise<Lane[]> {
  return selectJson<Lane>(
    client,
    `SELECT stream, kafkaPartition, generation, toFloat64(nextOffset) AS nextOffset, toFloat64(highWatermark) AS highWatermark,
       joinedGeneration, toFloat64(joinedOffset) AS joinedOffset, toFloat64(caughtUpAgoMs) AS caughtUpAgoMs, consumer,
       toFloat64(dateDiff('millisecond', reportedAt, now64(3, 'UTC'))) AS reportAgeMs,
       toFloat64(toUnixTimestamp64Milli(checkedAt)) AS checkedAtMs, toFloat64(report) AS report, partitions,
       toFloat64(if(clockMs = 0, 0, clockMs - toUnixTimestamp64Milli(reportedAt))) AS clockAheadMs
     FROM lanes FINAL ${stream ? 'WHERE stream = {stream:String}' : ''} ORDER BY stream, kafkaPartition`,
    stream && { stream },
  );
}

/** The greatest number of a report of any lane. */
export async function readLastReport(client: ClickHouseClient): Promise<number> {
  const [row] = await selectJson<{ last: number }>(
    client,
    'SELECT toFloat64(max(report)) AS last FROM lanes',
  );
  return row?.last ?? 0;
}

/** Up to where the states hold the stream's log, in each partition. */
export async function readJoinedPositions(
  client: ClickHouseClient,
  stream: StreamName,
): Promise<LogPosition[]> {
  const lanes = await readLanes(client, stream);
  return lanes.map(({ kafkaPartition, joinedGeneration, joinedOffset }) => ({
    kafkaPartition,
    generation: joinedGeneration,
    nextOffset: joinedOffset,
  }));
}
