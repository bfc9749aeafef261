/**
 * Corrections in a log: events that revoke others of the same code, by source and id.
 *
 * A dossier is the join of its events that no correction revokes. What is revoked only grows, so it does not matter which
 * of the two comes first, nor how often (docs/exactness.md).
 */
import type { ClickHouseClient } from '@clickhouse/client';
import type { CorrectionData } from '../contract/event.ts';
import { CORRECTION_BIT } from '../contract/fields.ts';
import { selectJson } from './client.ts';
import type { EventRow } from './events-table.ts';
import { partsBefore, withinCut, withinParts, type LogCut, type LogPosition } from './log-part.ts';
import type { LogTables } from './stream-log.ts';

export const IS_CORRECTION = `told >= ${2 ** CORRECTION_BIT}`;
/** The events that tell of their dossier: all others. */
export const TELLS = `told < ${2 ** CORRECTION_BIT}`;
/** [(source, id)] that a correction revokes. */
const REVOKES = "JSONExtract(correction, 'revokes', 'Array(Tuple(source String, id String))')";

/** What a correction says, as it is stored. */
export function correctionText({ revokes, reason, by }: CorrectionData): string {
  return JSON.stringify({ revokes, reason, by: by ?? null });
}

/** What a stored correction says. */
export function readCorrection(text: string): Omit<CorrectionData, 'code' | 'by'> & { by: string | null } {
  return JSON.parse(text) as ReturnType<typeof readCorrection>;
}

/** The condition of events that count; `corrections`: the condition of those that may revoke. */
export function isCounted({ events }: LogTables, corrections: string): string {
  return `${TELLS} AND (code, source, id) NOT IN (
    SELECT code, revoked.1, revoked.2 FROM (
      SELECT code, arrayJoin(${REVOKES}) AS revoked FROM ${events} WHERE ${IS_CORRECTION} AND (${corrections})))`;
}

/**
 * What to select from for the events of a condition that count. Sources and ids are read of corrected dossiers alone, and
 * nothing extra while there are none.
 */
export async function countedEvents(
  client: ClickHouseClient,
  log: LogTables,
  events: string,
  corrections: string,
): Promise<string> {
  const [some] = await selectJson(
    client,
    `SELECT 1 FROM ${log.events} WHERE ${IS_CORRECTION} AND (${corrections}) LIMIT 1`,
  );
  if (!some) return `(SELECT * FROM ${log.events} WHERE (${events}) AND ${TELLS})`;
  const corrected = `(SELECT code FROM ${log.events} WHERE ${IS_CORRECTION} AND (${corrections}))`;
  return `(SELECT * FROM ${log.events} WHERE (${events}) AND ${TELLS} AND code NOT IN ${corrected}
    UNION ALL
    SELECT * FROM ${log.events} WHERE (${events}) AND code IN ${corrected} AND ${isCounted(log, corrections)})`;
}

/** The codes that corrections before the positions name. */
export async function readCorrectedCodes(
  client: ClickHouseClient,
  { events }: LogTables,
  positions: readonly LogPosition[],
): Promise<string[]> {
  const rows = await selectJson<{ code: string }>(
    client,
    `SELECT DISTINCT code FROM ${events} WHERE ${IS_CORRECTION} AND ${withinParts(partsBefore(positions))}`,
  );
  return rows.map(({ code }) => code);
}

/** A correction, and one event that it revokes. */
export interface Revocation {
  id: string;
  source: string;
  /** ms. */
  at: number;
  correction: string;
  revokedSource: string;
  revokedId: string;
}

/** Of some events of a dossier those that corrections of a cut revoke, whatever their time, each with the earliest of them. */
export async function readRevocations(
  client: ClickHouseClient,
  log: LogTables,
  code: string,
  events: readonly Pick<EventRow, 'kafkaPartition' | 'generation' | 'kafkaOffset'>[],
  cut?: LogCut,
): Promise<Revocation[]> {
  if (events.length === 0) return [];
  const places = events.map(
    ({ kafkaPartition, generation, kafkaOffset }) => `(${kafkaPartition}, ${generation}, ${kafkaOffset})`,
  );
  return selectJson<Revocation>(
    client,
    `SELECT id, source, toFloat64(toUnixTimestamp64Milli(eventTime)) AS at, correction,
       revoked.1 AS revokedSource, revoked.2 AS revokedId
     FROM (
       SELECT id, source, eventTime, correction, arrayJoin(${REVOKES}) AS revoked
       FROM ${log.events} WHERE code = {code:String} AND ${IS_CORRECTION} AND ${withinCut(cut && { parts: cut.parts })}
     )
     WHERE (revokedSource, revokedId) IN (
       SELECT source, id FROM ${log.events}
       WHERE code = {code:String} AND ${TELLS} AND (kafkaPartition, generation, kafkaOffset) IN (${places.join(', ')})
     )
     ORDER BY at, source, id LIMIT 1 BY revokedSource, revokedId`,
    { code },
  );
}
