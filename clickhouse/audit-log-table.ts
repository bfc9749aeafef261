/** Table `audit_log`: who did what (schema/audit_log.sql). */
import type { ClickHouseClient } from '@clickhouse/client';
import type { AuditAction, AuditItem } from '../contract/audit.ts';
import { selectJson } from './client.ts';

/** What is written; ClickHouse gives it its id and its time. */
export type AuditRow = Omit<AuditItem, 'id' | 'at'>;

export async function insertAuditRows(client: ClickHouseClient, rows: readonly AuditRow[]): Promise<void> {
  await client.insert({ table: 'audit_log', values: rows, format: 'JSONEachRow' });
}

export interface StoredAuditRow extends AuditRow {
  id: string;
  /** ms, by ClickHouse's clock. */
  at: number;
}

export interface AuditFilter {
  /** ms; undefined: from the first, to the last. */
  fromMs: number | undefined;
  beforeMs: number | undefined;
  /** Part of who did it or of what it was done to. */
  name: string | undefined;
  action: AuditAction | undefined;
}

/** The newest first, those after `after` of that order. */
export async function readAuditRows(
  client: ClickHouseClient,
  { fromMs, beforeMs, name, action }: AuditFilter,
  after: Pick<StoredAuditRow, 'at' | 'id'> | undefined,
  limit: number,
): Promise<StoredAuditRow[]> {
  const instant = (param: string) => `fromUnixTimestamp64Milli(toInt64({${param}:Float64}))`;
  const conditions = [
    ...(fromMs === undefined ? [] : [`audit_log.at >= ${instant('fromMs')}`]),
    ...(beforeMs === undefined ? [] : [`audit_log.at < ${instant('beforeMs')}`]),
    ...(action === undefined ? [] : ['action = {action:String}']),
    ...(name === undefined
      ? []
      : [
          '(positionCaseInsensitiveUTF8(name, {name:String}) > 0 OR positionCaseInsensitiveUTF8(target, {name:String}) > 0)',
        ]),
    ...(after === undefined
      ? []
      : [`(audit_log.at, audit_log.id) < (${instant('afterMs')}, toUUID({afterId:String}))`]),
  ];
  return selectJson<StoredAuditRow>(
    client,
    `SELECT toString(audit_log.id) AS id, toFloat64(toUnixTimestamp64Milli(audit_log.at)) AS at, kind, name, address, action, target, detail
     FROM audit_log WHERE ${conditions.join(' AND ') || 'true'}
     ORDER BY audit_log.at DESC, audit_log.id DESC LIMIT {limit:UInt32}`,
    { fromMs, beforeMs, name, action, limit, afterMs: after?.at, afterId: after?.id },
  );
}
