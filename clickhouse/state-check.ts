/**
 * Compares the joined states with the log that they were joined from, and joins again what they have lost.
 *
 * A state may be ahead of the compared part of the log but never behind it, so joins may go on meanwhile. The log is
 * compared in parts, by code, in one thread: memory is bounded, and ticks and inserts keep the processor.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import { selectJson } from './client.ts';
import { readJoinedPositions } from './lanes-table.ts';
import { partsBefore, withinParts } from './log-part.ts';
import { comparedStates, joinStates } from './states-table.ts';
import type { StreamLog } from './stream-log.ts';

const EVENTS_PER_PART = 500_000;

/** Joins again what the states lack; returns the number of codes that lacked something. */
export async function mendStates(client: ClickHouseClient, log: StreamLog): Promise<number> {
  const joined = partsBefore(await readJoinedPositions(client, log.stream));
  const [size] = await selectJson<{ events: number }>(
    client,
    `SELECT toFloat64(count()) AS events FROM ${log.events} WHERE ${withinParts(joined)}`,
  );
  const parts = Math.max(1, Math.ceil((size?.events ?? 0) / EVENTS_PER_PART));
  let codes = 0;
  for (let part = 0; part < parts; part++) {
    const ofPart = parts === 1 ? '1' : `cityHash64(code) % ${parts} = ${part}`;
    const behind = await count(client, comparedStates(log, joined, ofPart));
    if (behind > 0) await joinStates(client, log, joined, ofPart);
    codes += behind;
  }
  return codes;
}

async function count(client: ClickHouseClient, query: string): Promise<number> {
  const [row] = await selectJson<{ n: number }>(
    client,
    `SELECT toFloat64(uniqExact(code)) AS n FROM (${query})`,
  );
  return row?.n ?? 0;
}
