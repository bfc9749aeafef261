/**
 * Holds the joined states against the log they were joined from, and joins again what they have lost.
 *
 * A state may be ahead of the part of the log that is compared, never behind it, so joins may go on meanwhile. The log is
 * compared in parts, by dossier, in one thread: memory is bounded, and ticks and inserts keep the processor.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import { selectJson } from './client.ts';
import { comparedStates, joinDossiers } from './dossiers-table.ts';
import { readJoinedPositions } from './lanes-table.ts';
import { partsBefore, withinParts } from './log-part.ts';

const EVENTS_PER_PART = 500_000;

/** Joins again what the states lack; returns how many dossiers that were. */
export async function mendStates(client: ClickHouseClient): Promise<number> {
  const joined = partsBefore(await readJoinedPositions(client));
  const [size] = await selectJson<{ events: number }>(
    client,
    `SELECT toFloat64(count()) AS events FROM events WHERE ${withinParts(joined)}`,
  );
  const parts = Math.max(1, Math.ceil((size?.events ?? 0) / EVENTS_PER_PART));
  let dossiers = 0;
  for (let part = 0; part < parts; part++) {
    const ofPart = parts === 1 ? '1' : `cityHash64(code) % ${parts} = ${part}`;
    const behind = await count(client, comparedStates(joined, ofPart));
    if (behind > 0) await joinDossiers(client, joined, ofPart);
    dossiers += behind;
  }
  return dossiers;
}

async function count(client: ClickHouseClient, codes: string): Promise<number> {
  const [row] = await selectJson<{ n: number }>(
    client,
    `SELECT toFloat64(uniqExact(code)) AS n FROM (${codes})`,
  );
  return row?.n ?? 0;
}
