/** Table `partition_lives`: which generation of the log an offset belongs to (schema/partition_lives.sql). */
import type { ClickHouseClient } from '@clickhouse/client';
import type { StreamName } from '../contract/streams.ts';
import { Outage } from '../errors/outage.ts';
import { selectJson } from './client.ts';
import { partsBefore, type LogPart, type LogPosition, type OffsetRange } from './log-part.ts';

/**
 * Why a life began: the topic was created (again), its log came back shorter, or rows that the store had lost were read again.
 */
export type LifeCause = 'created' | 'truncated' | 'mended';

export interface PartitionLife {
  kafkaPartition: number;
  generation: number;
  topicId: string;
  /** The life holds no offset below. */
  fromOffset: number;
  cause: LifeCause;
  /** How far the log that this life ended was stored; 0 for `mended`, which ends none. */
  endOffset: number;
}

/** Rows of one generation that belong to the log as Kafka has it now: those below `to`. */
export interface LogStretch {
  generation: number;
  to: number;
}

/** Where the messages of a partition's present log are stored. */
export interface PresentLog {
  kafkaPartition: number;
  topicId: string;
  /** The newest, under which ingest stores. */
  generation: number;
  /** The least offset that can stand in the newest generation. */
  fromOffset: number;
  /** Newest first. */
  stretches: readonly LogStretch[];
}

const MAX_GENERATION = 65_535;

/**
 * The present log of a partition at its newest life of a topic; undefined when it has none. `lives`: of any partitions, in
 * any order.
 */
export function presentLog(
  lives: readonly PartitionLife[],
  kafkaPartition: number,
  topicId: string,
): PresentLog | undefined {
  const own = lives
    .filter((life) => life.kafkaPartition === kafkaPartition && life.topicId === topicId)
    .sort((a, b) => b.generation - a.generation);
  const [newest] = own;
  if (!newest) return undefined;
  let to = Number.MAX_SAFE_INTEGER;
  const stretches = own.map(({ generation, fromOffset, cause }) => {
    const stretch = { generation, to };
    if (cause === 'truncated') to = Math.min(to, fromOffset);
    return stretch;
  });
  const { generation, fromOffset } = newest;
  return { kafkaPartition, topicId, generation, fromOffset, stretches };
}

/** A part of a partition's ledger: offsets of a log, in whichever of its generations they are stored. */
export interface LedgerPart extends OffsetRange {
  log: PresentLog;
}

/** The ended logs of a partition, as far as only the store has them. */
export function endedParts(lives: readonly PartitionLife[], kafkaPartition: number): LedgerPart[] {
  const own = lives
    .filter((life) => life.kafkaPartition === kafkaPartition)
    .sort((a, b) => a.generation - b.generation);
  return own.flatMap(({ cause, fromOffset, endOffset }, i) => {
    const before = own[i - 1];
    if (cause === 'mended' || !before) return [];
    const log = presentLog(own.slice(0, i), kafkaPartition, before.topicId);
    return log && endOffset > fromOffset ? [{ log, from: fromOffset, to: endOffset }] : [];
  });
}

/**
 * The parts of the log that figures of the past rested on, by their positions: rows that have been lost and read again since
 * stand in later generations, and were counted if they lay below the position.
 */
export function partsAt(positions: readonly LogPosition[], lives: readonly PartitionLife[]): LogPart[] {
  const mended = positions.flatMap(({ kafkaPartition, generation, nextOffset }) => {
    const own = lives
      .filter((life) => life.kafkaPartition === kafkaPartition)
      .sort((a, b) => a.generation - b.generation);
    const topicId = own.find((life) => life.generation === generation)?.topicId;
    let offset = nextOffset;
    const parts: LogPart[] = [];
    for (const life of own) {
      if (life.generation <= generation || life.topicId !== topicId) continue;
      if (life.cause === 'truncated') offset = Math.min(offset, life.fromOffset);
      else
        parts.push({
          kafkaPartition,
          from: { generation: life.generation, offset: 0 },
          to: { generation: life.generation, offset },
        });
    }
    return parts;
  });
  return [...partsBefore(positions), ...mended];
}

export async function readLives(client: ClickHouseClient, stream: StreamName): Promise<PartitionLife[]> {
  return selectJson<PartitionLife>(
    client,
    `SELECT kafkaPartition, generation, topicId, toFloat64(fromOffset) AS fromOffset, cause,
       toFloat64(endOffset) AS endOffset
     FROM partition_lives FINAL WHERE stream = {stream:String} ORDER BY kafkaPartition, generation`,
    { stream },
  );
}

/**
 * The generation of a partition's next life. It follows from what the caller has read, so two processes that see the same lives
 * begin the same one.
 */
export function nextGeneration(lives: readonly PartitionLife[], kafkaPartition: number): number {
  const own = lives.filter((life) => life.kafkaPartition === kafkaPartition);
  return Math.max(-1, ...own.map(({ generation }) => generation)) + 1;
}

/** @throws Outage */
export function checkGeneration(stream: StreamName, { kafkaPartition, generation }: PartitionLife): void {
  if (generation > MAX_GENERATION)
    // The partition stands still until somebody sees to it; the others go on.
    throw new Outage(
      `partition ${kafkaPartition} of stream ${stream} would begin life ${generation}; accepted: up to ${MAX_GENERATION}`,
    );
}

/** `lives`: at least one. */
export async function insertLives(
  client: ClickHouseClient,
  stream: StreamName,
  lives: readonly PartitionLife[],
): Promise<void> {
  const values = lives.map((life) => ({ stream, ...life }));
  await client.insert({ table: 'partition_lives', values, format: 'JSONEachRow' });
}
