/** Table `audit_log`: who did what (schema/audit_log.sql). */
import type { ClickHouseClient } from '@clickhouse/client';
import type { AuditAction } from '../contract/audit.ts';

export interface AuditRow {
  /** `person`, `device`, `program`; empty: nobody known. */
  kind: string;
  name: string;
  address: string;
  action: AuditAction;
  target: string;
  detail: string;
}

export async function insertAuditRows(client: ClickHouseClient, rows: readonly AuditRow[]): Promise<void> {
  await client.insert({ table: 'audit_log', values: rows, format: 'JSONEachRow' });
}
