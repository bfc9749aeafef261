/**
 * What the lists do not show of one dossier, joined from its events in the log (contract/join.ts): a dossier may have a
 * hundred thousand of them, so they are joined where they are.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import { DETAILS, FIELD_BIT, type DetailColumns } from '../contract/fields.ts';
import { selectJson } from './client.ts';
import { isCounted } from './corrections.ts';
import { storedSql } from './field-packing.ts';
import { withinCut, type LogCut } from './log-part.ts';
import { codeToldMsSql, isToldSql, latestCode } from './packed-fields.ts';
import { DOSSIER_LOG } from './stream-log.ts';

/** Values as stored. */
export type DossierRecord = DetailColumns & {
  /** Corrections and what they revoke too; one that was sent again counts once. */
  events: number;
  steps: number;
  /** When the status was told, ms; 0 = never. */
  statusAt: number;
};

/** One step of a dossier: who handled it from when, and until when they had to. */
export interface StepRecord {
  startedAt: number;
  dueAt: number;
  status: number;
  officerId: string;
  officerName: string;
  department: string;
}

const NONE = "toDateTime64(0, 3, 'UTC')";
const IS_STEP = `${isToldSql(FIELD_BIT.step)} AND (stepStartedAt != ${NONE} OR stepDueAt != ${NONE})`;
const ms = (column: string) => `toUnixTimestamp64Milli(${column})`;
const OF_DOSSIER = 'code = {dossier:String}';
/** All events of the dossier; those that do not count tell nothing. */
function eventsIn(cut: LogCut | undefined): string {
  const counted = isCounted(DOSSIER_LOG, `${OF_DOSSIER} AND ${withinCut(cut && { parts: cut.parts })}`);
  return `(SELECT * REPLACE(if(${counted}, told, 0) AS told) FROM events WHERE ${OF_DOSSIER} AND ${withinCut(cut)})`;
}

/** As a cut of the log left it; undefined: as it is now. Of a dossier without an event `events` is 0. */
export async function readDossierRecord(
  client: ClickHouseClient,
  dossier: string,
  cut: LogCut | undefined,
): Promise<DossierRecord> {
  const [record] = await selectJson<DossierRecord>(
    client,
    `SELECT toFloat64(uniqExact((eventTime, source, id))) AS events,
       toFloat64(uniqExactIf((eventTime, source, id), ${IS_STEP})) AS steps,
       toFloat64(${codeToldMsSql(latestCode(FIELD_BIT.status, 'status'))}) AS statusAt,
       ${DETAILS.flatMap(storedSql).join(', ')}
     FROM ${eventsIn(cut)} SETTINGS prefer_column_name_to_alias = 1`,
    { dossier },
  );
  if (!record) throw new Error('a count came without a row');
  return record;
}

/** The last steps, in their order. */
export async function readLastSteps(
  client: ClickHouseClient,
  dossier: string,
  limit: number,
  cut: LogCut | undefined,
): Promise<StepRecord[]> {
  const steps = await selectJson<StepRecord>(
    client,
    `SELECT toFloat64(${ms(`if(stepStartedAt = ${NONE}, eventTime, stepStartedAt)`)}) AS startedAt,
       toFloat64(${ms('stepDueAt')}) AS dueAt, status, officerId, officerName, department
     FROM ${eventsIn(cut)} WHERE ${IS_STEP}
     ORDER BY startedAt DESC, eventTime DESC, kafkaPartition DESC, kafkaOffset DESC
     LIMIT 1 BY source, id, eventTime LIMIT {limit:UInt32}`,
    { dossier, limit },
  );
  return steps.reverse();
}
