/** Table `dossier_states`: the joined state of each dossier (schema/dossier_states.sql; the view `dossiers` reads it). */
import type { ClickHouseClient } from '@clickhouse/client';
import { DOSSIER, HELD, type HeldName } from '../contract/fields.ts';
import { selectEachRow, selectJson } from './client.ts';
import { isCounted, TELLS } from './corrections.ts';
import { joinedReader, joinedSql, type JoinedField } from './field-packing.ts';
import { partsBefore, withinParts, type LogPart, type LogPosition } from './log-part.ts';
import { unpackTexts } from './packed-fields.ts';
import { emptySpan, type Span } from './row-binary.ts';

const FIRST_EVENT_MS = 'toUnixTimestamp64Milli(min(eventTime))';

/** Column -> what the events of one dossier make of it. */
const JOINED = new Map(DOSSIER.stored.map((field) => [field.name, joinedSql(field)]));

/** Joins parts of the log into the states, of the dossiers of a condition; doing it again changes nothing. */
export async function joinDossiers(
  client: ClickHouseClient,
  parts: readonly LogPart[],
  ofDossiers = '1',
): Promise<void> {
  await client.command({
    query: `INSERT INTO dossier_states (code, firstEventMs, ${[...JOINED.keys()].join(', ')})
      SELECT code, ${FIRST_EVENT_MS}, ${[...JOINED.values()].join(', ')}
      FROM events WHERE ${withinParts(parts)} AND ${TELLS} AND ${ofDossiers} GROUP BY code`,
  });
}

/** A query of the codes whose state is behind parts of the log, of the dossiers of a condition. */
export function comparedStates(parts: readonly LogPart[], ofDossiers: string): string {
  const names = [...JOINED.keys()];
  const behind = names.map((name) => `maxIf(j_${name}, isLog) > maxIf(j_${name}, NOT isLog)`);
  return `SELECT code FROM (
      SELECT code, true AS isLog, ${FIRST_EVENT_MS} AS firstMs,
        ${[...JOINED].map(([name, joined]) => `${joined} AS j_${name}`).join(', ')}
      FROM events WHERE ${withinParts(parts)} AND ${TELLS} AND ${ofDossiers} GROUP BY code
      UNION ALL
      SELECT code, false, min(firstEventMs), ${names.map((name) => `max(${name}) AS j_${name}`).join(', ')}
      FROM dossier_states WHERE ${ofDossiers} GROUP BY code
    ) GROUP BY code
    HAVING countIf(isLog) > 0 AND (countIf(NOT isLog) = 0 OR minIf(firstMs, isLog) < minIf(firstMs, NOT isLog)
      OR ${behind.join(' OR ')})`;
}

/**
 * A part of a dossier's state: rows of one code join field by field, the greatest (at, value) counts. Texts repeat in
 * millions of rows, and few are ever read: {@link unpackPair}, {@link unpackProcedure}.
 */
export type DossierState = Record<HeldName, JoinedField> & { code: Span; firstEventAt: number };

/** The texts of a unit, [code, name], or of an officer, [id, name]. */
export function unpackPair(packed: Span): [string, string] {
  const [first = '', second = ''] = unpackTexts(packed);
  return [first, second];
}

/** [code, name, field, online level code]. */
export function unpackProcedure(packed: Span): [string, string, string, string] {
  const [code = '', name = '', field = '', level = ''] = unpackTexts(packed);
  return [code, name, field, level || '0'];
}

/** How many rows {@link visitStates} is about to visit: at least as many as there are dossiers. */
export async function countStates(client: ClickHouseClient): Promise<number> {
  const [row] = await selectJson<{ rows: string }>(client, 'SELECT count() AS rows FROM dossier_states');
  return Number(row?.rows ?? 0);
}

/**
 * The state of all dossiers in parts: rows of one code may come several times, for the visitor to join. The state is one
 * object, filled anew for each call.
 */
export async function visitStates(
  client: ClickHouseClient,
  visit: (state: Readonly<DossierState>) => void,
): Promise<void> {
  await visitRows(
    client,
    `SELECT code, firstEventMs, ${HELD.map(({ name }) => name).join(', ')} FROM dossier_states`,
    visit,
  );
}

/**
 * The state of some corrected dossiers, each once, from their events before the positions without those that are revoked;
 * one of which no event is left does not come.
 */
export async function visitCorrected(
  client: ClickHouseClient,
  codes: readonly string[],
  positions: readonly LogPosition[],
  visit: (state: Readonly<DossierState>) => void,
): Promise<void> {
  // Not as a parameter: those stand in the address, which is bounded.
  const literals = codes.map((code) => `'${code.replace(/[\\']/g, '\\$&')}'`);
  const events = `code IN (${literals.join(', ')}) AND ${withinParts(partsBefore(positions))}`;
  await visitRows(
    client,
    `SELECT code, ${FIRST_EVENT_MS}, ${HELD.map(joinedSql).join(', ')}
      FROM events WHERE ${events} AND ${isCounted(events)} GROUP BY code`,
    visit,
  );
}

/** Reads code, first event and the columns of {@link HELD}. The state is one object, filled anew for each call. */
async function visitRows(
  client: ClickHouseClient,
  query: string,
  visit: (state: Readonly<DossierState>) => void,
): Promise<void> {
  const fields = HELD.map(({ name }) => [name, { at: 0, value: 0, texts: emptySpan() }]);
  const state = { code: emptySpan(), firstEventAt: 0, ...Object.fromEntries(fields) } as DossierState;
  const reads = HELD.map((field) => [joinedReader(field), state[field.name as HeldName]] as const);
  await selectEachRow(client, query, (reader) => {
    reader.text(state.code);
    state.firstEventAt = reader.int64();
    for (const [read, field] of reads) read(reader, field);
    visit(state);
  });
}
