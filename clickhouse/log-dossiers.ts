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

const ms = (expression: string) => `toUnixTimestamp64Milli(${expression})`;
const told = (field: Field) => `bitTest(told, ${FIELD_BIT[field]})`;
/** A join holds each of its dossiers in ClickHouse's memory: a longer log is joined in parts, by dossier. */
const EVENTS_PER_PART = 2_000_000;

/*
 * The greatest (event time, value) of a field, packed into one number or text that sorts as the pair does: ClickHouse
 * keeps the greatest of those ten times as fast as that of tuples.
 */
const CODE_SPAN = 256;
/** 2^44 ms end in the year 2527. */
const TIME_SPAN = 2 ** 44;
const latestCode = (field: Field, column: string) =>
  `maxIf(${ms('eventTime')} * ${CODE_SPAN} + ${column}, ${told(field)})`;
const latestTime = (field: Field, column: string) =>
  `maxIf(toUInt128(${ms('eventTime')}) * ${TIME_SPAN} + ${ms(column)}, ${told(field)})`;
const timeOf = (packed: string) => `toInt64(${packed} % ${TIME_SPAN})`;

/** Texts end with a zero byte; one within a text is written as 1 1, and 1 as 1 2, which keeps the order. */
function latestTexts(field: Field, columns: readonly string[]): string {
  const texts = columns.map(
    (column) => `replaceAll(replaceAll(${column}, '\\x01', '\\x01\\x02'), '\\0', '\\x01\\x01')`,
  );
  return `maxIf(concat(leftPad(toString(${ms('eventTime')}), 13, '0'), ${texts.join(`, '\\0', `)}), ${told(field)})`;
}
const textOf = (packed: string, place: number) =>
  `replaceAll(replaceAll(splitByChar('\\0', substring(${packed}, 14))[${place}], '\\x01\\x01', '\\0'), '\\x01\\x02', '\\x01')`;

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
      toUInt8(s % ${CODE_SPAN}) AS stage, intDiv(s, ${CODE_SPAN}) AS stageAt, toUInt8(c % ${CODE_SPAN}) AS way,
      ${textOf('u', 1)} AS uCode, ${textOf('u', 2)} AS uName,
      ${textOf('p', 1)} AS pCode, ${textOf('p', 2)} AS pName, ${textOf('p', 3)} AS pField,
      toUInt8OrZero(${textOf('p', 4)}) AS pLevel,
      if(${timeOf('r')} = 0, firstMs, ${timeOf('r')}) AS receivedMs, ${timeOf('d')} AS dueMs, ${timeOf('f')} AS finishedMs
    FROM (
      SELECT
        ${ms('min(eventTime)')} AS firstMs,
        ${latestCode('status', 'status')} AS s,
        ${latestTexts('unit', ['unitCode', 'unitName'])} AS u,
        ${latestCode('channel', 'channel')} AS c,
        ${latestTexts('procedure', ['procedureCode', 'procedureName', 'procedureField', 'toString(procedureLevel)'])} AS p,
        ${latestTime('receivedAt', 'receivedAt')} AS r,
        ${latestTime('dueAt', 'dueAt')} AS d,
        ${latestTime('finishedAt', 'finishedAt')} AS f
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
