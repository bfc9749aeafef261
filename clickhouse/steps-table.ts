/** Table `steps`: who handled a dossier when (schema/003_steps.sql). */
import type { ClickHouseClient } from '@clickhouse/client';
import { withinRanges, type LogRange } from './log-position.ts';
import { isToldSql } from './packed-fields.ts';

const NONE = "toDateTime64(0, 3, 'UTC')";

/** Columns of a step's key as an event tells it, and the events that tell one. */
const KEY = `code, if(stepStartedAt = ${NONE}, eventTime, stepStartedAt) AS startedAt, eventTime, id`;
const TELLS_STEP = `${isToldSql('step')} AND (stepStartedAt != ${NONE} OR stepDueAt != ${NONE})`;

/** Writes the steps that a part of the log tells; doing it again changes nothing. */
export async function joinSteps(client: ClickHouseClient, ranges: readonly LogRange[]): Promise<void> {
  await joinStepsOf(client, withinRanges(ranges));
}

/** As {@link joinSteps} for the events of a condition. */
export async function joinStepsOf(client: ClickHouseClient, events: string): Promise<void> {
  await client.command({
    query: `INSERT INTO steps (code, startedAt, eventTime, id, dueAt, status, officerId, officerName, department)
      SELECT ${KEY}, stepDueAt, status, officerId, officerName, department
      FROM events WHERE (${events}) AND ${TELLS_STEP}`,
  });
}

/** A query of the codes that lack a step which the events of a condition tell; of the dossiers of another. */
export function comparedSteps(events: string, ofDossiers: string): string {
  return `SELECT code FROM (
      SELECT ${KEY}, true AS isLog FROM events WHERE (${events}) AND ${ofDossiers} AND ${TELLS_STEP}
      UNION ALL
      SELECT code, startedAt, eventTime, id, false FROM steps WHERE ${ofDossiers}
    ) GROUP BY code, startedAt, eventTime, id HAVING countIf(NOT isLog) = 0`;
}
