/**
 * The dossiers of a part of the event log: each field the greatest (event time, value), as contract/fold.ts and the
 * table `dossiers` join them. What a recount and a report as of an instant are counted from.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import { FIELD_BIT, type Field } from '../contract/fields.ts';
import { selectJson, selectRows } from './client.ts';
import type { LogPosition } from './events-table.ts';

/** The log before the positions; with `untilMs` only its events of that time and earlier. */
export interface LogCut {
  positions: readonly LogPosition[];
  untilMs?: number;
}

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

const NO_TIME = "toDateTime64(0, 3, 'UTC')";
const ms = (expression: string) => `toUnixTimestamp64Milli(${expression})`;
/** A join of so many events takes some 2 GB in ClickHouse: longer logs are joined in parts, by dossier. */
const EVENTS_PER_PART = 2_000_000;

/** The greatest (event time, value) that the events of a dossier told of a field. */
function latest(field: Field, value: string, empty: string): string {
  return `max(if(bitTest(told, ${FIELD_BIT[field]}), (eventTime, ${value}), (${NO_TIME}, ${empty})))`;
}

function inCut({ positions, untilMs }: LogCut): string {
  const before = positions.map(
    (p) =>
      `(kafkaPartition = ${p.kafkaPartition} AND (generation, kafkaOffset) < (${p.generation}, ${p.nextOffset}))`,
  );
  const until =
    untilMs === undefined ? '' : ` AND eventTime <= fromUnixTimestamp64Milli(toInt64(${untilMs}), 'UTC')`;
  return `(${before.join(' OR ') || '0'})${until}`;
}

/** One row per dossier: uCode, uName, pCode, pName, pField, pLevel, way, stage, stageAt, receivedMs, dueMs, finishedMs. */
export function dossiersBefore(cut: LogCut, ofDossiers = '1'): string {
  return `
    SELECT
      s.2 AS stage, ${ms('s.1')} AS stageAt, u.2.1 AS uCode, u.2.2 AS uName, c.2 AS way,
      p.2.1 AS pCode, p.2.2 AS pName, p.2.3 AS pField, p.2.4 AS pLevel,
      if(r.2 = ${NO_TIME}, ${ms('firstAt')}, ${ms('r.2')}) AS receivedMs, ${ms('d.2')} AS dueMs, ${ms('f.2')} AS finishedMs
    FROM (
      SELECT
        min(eventTime) AS firstAt,
        ${latest('status', 'status', 'toUInt8(0)')} AS s,
        ${latest('unit', '(unitCode, unitName)', "('', '')")} AS u,
        ${latest('channel', 'channel', 'toUInt8(0)')} AS c,
        ${latest('procedure', '(procedureCode, procedureName, procedureField, procedureLevel)', "('', '', '', toUInt8(0))")} AS p,
        ${latest('receivedAt', 'receivedAt', NO_TIME)} AS r,
        ${latest('dueAt', 'dueAt', NO_TIME)} AS d,
        ${latest('finishedAt', 'finishedAt', NO_TIME)} AS f
      FROM events WHERE ${inCut(cut)} AND ${ofDossiers} GROUP BY code)`;
}

/** Every dossier of the cut once, in arrays as they come. */
export async function* readDossiersBefore(
  client: ClickHouseClient,
  cut: LogCut,
): AsyncGenerator<LoggedDossier[]> {
  const [size] = await selectJson<{ events: number }>(
    client,
    `SELECT toFloat64(count()) AS events FROM events WHERE ${inCut(cut)}`,
  );
  const parts = Math.max(1, Math.ceil((size?.events ?? 0) / EVENTS_PER_PART));
  for (let part = 0; part < parts; part++) {
    const ofPart = parts === 1 ? '1' : `cityHash64(code) % ${parts} = ${part}`;
    const query = `SELECT uCode, uName, pCode, pName, pField, pLevel, stage, stageAt, receivedMs, finishedMs, dueMs, way
      FROM (${dossiersBefore(cut, ofPart)})`;
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

/** The latest event time of the cut that is not after `untilMs`; 0 when there is none. */
export async function readLatestEventTime(
  client: ClickHouseClient,
  { positions }: LogCut,
  untilMs: number,
): Promise<number> {
  const [row] = await selectJson<{ at: number }>(
    client,
    `SELECT toFloat64(toUnixTimestamp64Milli(max(eventTime))) AS at FROM events WHERE ${inCut({ positions, untilMs })}`,
  );
  return row?.at ?? 0;
}
