/**
 * The dossiers of a part of the event log: each field the greatest (event time, value), as contract/join.ts and the
 * table `dossier_states` join them. What a recount and a report as of an instant are counted from.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import { FIELD_BIT } from '../contract/fields.ts';
import { selectRows } from './client.ts';
import { countedEvents } from './corrections.ts';
import { joinTurns, withinCut, withinParts, type LogCut } from './log-part.ts';
import {
  codeSql,
  codeToldMsSql,
  latestCode,
  latestNumber,
  latestTexts,
  numberSql,
  textSql,
} from './packed-fields.ts';
import { DOSSIER_LOG } from './stream-log.ts';

/** A dossier as the rules see it; times in ms, 0 = none; codes as stored. `dueAt` is as told. */
export interface LoggedDossier {
  unitCode: string;
  unitName: string;
  procedureCode: string;
  procedureName: string;
  procedureField: string;
  procedureLevel: number;
  status: number;
  statusAt: number;
  receivedAt: number;
  finishedAt: number;
  dueAt: number;
  channel: number;
}

const ms = (column: string) => `toUnixTimestamp64Milli(${column})`;

/**
 * A query of one row per dossier, without what corrections of the same parts of the log revoke, whatever their event time:
 * uCode, uName, pCode, pName, pField, pLevel, way, stage, stageAt, receivedMs, dueMs, finishedMs.
 */
export async function dossiersBefore(
  client: ClickHouseClient,
  cut: LogCut,
  ofDossiers = '1',
): Promise<string> {
  const events = await countedEvents(
    client,
    DOSSIER_LOG,
    `${withinCut(cut)} AND ${ofDossiers}`,
    withinParts(cut.parts),
  );
  return `
    SELECT
      ${codeSql('s')} AS stage, ${codeToldMsSql('s')} AS stageAt, ${codeSql('c')} AS way,
      ${textSql('u', 1)} AS uCode, ${textSql('u', 2)} AS uName,
      ${textSql('p', 1)} AS pCode, ${textSql('p', 2)} AS pName, ${textSql('p', 3)} AS pField,
      toUInt8OrZero(${textSql('p', 4)}) AS pLevel,
      if(${numberSql('r')} = 0, firstMs, ${numberSql('r')}) AS receivedMs,
      ${numberSql('d')} AS dueMs, ${numberSql('f')} AS finishedMs
    FROM (
      SELECT
        ${ms('min(eventTime)')} AS firstMs,
        ${latestCode(FIELD_BIT.status, 'status')} AS s,
        ${latestTexts(FIELD_BIT.unit, ['unitCode', 'unitName'])} AS u,
        ${latestCode(FIELD_BIT.channel, 'channel')} AS c,
        ${latestTexts(FIELD_BIT.procedure, ['procedureCode', 'procedureName', 'procedureField', 'toString(procedureLevel)'])} AS p,
        ${latestNumber(FIELD_BIT.receivedAt, ms('receivedAt'))} AS r,
        ${latestNumber(FIELD_BIT.dueAt, ms('dueAt'))} AS d,
        ${latestNumber(FIELD_BIT.finishedAt, ms('finishedAt'))} AS f
      FROM ${events} GROUP BY code)`;
}

/** Every dossier of the cut once, in arrays as they come. */
export async function* readDossiersBefore(
  client: ClickHouseClient,
  cut: LogCut,
): AsyncGenerator<LoggedDossier[]> {
  for (const ofTurn of await joinTurns(client, DOSSIER_LOG, cut)) {
    const query = `SELECT uCode, uName, pCode, pName, pField, pLevel, stage, stageAt, receivedMs, finishedMs, dueMs, way
      FROM (${await dossiersBefore(client, cut, ofTurn)})`;
    yield* selectRows(client, query, {}, (reader) => ({
      unitCode: reader.string(),
      unitName: reader.string(),
      procedureCode: reader.string(),
      procedureName: reader.string(),
      procedureField: reader.string(),
      procedureLevel: reader.uint8(),
      status: reader.uint8(),
      statusAt: reader.int64(),
      receivedAt: reader.int64(),
      finishedAt: reader.int64(),
      dueAt: reader.int64(),
      channel: reader.uint8(),
    }));
  }
}
