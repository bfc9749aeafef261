import type { ClickHouseClient } from '@clickhouse/client';
import { selectJson } from './client.ts';

/** ClickHouse's clock, ms. */
export async function readClock(client: ClickHouseClient): Promise<number> {
  const [row] = await selectJson<{ nowMs: number }>(
    client,
    'SELECT toFloat64(toUnixTimestamp64Milli(now64(3))) AS nowMs',
  );
  if (!row) throw new Error('ClickHouse does not say what time it is');
  return row.nowMs;
}
