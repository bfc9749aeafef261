/** Dossiers whose present step runs past its due date. */
import type { ClickHouseClient } from '@clickhouse/client';
import { DOSSIERS_VIEW } from './states-view.ts';
import { selectJson } from './client.ts';

/** The latest due; what is beyond has been told long ago. */
const MOST = 100_000;

/** Dossier code -> when its step was due, ms. `statuses`: numbers of those that count as in progress; `code`: of one alone. */
export async function readOverdueSteps(
  client: ClickHouseClient,
  statuses: readonly number[],
  code?: string,
): Promise<Map<string, number>> {
  const rows = await selectJson<{ code: string; dueAt: number }>(
    client,
    `SELECT code, toFloat64(toUnixTimestamp64Milli(stepDueAt)) AS dueAt FROM ${DOSSIERS_VIEW}
     WHERE stepDueAt > toDateTime64(0, 3) AND stepDueAt < now64(3) AND status IN {statuses:Array(UInt8)}
       ${code === undefined ? '' : 'AND code = {code:String}'}
     ORDER BY dueAt DESC LIMIT ${MOST}`,
    { statuses, code },
  );
  return new Map(rows.map(({ code, dueAt }) => [code, dueAt]));
}
