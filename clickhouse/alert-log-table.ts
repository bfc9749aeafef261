/** Table `alert_log`: every decision about an alert (schema/alert_log.sql). */
import type { ClickHouseClient } from '@clickhouse/client';
import { selectJson } from './client.ts';

/** `raised`: decided, before anything was sent; `notified`: the receiver took it; `failed`: given up. */
export type AlertState = 'raised' | 'notified' | 'failed';

export interface AlertRow {
  /** Alert rule, such as `late`. */
  rule: string;
  code: string;
  /** ms; a moved due date is a new case. */
  dueAt: number;
  state: AlertState;
  /** The webhook-id of the case's message. */
  messageId: string;
  unit: string;
  /** Where the message goes. */
  target: string;
  attempt: number;
  note: string;
}

export async function insertAlertRows(client: ClickHouseClient, rows: readonly AlertRow[]): Promise<void> {
  await client.insert({ table: 'alert_log', values: rows, format: 'JSONEachRow' });
}

/** A case with the latest that the log has of it. */
export type AlertCase = Pick<
  AlertRow,
  'code' | 'dueAt' | 'state' | 'messageId' | 'unit' | 'target' | 'attempt'
>;

/** Every case that was decided by a rule. */
export async function readAlertCases(client: ClickHouseClient, rule: string): Promise<AlertCase[]> {
  return selectJson<AlertCase>(
    client,
    `SELECT code, toFloat64(toUnixTimestamp64Milli(alert_log.dueAt)) AS dueAt, argMax(state, (loggedAt, state)) AS state,
       argMax(messageId, (loggedAt, alert_log.state)) AS messageId, argMax(unit, (loggedAt, alert_log.state)) AS unit,
       argMax(target, (loggedAt, alert_log.state)) AS target, max(alert_log.attempt) AS attempt
     FROM alert_log WHERE rule = {rule:String} GROUP BY code, alert_log.dueAt`,
    { rule },
  );
}
