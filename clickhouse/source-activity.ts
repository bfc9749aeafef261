/** When each source told of a kind of cases, of late, in whole minutes. */
import type { ClickHouseClient } from '@clickhouse/client';
import { selectJson } from './client.ts';
import { TELLS } from './corrections.ts';
import type { KindLog } from './kind-log.ts';
import { withinParts, type LogPart } from './log-part.ts';
import { AT, ms } from './quality-period.ts';

export const MINUTE_MS = 60_000;
const MAX_SECONDS = 30;

export interface SourceActivity {
  source: string;
  /** By the events' times, or by their storing when those are ahead of it, ms. */
  lastEventAt: number;
  /** Minutes with an event, by its time and by its storing, the latest `most` in order. */
  eventMinutes: number[];
  storedMinutes: number[];
}

/** Of what was stored since `sinceMs` in some parts of the log; at most `sources`, those that told last. */
export function readSourceActivity(
  client: ClickHouseClient,
  { events, isOfKind }: Pick<KindLog, 'events' | 'isOfKind'>,
  { parts, sinceMs }: { parts: readonly LogPart[]; sinceMs: number },
  { sources, minutes }: { sources: number; minutes: number },
): Promise<SourceActivity[]> {
  const latest = (time: string) =>
    `arraySort(arraySlice(arrayReverseSort(groupUniqArray(toUInt32(intDiv(${time}, ${MINUTE_MS})))), 1, ${minutes}))`;
  return selectJson<SourceActivity>(
    client,
    `SELECT source, toFloat64(max(at)) AS lastEventAt, ${latest('at')} AS eventMinutes, ${latest('stored')} AS storedMinutes
     FROM (
       SELECT source, ${AT} AS at, ${ms('storedAt')} AS stored FROM ${events}
       WHERE ${withinParts(parts)} AND storedAt >= fromUnixTimestamp64Milli({since:Int64}) AND ${isOfKind} AND ${TELLS}
     )
     GROUP BY source ORDER BY max(stored) DESC, source LIMIT ${sources}
     SETTINGS max_execution_time = ${MAX_SECONDS}`,
    { since: sinceMs },
  );
}
