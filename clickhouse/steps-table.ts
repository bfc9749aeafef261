/** Table `steps`: who handled a dossier when (schema/003_steps.sql). */
import type { ClickHouseClient } from '@clickhouse/client';
import { selectRows } from './client.ts';
import type { RowReader } from './row-binary.ts';

/** Times in ms, 0 = none; status as code. */
export interface StepRow {
  startedAt: number;
  dueAt: number;
  status: number;
  officerId: string;
  officerName: string;
  department: string;
}

function readStep(reader: RowReader): StepRow {
  return {
    startedAt: reader.int64(),
    dueAt: reader.int64(),
    status: reader.uint8(),
    officerId: reader.string(),
    officerName: reader.string(),
    department: reader.string(),
  };
}

/** The steps of one dossier in their order. */
export async function readStepsOf(client: ClickHouseClient, code: string): Promise<StepRow[]> {
  const query = `SELECT startedAt, dueAt, status, officerId, officerName, department FROM steps FINAL
    WHERE code = {code:String} ORDER BY startedAt, eventTime`;
  const rows: StepRow[] = [];
  for await (const chunk of selectRows(client, query, { code }, readStep)) rows.push(...chunk);
  return rows;
}
