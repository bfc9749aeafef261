/**
 * The ledger of a partition of a stream: every offset below a lane's position is an event, a dead letter, or an explained gap
 * (log-gaps-table.ts). Offsets that are none of these are found by counting.
 *
 * Buckets of offsets are counted as bitmaps, so a repeated row counts once; only a bucket that does not add up is looked at
 * offset by offset.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import { selectJson } from './client.ts';
import { readLanes } from './lanes-table.ts';
import { withinParts, type LogPart, type OffsetRange } from './log-part.ts';
import type { LogTables } from './stream-log.ts';
import { endedParts, presentLog, readLives, type LedgerPart } from './partition-lives-table.ts';

const BUCKET = 65_536;
/** Buckets that are looked at offset by offset in one go: bounds what is held in memory. */
const MAX_LOOKED_AT = 16;

/** What the store says stands at an offset. */
export type Standing = { offset: number } & (
  { kind: 'event'; id: string; source: string } | { kind: 'letter'; digest: string } | { kind: 'blank' }
);

export interface Gaps {
  /** In order. */
  ranges: OffsetRange[];
  /** False: more follow. */
  isAll: boolean;
}

/** The offsets of a part that nothing stands for. */
export async function findGaps(client: ClickHouseClient, tables: LogTables, part: LedgerPart): Promise<Gaps> {
  if (part.to <= part.from) return { ranges: [], isAll: true };
  const held = await countHeld(client, tables, part);
  const ranges: OffsetRange[] = [];
  let lookedAt = 0;
  for (let bucket = Math.floor(part.from / BUCKET); bucket * BUCKET < part.to; bucket++) {
    const from = Math.max(part.from, bucket * BUCKET);
    const to = Math.min(part.to, (bucket + 1) * BUCKET);
    const count = held.get(bucket) ?? 0;
    if (count === to - from) continue;
    if (count > 0 && ++lookedAt > MAX_LOOKED_AT) return { ranges, isAll: false };
    const found = count === 0 ? [{ from, to }] : await lookAt(client, tables, { log: part.log, from, to });
    for (const range of found) append(ranges, range);
  }
  return { ranges, isAll: true };
}

/** How many offsets of a part nothing stands for. */
export async function countGaps(
  client: ClickHouseClient,
  tables: LogTables,
  part: LedgerPart,
): Promise<number> {
  if (part.to <= part.from) return 0;
  const held = await countHeld(client, tables, part);
  return part.to - part.from - [...held.values()].reduce((sum, count) => sum + count, 0);
}

/** The same of all partitions, below what their lanes have reported. */
export async function countLedgerGaps(client: ClickHouseClient, tables: LogTables): Promise<number> {
  // The lanes first: what they report is in the tables.
  const lanes = await readLanes(client, tables.stream);
  const lives = await readLives(client, tables.stream);
  const parts = lanes.flatMap(({ kafkaPartition, generation, nextOffset }) => {
    const life = lives.find((one) => one.kafkaPartition === kafkaPartition && one.generation === generation);
    const log = life && presentLog(lives, kafkaPartition, life.topicId);
    const present = log ? [{ log, from: 0, to: nextOffset }] : [];
    return [...present, ...endedParts(lives, kafkaPartition)];
  });
  const counts = await Promise.all(parts.map((part) => countGaps(client, tables, part)));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** What stands last in a part of a log; undefined: nothing is known to stand there. */
export async function readLastStanding(
  client: ClickHouseClient,
  tables: LogTables,
  part: LedgerPart,
): Promise<Standing | undefined> {
  const [last] = await selectJson<{ held: number; offset: number }>(
    client,
    `SELECT toFloat64(count()) AS held, toFloat64(max(at)) AS offset FROM (${heldOffsets(tables, part)})`,
  );
  if (!last || last.held === 0) return undefined;
  const { offset } = last;
  const at = withinParts(storedParts({ log: part.log, from: offset, to: offset + 1 }));
  const [event] = await selectJson<{ id: string; source: string }>(
    client,
    `SELECT id, source FROM ${tables.events} WHERE ${at} LIMIT 1`,
  );
  if (event) return { offset, kind: 'event', ...event };
  const [letter] = await selectJson<{ digest: string }>(
    client,
    `SELECT toString(digest) AS digest FROM dead_letters FINAL WHERE ${ofStream(tables)} AND ${at} LIMIT 1`,
  );
  return letter ? { offset, kind: 'letter', ...letter } : { offset, kind: 'blank' };
}

/** Bucket -> how many of its offsets are held; empty buckets are absent. */
async function countHeld(
  client: ClickHouseClient,
  tables: LogTables,
  part: LedgerPart,
): Promise<Map<number, number>> {
  const rows = await selectJson<{ bucket: number; held: number }>(
    client,
    `SELECT toFloat64(intDiv(at, ${BUCKET})) AS bucket, toFloat64(groupBitmap(toUInt32(at % ${BUCKET}))) AS held
     FROM (${heldOffsets(tables, part)}) GROUP BY bucket`,
  );
  return new Map(rows.map(({ bucket, held }) => [bucket, held]));
}

async function lookAt(client: ClickHouseClient, tables: LogTables, part: LedgerPart): Promise<OffsetRange[]> {
  const { from, to } = part;
  const [row] = await selectJson<{ missing: number[] }>(
    client,
    `SELECT bitmapToArray(bitmapAndnot(bitmapBuild(arrayMap(x -> toUInt32(x), range(${to - from}))),
       groupBitmapState(toUInt32(at - ${from})))) AS missing
     FROM (${heldOffsets(tables, part)})`,
  );
  const ranges: OffsetRange[] = [];
  for (const place of (row?.missing ?? []).map(Number).sort((a, b) => a - b))
    append(ranges, { from: from + place, to: from + place + 1 });
  return ranges;
}

/** Appends a range; one that continues the last becomes part of it. */
function append(ranges: OffsetRange[], range: OffsetRange): void {
  const last = ranges.at(-1);
  if (last?.to === range.from) last.to = range.to;
  else ranges.push({ ...range });
}

/** A query of the offsets `at` of a part that something stands for; one may come several times. */
function heldOffsets({ stream, events }: LogTables, part: LedgerPart): string {
  const stored = storedParts(part);
  const gaps = stored.map(
    ({ kafkaPartition, from, to }) =>
      `SELECT arrayJoin(range(greatest(fromOffset, ${from.offset}), least(toOffset, ${to.offset}))) AS at FROM log_gaps
        WHERE ${ofStream({ stream })} AND kafkaPartition = ${kafkaPartition} AND generation = ${from.generation}
          AND fromOffset < ${to.offset} AND toOffset > ${from.offset}`,
  );
  const within = withinParts(stored);
  return [
    `SELECT kafkaOffset AS at FROM ${events} WHERE ${within}`,
    `SELECT kafkaOffset AS at FROM dead_letters WHERE ${ofStream({ stream })} AND ${within}`,
    ...gaps,
  ].join(' UNION ALL ');
}

function ofStream({ stream }: Pick<LogTables, 'stream'>): string {
  return `stream = '${stream}'`;
}

/** Where the rows of a part stand: the same offsets of each generation, as far as it belongs to the log. */
function storedParts({ log, from, to }: LedgerPart): Required<LogPart>[] {
  return log.stretches.map(({ generation, to: end }) => ({
    kafkaPartition: log.kafkaPartition,
    from: { generation, offset: from },
    to: { generation, offset: Math.min(to, end) },
  }));
}
