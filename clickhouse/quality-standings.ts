/** How the cases of each source stand: the units they name, and with or without a due date told. */
import type { ClickHouseClient } from '@clickhouse/client';
import { CASE, type CaseFieldName } from '../contract/case-fields.ts';
import { CASE_MOMENTS } from '../contract/kind.ts';
import { countedEvents } from './corrections.ts';
import { selectJson } from './client.ts';
import type { KindLog } from './kind-log.ts';
import {
  codeSql,
  isToldSql,
  latestCode,
  latestNumber,
  latestTexts,
  numberSql,
  textSql,
} from './packed-fields.ts';
import { AT, isIn, listedSources, ms, paramsOf, SETTINGS, type QualityPeriod } from './quality-period.ts';

/** Cases of which the period tells, as they stand now. */
export interface StandingCount {
  /** That told their unit; without one the last that told of them. */
  source: string;
  unitCode: string;
  unitName: string;
  /** How many of the era starts their receipt has reached. */
  era: number;
  /** `dated`, `undated`: open or resolved with or without a due date told; `other`: withdrawn or outside. */
  standing: 'dated' | 'undated' | 'other';
  dossiers: number;
}

/** Of the undated, for the legal time of their procedure; '' and 0 of the others. */
export type DossierStanding = StandingCount & { procedureCode: string; channel: number };

/** Of the undated, for the limits of their kind; 0, '' and [] of the others. */
export type CaseStanding = StandingCount & {
  status: number;
  category: string;
  /** In the order of CASE_MOMENTS: the latest of the limit starts that the moment has reached, ms; 0: it was not told. */
  moments: number[];
};

/** Of one source, those of most cases: names made up for one case each push no real one out. */
const MAX_UNIT_NAMES = 5_000;
/** Stands for the names past {@link MAX_UNIT_NAMES}. */
const OTHER_NAMES = '…';

/**
 * The state is that of the view `dossiers`; the log adds which source told it. `eraStarts`: from when codes and names of
 * units mean others, ms.
 */
export async function readDossierStandings(
  client: ClickHouseClient,
  log: KindLog,
  period: QualityPeriod,
  eraStarts: readonly number[],
): Promise<DossierStanding[]> {
  const events = await countedEvents(client, log, log.isOfKind, log.isOfKind);
  const states = `
    SELECT code, unitCode, unitName, status, dueAt != toDateTime64(0, 3, 'UTC') AS isDated, procedureCode, channel AS way,
      if(${ms('receivedAt')} = 0, ${ms('firstEventAt')}, ${ms('receivedAt')}) AS receivedMs
    FROM dossiers`;
  const undated = { procedureCode: ['procedureCode', "''"], channel: ['way', '0'] } as const;
  return selectJson<DossierStanding>(client, standingsSql(log, events, states, undated), {
    ...paramsOf(period),
    eraStarts,
  });
}

/** Joined from the log. `limitStarts`: from when limits of the kind are valid and the least time there is, ms. */
export async function readCaseStandings(
  client: ClickHouseClient,
  log: KindLog,
  period: QualityPeriod,
  eraStarts: readonly number[],
  limitStarts: readonly number[],
): Promise<CaseStanding[]> {
  const events = await countedEvents(client, log, log.isOfKind, log.isOfKind);
  const bit = (field: CaseFieldName) => CASE.field(field).bit;
  const times = [...CASE_MOMENTS, 'dueAt', 'extendedTo'] as const;
  const latestTime = (field: CaseFieldName) => `${latestNumber(bit(field), ms(field))} AS ${field}Told`;
  const time = (field: CaseFieldName) => numberSql(`${field}Told`);
  const moments = CASE_MOMENTS.map((moment) => (moment === 'receivedAt' ? 'receivedMs' : time(moment)));
  const states = `
    SELECT code, ${textSql('u', 1)} AS unitCode, ${textSql('u', 2)} AS unitName, ${codeSql('s')} AS status,
      ${textSql('c', 1)} AS category, ${time('dueAt')} != 0 OR ${time('extendedTo')} != 0 AS isDated,
      if(${time('receivedAt')} = 0, firstMs, ${time('receivedAt')}) AS receivedMs,
      arrayMap(at -> toFloat64(arrayMax(arrayFilter(start -> start <= at, {limitStarts:Array(Int64)}))),
        [${moments.join(', ')}]) AS moments
    FROM (
      SELECT code, ${ms('min(eventTime)')} AS firstMs, ${latestCode(bit('status'), 'status')} AS s,
        ${latestTexts(bit('unit'), ['unitCode', 'unitName'])} AS u, ${latestTexts(bit('category'), ['category'])} AS c,
        ${times.map(latestTime).join(', ')}
      FROM ${events} GROUP BY code
    )`;
  const undated = {
    status: ['status', '0'],
    category: ['category', "''"],
    moments: ['moments', '[]'],
  } as const;
  return selectJson<CaseStanding>(client, standingsSql(log, events, states, undated), {
    ...paramsOf(period),
    eraStarts,
    limitStarts,
  });
}

/**
 * `states`: of each case code, unitCode, unitName, status, isDated, receivedMs and what is told of the undated. `undated`:
 * name -> its column in `states` and the value of all others.
 */
function standingsSql(
  log: KindLog,
  events: string,
  states: string,
  undated: Readonly<Record<string, readonly [column: string, none: string]>>,
): string {
  const { counting, fields } = log;
  const notCounted = [...counting.statusesOf('outside'), ...counting.statusesOf('withdrawn')];
  const ofUndated = Object.keys(undated).join(', ');
  const toldOfUndated = Object.entries(undated).map(
    ([name, [column, none]]) => `if(standing = 'undated', state.${column}, ${none}) AS ${name}`,
  );
  return `SELECT source, if(place <= ${MAX_UNIT_NAMES}, unitCode, '') AS unitCode,
       if(place <= ${MAX_UNIT_NAMES}, unitName, '${OTHER_NAMES}') AS unitName, era, standing, ${ofUndated},
       sum(dossiers) AS dossiers
     FROM (
     SELECT *, dense_rank() OVER (PARTITION BY source ORDER BY ofName DESC, unitCode, unitName) AS place
     FROM (
     SELECT told.teller AS source, state.unitCode AS unitCode, state.unitName AS unitName, state.era AS era,
       state.standing AS standing, ${toldOfUndated.join(', ')}, toFloat64(count()) AS dossiers,
       sum(dossiers) OVER (PARTITION BY source, unitCode, unitName) AS ofName
     FROM (
       SELECT *, toUInt32(arrayCount(start -> receivedMs >= start, {eraStarts:Array(Int64)})) AS era,
         multiIf(${isIn('status', notCounted)}, 'other', isDated, 'dated', 'undated') AS standing
       FROM (${states})
     ) AS state
     INNER JOIN (
       SELECT code, argMax(source, eventTime) AS lastSource,
         argMaxIf(source, eventTime, ${isToldSql(fields.field('unit').bit)}) AS unitSource,
         if(unitSource = '', lastSource, unitSource) AS teller
       FROM ${events} GROUP BY code HAVING countIf(${AT} BETWEEN {start:Int64} AND {end:Int64}) > 0
     ) AS told ON state.code = told.code
     WHERE told.teller IN ${listedSources(log)}
     GROUP BY source, unitCode, unitName, era, standing, ${ofUndated}
     )
     )
     GROUP BY source, unitCode, unitName, era, standing, ${ofUndated} ${SETTINGS}`;
}
