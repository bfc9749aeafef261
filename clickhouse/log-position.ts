/** Places in the event log: a partition of Kafka, the topic's life (generation) and the offset. */
import type { ClickHouseClient } from '@clickhouse/client';
import { selectJson } from './client.ts';

/** Where to read on in one partition: everything before it has been read. */
export interface LogPosition {
  kafkaPartition: number;
  generation: number;
  nextOffset: number;
}

/** A part of the log that figures rested on: what lies before a position, with `only` of its generation alone. */
export interface LogCutPosition extends LogPosition {
  only?: true;
}

/** What lies from one position up to, not including, another of the same partition. */
export interface LogRange {
  kafkaPartition: number;
  from: { generation: number; offset: number };
  to: { generation: number; offset: number };
}

/**
 * The condition of rows that lie in one of the ranges. Each column is compared by itself: with a comparison of tuples the
 * primary key finds the partition only, and all of its log is read.
 */
export function withinRanges(ranges: readonly LogRange[]): string {
  return ranges.map(withinRange).join(' OR ') || '0';
}

/** The condition of rows that lie before one of the positions. */
export function beforePositions(positions: readonly LogCutPosition[]): string {
  const before = positions.map(({ kafkaPartition, generation, nextOffset, only }) => {
    const rows = only
      ? `generation = ${generation} AND kafkaOffset < ${nextOffset}`
      : `(generation, kafkaOffset) < (${generation}, ${nextOffset})`;
    return `(kafkaPartition = ${kafkaPartition} AND ${rows})`;
  });
  return `(${before.join(' OR ') || '0'})`;
}

function withinRange({ kafkaPartition, from, to }: LogRange): string {
  const below = `kafkaOffset < ${to.offset}`;
  const lives =
    from.generation === to.generation
      ? `generation = ${from.generation} AND kafkaOffset >= ${from.offset} AND ${below}`
      : `(generation = ${from.generation} AND kafkaOffset >= ${from.offset}
          OR generation > ${from.generation} AND generation < ${to.generation}
          OR generation = ${to.generation} AND ${below})`;
  return `(kafkaPartition = ${kafkaPartition} AND ${lives})`;
}

/** Behind the last event of each partition that has one. */
export async function readLogEnds(client: ClickHouseClient): Promise<LogPosition[]> {
  return selectJson<LogPosition>(
    client,
    `SELECT kafkaPartition, end.1 AS generation, toFloat64(end.2 + 1) AS nextOffset
     FROM (SELECT kafkaPartition, max((generation, kafkaOffset)) AS end FROM events GROUP BY kafkaPartition)`,
  );
}
