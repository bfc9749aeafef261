/**
 * What the log of events tells of the quality of each source's data. Each read scans the log once, the narrow columns
 * alone; an event is in the period by its time, or by its storing when its time is ahead of that.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import { FIELD_BIT, type FieldName } from '../contract/fields.ts';
import { MANY_EVENTS, MAX_SOURCES } from '../contract/quality.ts';
import { STATUS_CODES, statusCodesOf } from '../contract/status.ts';
import { selectJson } from './client.ts';
import { countedEvents, TELLS } from './corrections.ts';
import { DOSSIER_LOG } from './stream-log.ts';

/** Both instants are in it, ms. */
export interface QualityPeriod {
  startMs: number;
  endMs: number;
}

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
  /** Dossiers told resolved, and told paused. */
  resolved: number;
  paused: number;
  /** Distinct units, procedures and officers told, about. */
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

const MAX_SECONDS = 60;
const SETTINGS = `SETTINGS max_execution_time = ${MAX_SECONDS}, max_bytes_before_external_group_by = 2000000000`;
const ms = (column: string) => `toUnixTimestamp64Milli(${column})`;
const AT = `least(${ms('eventTime')}, ${ms('storedAt')})`;
const IN_PERIOD = 'at BETWEEN {start:Int64} AND {end:Int64}';
const isTold = (field: FieldName) => `bitTest(told, ${FIELD_BIT[field]})`;
const isIn = (column: string, codes: readonly number[]) => `${column} IN (${codes.join(', ')})`;
const PAUSED = statusCodesOf('paused');
const RESOLVED = statusCodesOf('resolved');
const marks = (time: string) =>
  `arraySort(arraySlice(arrayReverseSort(groupUniqArray(toUInt32(intDiv(${time}, ${MARK_MS})))), 1, ${MAX_MARKS}))`;

/** The sources that are reported on: those that told most. */
const LISTED_SOURCES = `(SELECT source FROM events GROUP BY source ORDER BY count() DESC, source LIMIT ${MAX_SOURCES})`;
const LISTED = `source IN ${LISTED_SOURCES}`;
/** Of one source, those of most dossiers: names made up for one dossier each push no real one out. */
const MAX_UNIT_NAMES = 5_000;
/** Stands for the names past {@link MAX_UNIT_NAMES}. */
const OTHER_NAMES = '…';

/** How many sources there are, listed or not. */
export async function countSources(client: ClickHouseClient): Promise<number> {
  const [row] = await selectJson<{ n: number }>(
    client,
    `SELECT toFloat64(uniqExact(source)) AS n FROM events ${SETTINGS}`,
  );
  return row?.n ?? 0;
}

/**
 * Every source known by the end of the period, by what it told: a correction tells of no dossier, and what it revokes was
 * told all the same. FINAL: a row that was inserted again is no second event.
 */
export function readSourceCounts(client: ClickHouseClient, period: QualityPeriod): Promise<SourceCounts[]> {
  const stage = (codes: readonly number[]) =>
    `toFloat64(uniqExactIf(code, ${IN_PERIOD} AND ${isTold('status')} AND ${isIn('status', codes)}))`;
  const names = (columns: string) => `toFloat64(uniqIf((${columns}), ${IN_PERIOD}))`;
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
       ${stage(RESOLVED)} AS resolved, ${stage(PAUSED)} AS paused,
       ${names('unitCode, unitName')} AS units, ${names('procedureCode, procedureName, procedureField')} AS procedures,
       ${names('officerId, officerName')} AS officers,
       ${marks('at')} AS eventMarks, ${marks('stored')} AS storedMarks
     FROM (
       SELECT source, id, code, told, status, sender, unitCode, unitName, procedureCode, procedureName, procedureField,
         officerId, officerName, ${ms('eventTime')} AS event, ${ms('storedAt')} AS stored,
         least(event, stored) AS at
       FROM events FINAL WHERE ${TELLS} AND ${LISTED}
     )
     WHERE at <= {end:Int64} GROUP BY source ORDER BY source ${SETTINGS}`,
    params(period),
  );
}

/** A status that a source told after another one of the same dossier, the later one in the period. */
export interface TransitionCount {
  source: string;
  from: number;
  to: number;
  count: number;
  dossiers: number;
  example: string;
}

/** Of two statuses with one event time the greater counts, as everywhere; a repeated event changes nothing. */
export function readTransitions(client: ClickHouseClient, period: QualityPeriod): Promise<TransitionCount[]> {
  return selectJson<TransitionCount>(
    client,
    `SELECT source, step.1.2 AS from, step.2.2 AS to, toFloat64(count()) AS count,
       toFloat64(uniqExact(code)) AS dossiers, min(code) AS example
     FROM (
       SELECT source, code, arraySort(groupUniqArray((${ms('eventTime')}, status, ${AT}))) AS all,
         arrayFilter((one, next) -> one.1 != next.1, all, arrayPushBack(arrayPopFront(all), (0, 0, 0))) AS stages
       FROM events WHERE ${isTold('status')} AND status != 0 AND ${LISTED}
       GROUP BY source, code HAVING length(stages) > 1
     )
     ARRAY JOIN arrayZip(arrayPopBack(stages), arrayPopFront(stages)) AS step
     WHERE from != to AND step.2.3 BETWEEN {start:Int64} AND {end:Int64}
     GROUP BY source, from, to ORDER BY source, from, to ${SETTINGS}`,
    params(period),
  );
}

/** A dossier of which a source told more than {@link MANY_EVENTS} events in the period. */
export interface CrowdedDossier {
  source: string;
  code: string;
  events: number;
  /** How many the source has. */
  dossiers: number;
}

const MAX_CROWDED = 10;

/** Of each source those with most. FINAL: a row that was inserted again is no second event. */
export function readCrowdedDossiers(
  client: ClickHouseClient,
  period: QualityPeriod,
): Promise<CrowdedDossier[]> {
  return selectJson<CrowdedDossier>(
    client,
    `SELECT source, code, toFloat64(count()) AS events, toFloat64(count() OVER (PARTITION BY source)) AS dossiers
     FROM events FINAL WHERE ${AT} BETWEEN {start:Int64} AND {end:Int64} AND ${LISTED}
     GROUP BY source, code HAVING events > ${MANY_EVENTS}
     ORDER BY source, events DESC, code LIMIT ${MAX_CROWDED} BY source ${SETTINGS}`,
    params(period),
  );
}

/** Dossiers of which the period tells, as they stand now. */
export interface StandingCount {
  /** That told their unit; without one the last that told of them. */
  source: string;
  unitCode: string;
  unitName: string;
  /** How many of the era starts their receipt has reached. */
  era: number;
  /** `dated`, `undated`: open or resolved with or without a due date told; `other`: withdrawn or outside. */
  standing: 'dated' | 'undated' | 'other';
  /** Of the undated, for the legal time of their procedure. */
  procedureCode: string;
  channel: number;
  dossiers: number;
}

/**
 * The state is that of the view `dossiers`; the log adds which source told it. `eraStarts`: from when codes and names of
 * units mean others, ms.
 */
export async function readStandings(
  client: ClickHouseClient,
  period: QualityPeriod,
  eraStarts: readonly number[],
): Promise<StandingCount[]> {
  const events = await countedEvents(client, DOSSIER_LOG, '1', '1');
  const notCounted = [...statusCodesOf('outside'), STATUS_CODES.withdrawn];
  return selectJson<StandingCount>(
    client,
    `SELECT source, if(place <= ${MAX_UNIT_NAMES}, unitCode, '') AS unitCode,
       if(place <= ${MAX_UNIT_NAMES}, unitName, '${OTHER_NAMES}') AS unitName, era, standing, procedureCode, channel,
       sum(dossiers) AS dossiers
     FROM (
     SELECT *, dense_rank() OVER (PARTITION BY source ORDER BY ofName DESC, unitCode, unitName) AS place
     FROM (
     SELECT told.teller AS source, state.unitCode AS unitCode, state.unitName AS unitName, state.era AS era,
       state.standing AS standing,
       if(standing = 'undated', state.procedureCode, '') AS procedureCode,
       if(standing = 'undated', state.way, 0) AS channel, toFloat64(count()) AS dossiers,
       sum(dossiers) OVER (PARTITION BY source, unitCode, unitName) AS ofName
     FROM (
       SELECT code, unitCode, unitName, procedureCode, channel AS way,
         if(${ms('receivedAt')} = 0, ${ms('firstEventAt')}, ${ms('receivedAt')}) AS receivedMs,
         toUInt32(arrayCount(start -> receivedMs >= start, {eraStarts:Array(Int64)})) AS era,
         multiIf(${isIn('status', notCounted)}, 'other', dueAt = toDateTime64(0, 3, 'UTC'), 'undated', 'dated') AS standing
       FROM dossiers
     ) AS state
     INNER JOIN (
       SELECT code, argMax(source, eventTime) AS lastSource, argMaxIf(source, eventTime, ${isTold('unit')}) AS unitSource,
         if(unitSource = '', lastSource, unitSource) AS teller
       FROM ${events} GROUP BY code HAVING countIf(${AT} BETWEEN {start:Int64} AND {end:Int64}) > 0
     ) AS told ON state.code = told.code
     WHERE told.teller IN ${LISTED_SOURCES}
     GROUP BY source, unitCode, unitName, era, standing, procedureCode, channel
     )
     )
     GROUP BY source, unitCode, unitName, era, standing, procedureCode, channel ${SETTINGS}`,
    { ...params(period), eraStarts },
  );
}

function params({ startMs, endMs }: QualityPeriod): Record<string, number> {
  return { start: startMs, end: endMs };
}
