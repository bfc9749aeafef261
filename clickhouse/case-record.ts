/** What the lists do not show of one case, joined from its events in the log as dossier-record.ts does. */
import type { ClickHouseClient } from '@clickhouse/client';
import { CASE, type CaseColumns } from '../contract/case-fields.ts';
import { selectJson } from './client.ts';
import { storedSql } from './field-packing.ts';
import { withinCut, type LogCut } from './log-part.ts';
import { codeToldMsSql, latestCode } from './packed-fields.ts';
import { CASE_LOG } from './stream-log.ts';

/** Values as stored. */
export type CaseRecord = CaseColumns & {
  /** One that was sent again counts once. */
  events: number;
  /** When the status was told, ms; 0 = never. */
  statusAt: number;
};

/** `key`: as the log has it (caseKey). `cut` as of a dossier. Of a case without an event `events` is 0. */
export async function readCaseRecord(
  client: ClickHouseClient,
  key: string,
  cut: LogCut | undefined,
): Promise<CaseRecord> {
  const [record] = await selectJson<CaseRecord>(
    client,
    `SELECT toFloat64(uniqExact((eventTime, source, id))) AS events,
       toFloat64(${codeToldMsSql(latestCode(CASE.field('status').bit, 'status'))}) AS statusAt,
       ${CASE.stored.flatMap(storedSql).join(', ')}
     FROM ${CASE_LOG.events} WHERE code = {key:String} AND ${withinCut(cut)} SETTINGS prefer_column_name_to_alias = 1`,
    { key },
  );
  if (!record) throw new Error('a count came without a row');
  return record;
}
