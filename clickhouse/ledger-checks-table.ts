/**
 * Tables `ledger_checks` and `state_mends`: what a recount asks of ingest, and what ingest reports to servers
 * (schema/ledger_checks.sql, schema/state_mends.sql).
 */
import type { ClickHouseClient } from '@clickhouse/client';
import type { StreamName } from '../contract/streams.ts';
import { selectJson } from './client.ts';

const EPOCH = '1970-01-01 00:00:00.000';

/** Asks ingest to check the ledger against Kafka; returns the least `lanes.checkedAt` that answers it, ms. */
export async function askForCheck(client: ClickHouseClient): Promise<number> {
  await client.command({ query: 'INSERT INTO ledger_checks SELECT now64(3)' });
  return Date.parse(`${(await readLastAsked(client)).replace(' ', 'T')}Z`);
}

/** When the last check was asked for, as ClickHouse writes it. */
export async function readLastAsked(client: ClickHouseClient): Promise<string> {
  const [row] = await selectJson<{ at: string }>(client, 'SELECT max(askedAt) AS at FROM ledger_checks');
  return row?.at ?? EPOCH;
}

export async function insertStateMend(
  client: ClickHouseClient,
  stream: StreamName,
  states: number,
): Promise<void> {
  await client.insert({ table: 'state_mends', values: [{ stream, states }], format: 'JSONEachRow' });
}

/** How often the states of a stream were mended. */
export async function countStateMends(client: ClickHouseClient, stream: StreamName): Promise<number> {
  const [row] = await selectJson<{ mends: number }>(
    client,
    'SELECT toFloat64(count()) AS mends FROM state_mends WHERE stream = {stream:String}',
    { stream },
  );
  return row?.mends ?? 0;
}
