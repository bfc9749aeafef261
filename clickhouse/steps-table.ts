/** Table `steps`: who handled a dossier when (schema/003_steps.sql). */
import type { ClickHouseClient } from '@clickhouse/client';
import { withinRanges, type LogRange } from './log-position.ts';
import { isToldSql } from './packed-fields.ts';

const NONE = "toDateTime64(0, 3, 'UTC')";

/** Writes the steps that a part of the log tells; doing it again changes nothing. */
export async function joinSteps(client: ClickHouseClient, ranges: readonly LogRange[]): Promise<void> {
  await client.command({
    query: `INSERT INTO steps (code, startedAt, eventTime, id, dueAt, status, officerId, officerName, department)
      SELECT code, if(stepStartedAt = ${NONE}, eventTime, stepStartedAt), eventTime, id, stepDueAt, status, officerId,
        officerName, department
      FROM events
      WHERE (${withinRanges(ranges)}) AND ${isToldSql('step')}
        AND (stepStartedAt != ${NONE} OR stepDueAt != ${NONE})`,
  });
}
