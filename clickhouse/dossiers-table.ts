/** Table `dossier_states`: the joined state of each dossier (schema/dossier_states.sql; the view `dossiers` reads it). */
import type { ClickHouseClient } from '@clickhouse/client';
import type { Field } from '../contract/fields.ts';
import { selectEachRow, selectJson } from './client.ts';
import { isCounted, TELLS } from './corrections.ts';
import { partsBefore, withinParts, type LogPart, type LogPosition } from './log-part.ts';
import {
  bigEndian,
  codeOf,
  codeToldMs,
  latestCode,
  latestNumber,
  latestTexts,
  textsToldMs,
  TOLD_BYTES,
  unpackTexts,
} from './packed-fields.ts';
import { emptySpan, type RowReader, type Span } from './row-binary.ts';

const msOf = (column: string) => `toUnixTimestamp64Milli(${column})`;
const code = (field: Field) => [field, latestCode(field, field)] as const;
const time = (field: Field) => [field, latestNumber(field, msOf(field))] as const;

/** Column -> what the events of one dossier make of it. */
const JOINED = new Map<string, string>([
  code('status'),
  ['unit', latestTexts('unit', ['unitCode', 'unitName'])],
  code('channel'),
  [
    'procedure',
    latestTexts('procedure', [
      'procedureCode',
      'procedureName',
      'procedureField',
      'toString(procedureLevel)',
    ]),
  ],
  ['officer', latestTexts('officer', ['officerId', 'officerName'])],
  ['department', latestTexts('department', ['department'])],
  code('applicantType'),
  ...(['submittedAt', 'receivedAt', 'dueAt', 'finishedAt', 'returnedAt', 'refusedAt'] as const).map(time),
  code('paidOnline'),
  // A cleared fee is -1 in the log.
  ['feeVnd', latestNumber('feeVnd', 'feeVnd + 1')],
  code('digitised'),
  code('electronicResult'),
  code('vneidVerified'),
  ['step', latestTexts('step', [bigEndian(msOf('stepStartedAt')), bigEndian(msOf('stepDueAt'))])],
  code('returnChannel'),
]);

/** Joins parts of the log into the states, of the dossiers of a condition; doing it again changes nothing. */
export async function joinDossiers(
  client: ClickHouseClient,
  parts: readonly LogPart[],
  ofDossiers = '1',
): Promise<void> {
  await client.command({
    query: `INSERT INTO dossier_states (code, firstEventMs, ${[...JOINED.keys()].join(', ')})
      SELECT code, ${msOf('min(eventTime)')}, ${[...JOINED.values()].join(', ')}
      FROM events WHERE ${withinParts(parts)} AND ${TELLS} AND ${ofDossiers} GROUP BY code`,
  });
}

/** A query of the codes whose state is behind parts of the log, of the dossiers of a condition. */
export function comparedStates(parts: readonly LogPart[], ofDossiers: string): string {
  const names = [...JOINED.keys()];
  const behind = names.map((name) => `maxIf(j_${name}, isLog) > maxIf(j_${name}, NOT isLog)`);
  return `SELECT code FROM (
      SELECT code, true AS isLog, ${msOf('min(eventTime)')} AS firstMs,
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
 * A part of a dossier's state: rows of one code join field by field, the greatest (at, value) counts. `...At`: when the
 * field was told, ms, 0 = never. Texts are spans: they repeat in millions of rows, and few are ever read.
 */
export interface DossierState {
  code: Span;
  firstEventAt: number;
  statusAt: number;
  status: number;
  unitAt: number;
  /** [code, name] as told, one of them may be empty; {@link unpackPair}. */
  unit: Span;
  channelAt: number;
  channel: number;
  procedureAt: number;
  /** {@link unpackProcedure}. */
  procedure: Span;
  officerAt: number;
  /** {@link unpackPair}. */
  officer: Span;
  receivedAtAt: number;
  receivedAt: number;
  dueAtAt: number;
  dueAt: number;
  finishedAtAt: number;
  finishedAt: number;
}

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

/** In the order in which {@link readState} reads them. */
const VISITED = [
  'status',
  'unit',
  'channel',
  'procedure',
  'officer',
  'receivedAt',
  'dueAt',
  'finishedAt',
] as const satisfies readonly Field[];

function readState(reader: RowReader, state: DossierState): void {
  reader.text(state.code);
  state.firstEventAt = reader.int64();
  const status = reader.int64();
  state.statusAt = codeToldMs(status);
  state.status = codeOf(status);
  state.unitAt = readTexts(reader, state.unit);
  const channel = reader.int64();
  state.channelAt = codeToldMs(channel);
  state.channel = codeOf(channel);
  state.procedureAt = readTexts(reader, state.procedure);
  state.officerAt = readTexts(reader, state.officer);
  // Of the 16 bytes of a number the value comes first.
  state.receivedAt = reader.int64();
  state.receivedAtAt = reader.int64();
  state.dueAt = reader.int64();
  state.dueAtAt = reader.int64();
  state.finishedAt = reader.int64();
  state.finishedAtAt = reader.int64();
}

/** When the texts were told; their bytes without that go into `texts`. */
function readTexts(reader: RowReader, texts: Span): number {
  reader.text(texts);
  const toldMs = textsToldMs(texts);
  if (toldMs !== 0) texts.start += TOLD_BYTES;
  return toldMs;
}

function emptyState(): DossierState {
  return {
    code: emptySpan(),
    firstEventAt: 0,
    statusAt: 0,
    status: 0,
    unitAt: 0,
    unit: emptySpan(),
    channelAt: 0,
    channel: 0,
    procedureAt: 0,
    procedure: emptySpan(),
    officerAt: 0,
    officer: emptySpan(),
    receivedAtAt: 0,
    receivedAt: 0,
    dueAtAt: 0,
    dueAt: 0,
    finishedAtAt: 0,
    finishedAt: 0,
  };
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
  await visitRows(client, `SELECT code, firstEventMs, ${VISITED.join(', ')} FROM dossier_states`, visit);
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
  const joined = VISITED.map((field) => JOINED.get(field) as string);
  await visitRows(
    client,
    `SELECT code, ${msOf('min(eventTime)')}, ${joined.join(', ')}
      FROM events WHERE ${events} AND ${isCounted(events)} GROUP BY code`,
    visit,
  );
}

/** The state is one object, filled anew for each call. */
async function visitRows(
  client: ClickHouseClient,
  query: string,
  visit: (state: Readonly<DossierState>) => void,
): Promise<void> {
  const state = emptyState();
  await selectEachRow(client, query, (reader) => {
    readState(reader, state);
    visit(state);
  });
}
