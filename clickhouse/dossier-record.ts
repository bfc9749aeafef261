/**
 * What the lists do not show of one dossier, joined from its events in the log (contract/join.ts): a dossier may have a
 * hundred thousand of them, so they are joined where they are.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import { NO_FEE, type Field } from '../contract/fields.ts';
import { selectJson } from './client.ts';
import { isCounted } from './corrections.ts';
import {
  codeSql,
  codeToldMsSql,
  isToldSql,
  latestCode,
  latestNumber,
  latestTexts,
  numberSql,
  textSql,
} from './packed-fields.ts';

/** Times in ms, 0 = none; codes as stored. */
export interface DossierRecord {
  /** Corrections and what they revoke too; one that was sent again counts once. */
  events: number;
  steps: number;
  statusAt: number;
  applicantType: number;
  submittedAt: number;
  returnedAt: number;
  refusedAt: number;
  paidOnline: number;
  /** NO_FEE when none is known. */
  feeVnd: number;
  digitised: number;
  electronicResult: number;
  vneidVerified: number;
  returnChannel: number;
  department: string;
}

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
const IS_STEP = `${isToldSql('step')} AND (stepStartedAt != ${NONE} OR stepDueAt != ${NONE})`;
const ms = (column: string) => `toUnixTimestamp64Milli(${column})`;
const OF_DOSSIER = 'code = {dossier:String}';
/** All events of the dossier; one that does not count tells nothing. */
const EVENTS = `(SELECT * REPLACE(if(${isCounted(OF_DOSSIER)}, told, 0) AS told) FROM events WHERE ${OF_DOSSIER})`;
const code = (field: Field) => codeSql(latestCode(field, field));
const time = (field: Field) => `toFloat64(${numberSql(latestNumber(field, ms(field)))})`;

/** Of a dossier without an event `events` is 0. */
export async function readDossierRecord(client: ClickHouseClient, dossier: string): Promise<DossierRecord> {
  const [record] = await selectJson<DossierRecord>(
    client,
    `SELECT toFloat64(uniqExact((eventTime, source, id))) AS events,
       toFloat64(uniqExactIf((eventTime, source, id), ${IS_STEP})) AS steps,
       toFloat64(${codeToldMsSql(latestCode('status', 'status'))}) AS statusAt, ${code('applicantType')} AS applicantType,
       ${time('submittedAt')} AS submittedAt, ${time('returnedAt')} AS returnedAt, ${time('refusedAt')} AS refusedAt,
       ${code('paidOnline')} AS paidOnline,
       toFloat64(${numberSql(latestNumber('feeVnd', 'feeVnd + 1'))} - 1) AS feeVnd,
       ${code('digitised')} AS digitised, ${code('electronicResult')} AS electronicResult,
       ${code('vneidVerified')} AS vneidVerified, ${code('returnChannel')} AS returnChannel,
       ${textSql(latestTexts('department', ['department']), 1)} AS department
     FROM ${EVENTS} SETTINGS prefer_column_name_to_alias = 1`,
    { dossier },
  );
  if (!record) throw new Error('a count came without a row');
  return { ...record, feeVnd: record.feeVnd < 0 ? NO_FEE : record.feeVnd };
}

/** The last steps, in their order. */
export async function readLastSteps(
  client: ClickHouseClient,
  dossier: string,
  limit: number,
): Promise<StepRecord[]> {
  const steps = await selectJson<StepRecord>(
    client,
    `SELECT toFloat64(${ms(`if(stepStartedAt = ${NONE}, eventTime, stepStartedAt)`)}) AS startedAt,
       toFloat64(${ms('stepDueAt')}) AS dueAt, status, officerId, officerName, department
     FROM ${EVENTS} WHERE ${IS_STEP}
     ORDER BY startedAt DESC, eventTime DESC, kafkaPartition DESC, kafkaOffset DESC
     LIMIT 1 BY source, id, eventTime LIMIT {limit:UInt32}`,
    { dossier, limit },
  );
  return steps.reverse();
}
