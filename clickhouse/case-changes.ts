/** What was told of who handles a case, where it stands and until when it is due, in order: what its course follows from. */
import type { ClickHouseClient } from '@clickhouse/client';
import { selectJson } from './client.ts';
import { isCounted } from './corrections.ts';
import { withinCut, type LogCut } from './log-part.ts';
import { isToldSql } from './packed-fields.ts';
import type { StreamLog } from './stream-log.ts';

/** Fields of the log that a course follows from; a log may lack the last. */
const FIELDS = ['status', 'officer', 'dueAt', 'extendedTo'] as const;

/** Values as stored; undefined: the event does not tell it. Times in ms, 0 = cleared. */
export interface CaseChange {
  /** Event time, ms. */
  at: number;
  source: string;
  status: number | undefined;
  officer: { id: string; name: string } | undefined;
  dueAt: number | undefined;
  extendedTo: number | undefined;
}

/** The newest `limit` of them that count, the oldest first, one that was sent again once. */
export async function readCaseChanges(
  client: ClickHouseClient,
  log: StreamLog,
  code: string,
  cut: LogCut | undefined,
  limit: number,
): Promise<CaseChange[]> {
  const fields = log.fields.stored.filter(({ name }) => (FIELDS as readonly string[]).includes(name));
  const ofCode = 'code = {code:String}';
  const isTold = fields.map(({ bit }) => isToldSql(bit)).join(' OR ');
  const counted = isCounted(log, `${ofCode} AND ${withinCut(cut && { parts: cut.parts })}`);
  const columns = fields.flatMap(({ columns }) =>
    columns.map(({ name, value: { type } }) =>
      type === 'time' ? `toFloat64(toUnixTimestamp64Milli(${name})) AS ${name}Ms` : name,
    ),
  );
  const rows = await selectJson<StoredChange>(
    client,
    `SELECT toFloat64(toUnixTimestamp64Milli(eventTime)) AS at, source, told, ${columns.join(', ')}
     FROM ${log.events} WHERE ${ofCode} AND ${withinCut(cut)} AND (${isTold}) AND ${counted}
     ORDER BY eventTime DESC, kafkaPartition DESC, generation DESC, kafkaOffset DESC
     LIMIT 1 BY eventTime, source, id LIMIT {limit:UInt32}`,
    { code, limit },
  );
  const bits = new Map(fields.map(({ name, bit }) => [name, bit]));
  return rows.reverse().map((row) => {
    const tells = (name: string) => bits.has(name) && ((row.told >>> (bits.get(name) as number)) & 1) === 1;
    return {
      ...{ at: row.at, source: row.source },
      status: tells('status') ? row.status : undefined,
      officer: tells('officer') ? { id: row.officerId, name: row.officerName } : undefined,
      dueAt: tells('dueAt') ? row.dueAtMs : undefined,
      extendedTo: tells('extendedTo') ? row.extendedToMs : undefined,
    };
  });
}

interface StoredChange {
  at: number;
  source: string;
  told: number;
  status: number;
  officerId: string;
  officerName: string;
  dueAtMs: number;
  extendedToMs?: number;
}
