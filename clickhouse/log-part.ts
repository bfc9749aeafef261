/**
 * Parts of the event log. A place in it is a partition of Kafka, the partition's life (generation) and the offset; every
 * part reaches from one place up to, not including, another.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import { selectJson } from './client.ts';
import type { LogTables } from './stream-log.ts';

/** Where to read on in one partition: everything before it has been read. */
export interface LogPosition {
  kafkaPartition: number;
  generation: number;
  nextOffset: number;
}

/** Before the message that has, or will have, the offset. */
export interface LogPlace {
  generation: number;
  offset: number;
}

/** A part of one partition's log: from its beginning without `from`, up to its end without `to`. */
export interface LogPart {
  kafkaPartition: number;
  from?: LogPlace;
  to?: LogPlace;
}

/** Parts of the log; with `untilMs` only their events of that time and earlier. */
export interface LogCut {
  parts: readonly LogPart[];
  untilMs?: number;
}

/** Offsets of one life. */
export interface OffsetRange {
  from: number;
  /** Not in it. */
  to: number;
}

/** What lies before each position. */
export function partsBefore(positions: readonly LogPosition[]): LogPart[] {
  return positions.map((position) => ({ kafkaPartition: position.kafkaPartition, to: placeOf(position) }));
}

/** What lies from each position on. */
export function partsFrom(positions: readonly LogPosition[]): LogPart[] {
  return positions.map((position) => ({ kafkaPartition: position.kafkaPartition, from: placeOf(position) }));
}

function placeOf({ generation, nextOffset }: LogPosition): LogPlace {
  return { generation, offset: nextOffset };
}

/**
 * The condition of rows that lie in one of the parts. Each column is compared by itself: with a comparison of tuples the
 * primary key finds the partition only, and all of its log is read.
 */
export function withinParts(parts: readonly LogPart[]): string {
  return `(${parts.map(withinPart).join(' OR ') || '0'})`;
}

function withinPart({ kafkaPartition, from, to }: LogPart): string {
  const bounds = [`kafkaPartition = ${kafkaPartition}`];
  if (from)
    bounds.push(
      `(generation > ${from.generation} OR generation = ${from.generation} AND kafkaOffset >= ${from.offset})`,
    );
  if (to)
    bounds.push(
      `(generation < ${to.generation} OR generation = ${to.generation} AND kafkaOffset < ${to.offset})`,
    );
  return `(${bounds.join(' AND ')})`;
}

/** The condition of rows of a cut; undefined: all of the log. */
export function withinCut(cut: LogCut | undefined): string {
  if (!cut) return '1';
  const { parts, untilMs } = cut;
  const until =
    untilMs === undefined ? '' : ` AND eventTime <= fromUnixTimestamp64Milli(toInt64(${untilMs}), 'UTC')`;
  return `${withinParts(parts)}${until}`;
}

/** A join holds each of its cases in memory: a longer log is joined in turns, by case. */
const EVENTS_PER_TURN = 2_000_000;

/** The conditions by which the events of a cut and a condition are joined in turns, each case in one of them. */
export async function joinTurns(
  client: ClickHouseClient,
  { events }: LogTables,
  cut: LogCut,
  ofCodes = '1',
): Promise<string[]> {
  const [size] = await selectJson<{ events: number }>(
    client,
    `SELECT toFloat64(count()) AS events FROM ${events} WHERE ${withinCut(cut)} AND ${ofCodes}`,
  );
  const turns = Math.max(1, Math.ceil((size?.events ?? 0) / EVENTS_PER_TURN));
  return Array.from({ length: turns }, (_, turn) =>
    turns === 1 ? ofCodes : `${ofCodes} AND cityHash64(code) % ${turns} = ${turn}`,
  );
}

/** The latest event time of the parts that is not after `untilMs`; 0 when there is none. */
export async function readLatestEventTime(
  client: ClickHouseClient,
  { events }: LogTables,
  parts: readonly LogPart[],
  untilMs: number,
): Promise<number> {
  const [row] = await selectJson<{ at: number }>(
    client,
    `SELECT toFloat64(toUnixTimestamp64Milli(max(eventTime))) AS at FROM ${events} WHERE ${withinCut({ parts, untilMs })}`,
  );
  return row?.at ?? 0;
}

/** Behind the last event of each partition that has one. */
export async function readLogEnds(client: ClickHouseClient, { events }: LogTables): Promise<LogPosition[]> {
  return selectJson<LogPosition>(
    client,
    `SELECT kafkaPartition, end.1 AS generation, toFloat64(end.2 + 1) AS nextOffset
     FROM (SELECT kafkaPartition, max((generation, kafkaOffset)) AS end FROM ${events} GROUP BY kafkaPartition)`,
  );
}
