/**
 * The counting rules in SQL, over the event log alone: the twin of contract/join.ts and contract/counting.ts that a
 * recount compares the kept figures with. It shares no code with them but the numbering of cells.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import {
  LATENESS_RULES,
  NOT_COUNTED,
  OUTCOME_INDEX,
  type Instants,
  type Outcome,
} from '../contract/counting.ts';
import { DOSSIER_COUNTING } from '../contract/kind-counting.ts';
import { CHANNEL_CODES, statusCodesOf } from '../contract/status.ts';
import { selectRows } from './client.ts';
import { dossiersBefore } from './log-dossiers.ts';
import { partsBefore, type LogPosition } from './log-part.ts';

/** Dossiers of one told unit, received in one era, in one cell (contract/counting.ts). */
export interface CellCount {
  unitCode: string;
  unitName: string;
  /** How many of the era starts their receipt has reached. */
  era: number;
  /** One that is due soon stands as within due. */
  cell: number;
  /**
   * Within due: the first of the due-soon instants that reaches the due date, ms; who counts by that one or a later one
   * counts these dossiers as due soon. 0: not within due, or none reaches it.
   */
  dueSoonFromMs: number;
  count: number;
}

/** A dossier that was told no due date: what the legal time of its procedure may give is not SQL's to know. */
export interface UndatedDossier {
  unitCode: string;
  unitName: string;
  procedureCode: string;
  status: number;
  statusAt: number;
  receivedAt: number;
  finishedAt: number;
  channel: number;
}

const localDay = (expression: string) => `intDiv(${expression} + 25200000, 86400000)`;

const isGroup = (group: Parameters<typeof statusCodesOf>[0]) =>
  `stage IN (${statusCodesOf(group).join(', ')})`;
const outcome = (name: Outcome) => String(OUTCOME_INDEX[name]);
const { origins } = DOSSIER_COUNTING.cells;
const origin = (name: 'carriedOver' | keyof typeof CHANNEL_CODES) => String(origins.indexOf(name));

/** As contract/counting.ts numbers the cells of dossiers with a due date. */
const PLACE = `toInt64((outcome * ${origins.length} + origin) * 2)`;

/** The cell of a dossier with a due date; parameters start, end, soon (all of them; ms) and byInstant. */
const CELL = `
    multiIf(${isGroup('resolved')}, greatest(if(finishedMs = 0, stageAt, finishedMs), receivedMs),
            ${isGroup('withdrawn')}, greatest(stageAt, receivedMs), 0) AS closedMs,
    multiIf(receivedMs < {start:Int64}, ${origin('carriedOver')}, way = ${CHANNEL_CODES.online}, ${origin('online')},
            way = ${CHANNEL_CODES.postal}, ${origin('postal')}, ${origin('counter')}) AS origin,
    multiIf(
      ${isGroup('outside')}, ${outcome('outside')},
      closedMs != 0 AND closedMs <= {end:Int64}, multiIf(
        ${isGroup('withdrawn')}, ${outcome('withdrawn')},
        ${localDay('closedMs')} < ${localDay('dueMs')}, ${outcome('resolvedEarly')},
        if({byInstant:UInt8}, closedMs > dueMs, ${localDay('closedMs')} > ${localDay('dueMs')}), ${outcome('resolvedLate')},
        ${outcome('resolvedOnTime')}),
      ${isGroup('paused')} AND stageAt <= {end:Int64}, ${outcome('paused')},
      if({byInstant:UInt8}, dueMs < {end:Int64}, ${localDay('dueMs')} < ${localDay('{end:Int64}')}), ${outcome('late')},
      ${outcome('withinDue')}) AS outcome,
    multiIf(
      receivedMs > {end:Int64}, ${NOT_COUNTED},
      ${isGroup('outside')}, if(receivedMs < {start:Int64}, ${NOT_COUNTED}, ${PLACE}),
      closedMs != 0 AND closedMs < {start:Int64}, ${NOT_COUNTED},
      ${PLACE}) AS cell,
    if(outcome = ${outcome('withinDue')}, arrayMin(arrayFilter(x -> x >= dueMs, {soon:Array(Int64)})), 0) AS dueSoonFrom`;

/**
 * Counts the dossiers that were told a due date. `at`: instants of one moment that differ in dueSoonMs alone. `eraStarts`:
 * instants, ms; the receipt tells what a unit's code means.
 */
export async function recountCells(
  client: ClickHouseClient,
  positions: readonly LogPosition[],
  at: readonly Instants[],
  eraStarts: readonly number[],
): Promise<CellCount[]> {
  const query = `SELECT uCode, uName, toInt64(era), toInt64(cell), toInt64(dueSoonFrom), toInt64(count()) FROM (
      SELECT *, arrayCount(start -> receivedMs >= start, {eraStarts:Array(Int64)}) AS era, ${CELL}
      FROM (${await dossiersBefore(client, { parts: partsBefore(positions) })}) WHERE dueMs != 0
    ) WHERE cell != ${NOT_COUNTED} GROUP BY uCode, uName, era, cell, dueSoonFrom`;
  const counts: CellCount[] = [];
  const rows = selectRows(client, query, { ...paramsOf(at), eraStarts }, (reader) => ({
    unitCode: reader.string(),
    unitName: reader.string(),
    era: reader.int64(),
    cell: reader.int64(),
    dueSoonFromMs: reader.int64(),
    count: reader.int64(),
  }));
  for await (const chunk of rows) counts.push(...chunk);
  return counts;
}

/** The dossiers that were told none, in parts. */
export async function* readUndated(
  client: ClickHouseClient,
  positions: readonly LogPosition[],
): AsyncGenerator<UndatedDossier[]> {
  const query = `SELECT uCode, uName, pCode, stage, stageAt, receivedMs, finishedMs, way 
    FROM (${await dossiersBefore(client, { parts: partsBefore(positions) })}) WHERE dueMs = 0`;
  yield* selectRows(client, query, {}, (reader) => ({
    unitCode: reader.string(),
    unitName: reader.string(),
    procedureCode: reader.string(),
    status: reader.uint8(),
    statusAt: reader.int64(),
    receivedAt: reader.int64(),
    finishedAt: reader.int64(),
    channel: reader.uint8(),
  }));
}

function paramsOf(at: readonly Instants[]): Record<string, unknown> {
  const { startMs, endMs, rule } = at[0] as Instants;
  return {
    start: startMs,
    end: endMs,
    soon: at.map(({ dueSoonMs }) => dueSoonMs),
    byInstant: rule === LATENESS_RULES[1] ? 1 : 0,
  };
}
