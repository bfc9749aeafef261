/**
 * What the log of a kind's events tells of the quality of each source's data. Each read scans the log once, the narrow
 * columns alone.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import { DOSSIER } from '../contract/dossier-kind.ts';
import { MANY_EVENTS } from '../contract/quality.ts';
import type { StatusGroup } from '../contract/status.ts';
import { selectJson } from './client.ts';
import { TELLS } from './corrections.ts';
import type { KindLog } from './kind-log.ts';
import { isToldSql } from './packed-fields.ts';
import { AT, isIn, listedSources, ms, paramsOf, SETTINGS, type QualityPeriod } from './quality-period.ts';

/** Times in ms. */
export interface SourceCounts {
  source: string;
  events: number;
  /** Distinct ids of the events. */
  ids: number;
  dossiers: number;
  /** Names of senders at the intake; '' for none. */
  senders: string[];
  lastEventAt: number;
  lastStoredAt: number;
  ahead: number;
  greatestAheadMs: number;
  late: number;
  greatestLateMs: number;
  /** Cases told resolved, and told paused. */
  resolved: number;
  paused: number;
  /** Distinct units, procedures and officers told, about; kinds of the pack have no procedures: 0. */
  units: number;
  procedures: number;
  officers: number;
  /** The last {@link MAX_MARKS} intervals of {@link MARK_MS} with an event, by event time and by storing, in order. */
  eventMarks: number[];
  storedMarks: number[];
}

export const MARK_MS = 600_000;
const MAX_MARKS = 500;
const AHEAD_MS = 60_000;
const LATE_MS = 86_400_000;

const IN_PERIOD = 'at BETWEEN {start:Int64} AND {end:Int64}';
const isStatusTold = ({ fields }: KindLog) => isToldSql(fields.field('status').bit);
const marks = (time: string) =>
  `arraySort(arraySlice(arrayReverseSort(groupUniqArray(toUInt32(intDiv(${time}, ${MARK_MS})))), 1, ${MAX_MARKS}))`;

/** How many sources there are, listed or not. */
export async function countSources(client: ClickHouseClient, { events, isOfKind }: KindLog): Promise<number> {
  const [row] = await selectJson<{ n: number }>(
    client,
    `SELECT toFloat64(uniqExact(source)) AS n FROM ${events} WHERE ${isOfKind} ${SETTINGS}`,
  );
  return row?.n ?? 0;
}

/**
 * Every source known by the end of the period, by what it told: a correction tells of no case, and what it revokes was
 * told all the same. FINAL: a row that was inserted again is no second event.
 */
export function readSourceCounts(
  client: ClickHouseClient,
  log: KindLog,
  period: QualityPeriod,
): Promise<SourceCounts[]> {
  const { counting, events, isOfKind } = log;
  const stage = (group: StatusGroup) =>
    `toFloat64(uniqExactIf(code, ${IN_PERIOD} AND ${isStatusTold(log)} AND ${isIn('status', counting.statusesOf(group))}))`;
  const names = (columns: string) => `toFloat64(uniqIf((${columns}), ${IN_PERIOD}))`;
  const procedure = 'procedureCode, procedureName, procedureField';
  const hasProcedures = counting.kind.kind === DOSSIER;
  return selectJson<SourceCounts>(
    client,
    `SELECT source, toFloat64(countIf(${IN_PERIOD})) AS events, toFloat64(uniqExactIf(id, ${IN_PERIOD})) AS ids,
       toFloat64(uniqExactIf(code, ${IN_PERIOD})) AS dossiers,
       arraySort(groupUniqArrayIf(toString(sender), ${IN_PERIOD})) AS senders,
       toFloat64(max(at)) AS lastEventAt, toFloat64(max(stored)) AS lastStoredAt,
       toFloat64(countIf(${IN_PERIOD} AND event - stored > ${AHEAD_MS})) AS ahead,
       toFloat64(maxIf(event - stored, ${IN_PERIOD} AND event - stored > ${AHEAD_MS})) AS greatestAheadMs,
       toFloat64(countIf(${IN_PERIOD} AND stored - event > ${LATE_MS})) AS late,
       toFloat64(maxIf(stored - event, ${IN_PERIOD} AND stored - event > ${LATE_MS})) AS greatestLateMs,
       ${stage('resolved')} AS resolved, ${stage('paused')} AS paused,
       ${names('unitCode, unitName')} AS units, ${hasProcedures ? names(procedure) : '0'} AS procedures,
       ${names('officerId, officerName')} AS officers,
       ${marks('at')} AS eventMarks, ${marks('stored')} AS storedMarks
     FROM (
       SELECT source, id, code, told, status, sender, unitCode, unitName, ${hasProcedures ? `${procedure},` : ''}
         officerId, officerName, ${ms('eventTime')} AS event, ${ms('storedAt')} AS stored,
         least(event, stored) AS at
       FROM ${events} FINAL WHERE ${isOfKind} AND ${TELLS} AND source IN ${listedSources(log)}
     )
     WHERE at <= {end:Int64} GROUP BY source ORDER BY source ${SETTINGS}`,
    paramsOf(period),
  );
}

/** A status that a source told after another one of the same case, the later one in the period. */
export interface TransitionCount {
  source: string;
  from: number;
  to: number;
  count: number;
  dossiers: number;
  example: string;
}

/** Of two statuses with one event time the greater counts, as everywhere; a repeated event changes nothing. */
export function readTransitions(
  client: ClickHouseClient,
  log: KindLog,
  period: QualityPeriod,
): Promise<TransitionCount[]> {
  return selectJson<TransitionCount>(
    client,
    `SELECT source, step.1.2 AS from, step.2.2 AS to, toFloat64(count()) AS count,
       toFloat64(uniqExact(code)) AS dossiers, min(code) AS example
     FROM (
       SELECT source, code, arraySort(groupUniqArray((${ms('eventTime')}, status, ${AT}))) AS all,
         arrayFilter((one, next) -> one.1 != next.1, all, arrayPushBack(arrayPopFront(all), (0, 0, 0))) AS stages
       FROM ${log.events}
       WHERE ${log.isOfKind} AND ${isStatusTold(log)} AND status != 0 AND source IN ${listedSources(log)}
       GROUP BY source, code HAVING length(stages) > 1
     )
     ARRAY JOIN arrayZip(arrayPopBack(stages), arrayPopFront(stages)) AS step
     WHERE from != to AND step.2.3 BETWEEN {start:Int64} AND {end:Int64}
     GROUP BY source, from, to ORDER BY source, from, to ${SETTINGS}`,
    paramsOf(period),
  );
}

/** A case of which a source told more than {@link MANY_EVENTS} events in the period. */
export interface CrowdedDossier {
  source: string;
  code: string;
  events: number;
  /** How many the source has. */
  dossiers: number;
}

const MAX_CROWDED = 10;

/** Of each source those with most. FINAL: a row that was inserted again is no second event. */
export async function readCrowdedDossiers(
  client: ClickHouseClient,
  log: KindLog,
  period: QualityPeriod,
): Promise<CrowdedDossier[]> {
  const rows = await selectJson<CrowdedDossier>(
    client,
    `SELECT source, code, toFloat64(count()) AS events, toFloat64(count() OVER (PARTITION BY source)) AS dossiers
     FROM ${log.events} FINAL
     WHERE ${log.isOfKind} AND ${AT} BETWEEN {start:Int64} AND {end:Int64} AND source IN ${listedSources(log)}
     GROUP BY source, code HAVING events > ${MANY_EVENTS}
     ORDER BY source, events DESC, code LIMIT ${MAX_CROWDED} BY source ${SETTINGS}`,
    paramsOf(period),
  );
  return rows.map((row) => ({ ...row, code: row.code.slice(log.prefix.length) }));
}
