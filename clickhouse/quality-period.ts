/** What the reads of data quality share: when an event is in the period, which sources are listed, how long a read may take. */
import { MAX_SOURCES } from '../contract/quality.ts';
import type { KindLog } from './kind-log.ts';

/** Both instants are in it, ms. */
export interface QualityPeriod {
  startMs: number;
  endMs: number;
}

export const ms = (column: string) => `toUnixTimestamp64Milli(${column})`;
/** An event is in the period by its time, or by its storing when its time is ahead of that. */
export const AT = `least(${ms('eventTime')}, ${ms('storedAt')})`;

const MAX_SECONDS = 60;
export const SETTINGS = `SETTINGS max_execution_time = ${MAX_SECONDS}, max_bytes_before_external_group_by = 2000000000`;

export const isIn = (column: string, codes: readonly number[]) =>
  codes.length === 0 ? '0' : `${column} IN (${codes.join(', ')})`;

/** The sources that are reported on: those that told most of the kind. */
export function listedSources({ events, isOfKind }: KindLog): string {
  return `(SELECT source FROM ${events} WHERE ${isOfKind} GROUP BY source ORDER BY count() DESC, source LIMIT ${MAX_SOURCES})`;
}

export function paramsOf({ startMs, endMs }: QualityPeriod): Record<string, number> {
  return { start: startMs, end: endMs };
}
