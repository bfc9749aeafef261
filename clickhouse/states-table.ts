/**
 * The joined states of the logs: the tables `dossier_states` (the view `dossiers` reads it), `case_states` and
 * `observation_states` (log-tables.ts).
 */
import type { ClickHouseClient } from '@clickhouse/client';
import type { FieldTable, HeldName } from '../contract/field-types.ts';
import { selectEachRow, selectJson } from './client.ts';
import { countedEvents, isCounted, TELLS } from './corrections.ts';
import { joinedReader, joinedSql, type JoinedField } from './field-packing.ts';
import {
  partsBefore,
  withinCut,
  withinParts,
  type LogCut,
  type LogPart,
  type LogPosition,
} from './log-part.ts';
import { emptySpan, type Span } from './row-binary.ts';
import type { StreamLog } from './stream-log.ts';

type Lines = FieldTable['lines'];

const FIRST_EVENT_MS = 'toUnixTimestamp64Milli(min(eventTime))';

/** Column -> what the events of one code make of it. */
function joinedColumns({ fields }: StreamLog): Map<string, string> {
  return new Map(fields.stored.map((field) => [field.name, joinedSql(field)]));
}

/** Joins parts of the log into the states, of the codes of a condition; doing it again changes nothing. */
export async function joinStates(
  client: ClickHouseClient,
  log: StreamLog,
  parts: readonly LogPart[],
  ofCodes = '1',
): Promise<void> {
  const joined = joinedColumns(log);
  await client.command({
    query: `INSERT INTO ${log.states} (code, firstEventMs, ${[...joined.keys()].join(', ')})
      SELECT code, ${FIRST_EVENT_MS}, ${[...joined.values()].join(', ')}
      FROM ${log.events} WHERE ${withinParts(parts)} AND ${TELLS} AND ${ofCodes} GROUP BY code`,
  });
}

/** A query of the codes whose state is behind parts of the log, of the codes of a condition. */
export function comparedStates(log: StreamLog, parts: readonly LogPart[], ofCodes: string): string {
  const joined = joinedColumns(log);
  const names = [...joined.keys()];
  const behind = names.map((name) => `maxIf(j_${name}, isLog) > maxIf(j_${name}, NOT isLog)`);
  return `SELECT code FROM (
      SELECT code, true AS isLog, ${FIRST_EVENT_MS} AS firstMs,
        ${[...joined].map(([name, sql]) => `${sql} AS j_${name}`).join(', ')}
      FROM ${log.events} WHERE ${withinParts(parts)} AND ${TELLS} AND ${ofCodes} GROUP BY code
      UNION ALL
      SELECT code, false, min(firstEventMs), ${names.map((name) => `max(${name}) AS j_${name}`).join(', ')}
      FROM ${log.states} WHERE ${ofCodes} GROUP BY code
    ) GROUP BY code
    HAVING countIf(isLog) > 0 AND (countIf(NOT isLog) = 0 OR minIf(firstMs, isLog) < minIf(firstMs, NOT isLog)
      OR ${behind.join(' OR ')})`;
}

/**
 * A part of the state of one code: rows of one code join field by field, the greatest (at, value) counts. Texts repeat in
 * millions of rows, and few are ever read: they are left packed (packed-fields.ts).
 */
export type StateOf<OfStream> = Record<HeldName<OfStream> & string, JoinedField> & {
  code: Span;
  firstEventAt: number;
};

/** How many rows {@link visitStates} is about to visit: at least as many as there are codes. */
export async function countStates(client: ClickHouseClient, { states }: StreamLog): Promise<number> {
  const [row] = await selectJson<{ rows: string }>(client, `SELECT count() AS rows FROM ${states}`);
  return Number(row?.rows ?? 0);
}

/**
 * The state of all codes in parts: rows of one code may come several times, for the visitor to join. The state is one
 * object, refilled for each call.
 */
export async function visitStates<OfStream extends Lines>(
  client: ClickHouseClient,
  log: StreamLog<OfStream>,
  visit: (state: Readonly<StateOf<OfStream>>) => void,
): Promise<void> {
  await visitRows(
    client,
    log,
    `SELECT code, firstEventMs, ${log.fields.held.map(({ name }) => name).join(', ')} FROM ${log.states}`,
    visit,
  );
}

/**
 * The state of some corrected codes, each once, from their events before the positions, without revoked ones; a code without
 * an event left does not come.
 */
export async function visitCorrected<OfStream extends Lines>(
  client: ClickHouseClient,
  log: StreamLog<OfStream>,
  codes: readonly string[],
  positions: readonly LogPosition[],
  visit: (state: Readonly<StateOf<OfStream>>) => void,
): Promise<void> {
  const events = `${isOneOf(codes)} AND ${withinParts(partsBefore(positions))}`;
  const counted = `${log.events} WHERE ${events} AND ${isCounted(log, events)}`;
  await visitRows(client, log, heldOf(log, counted), visit);
}

/** The state of each code of a condition as a cut of the log left it, once, without what corrections of its parts revoke. */
export async function visitStatesIn<OfStream extends Lines>(
  client: ClickHouseClient,
  log: StreamLog<OfStream>,
  cut: LogCut,
  ofCodes: string,
  visit: (state: Readonly<StateOf<OfStream>>) => void,
): Promise<void> {
  const [told, corrections] = [withinCut(cut), withinParts(cut.parts)].map((one) => `${one} AND ${ofCodes}`);
  const counted = await countedEvents(client, log, told as string, corrections as string);
  await visitRows(client, log, heldOf(log, counted), visit);
}

/** The condition of the rows of some codes. Not a parameter: those go into the URL, whose length is limited. */
export function isOneOf(codes: readonly string[]): string {
  return `code IN (${codes.map((code) => `'${code.replace(/[\\']/g, '\\$&')}'`).join(', ')})`;
}

/** A query of code, first event and the held fields. */
function heldOf({ fields }: StreamLog, counted: string): string {
  return `SELECT code, ${FIRST_EVENT_MS}, ${fields.held.map(joinedSql).join(', ')} FROM ${counted} GROUP BY code`;
}

/** Reads code, first event and the held fields. The state is one object, refilled for each call. */
async function visitRows<OfStream extends Lines>(
  client: ClickHouseClient,
  { fields: { held } }: StreamLog<OfStream>,
  query: string,
  visit: (state: Readonly<StateOf<OfStream>>) => void,
): Promise<void> {
  const joined = held.map(({ name }) => [name, { at: 0, value: 0, texts: emptySpan() }]);
  const state = { code: emptySpan(), firstEventAt: 0, ...Object.fromEntries(joined) } as StateOf<OfStream>;
  const reads = held.map(
    (field) => [joinedReader(field), state[field.name as keyof StateOf<OfStream>] as JoinedField] as const,
  );
  await selectEachRow(client, query, (reader) => {
    reader.text(state.code);
    state.firstEventAt = reader.int64();
    for (const [read, field] of reads) read(reader, field);
    visit(state);
  });
}
