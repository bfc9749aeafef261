/** Table `alert_acts`: what became of every alert and every message (schema/alert_acts.sql). Times are in ms, 0 = none. */
import type { ClickHouseClient } from '@clickhouse/client';
import type { AlertChannel, Audience, Condition, Severity } from '../contract/alerts.ts';
import { selectJson } from './client.ts';

/** A message is decided when it is `told`; of one instant the acts count in this order. */
export const ACTS = [
  /** A server has taken the lease: from then on only what it does counts. */
  'led',
  'raised',
  /** Raised before and resolved; its condition holds again. Nobody is told again. */
  'reopened',
  'told',
  /** In vain: it is tried again. */
  'tried',
  'delivered',
  /** Given up. */
  'failed',
  /** What it told of was over. */
  'dropped',
  /** Its endpoint is gone: what it told of is told to others. */
  'returned',
  /** Somebody has it tried again. */
  'retried',
  /** An endpoint answered 410. */
  'gone',
  'back',
  'acknowledged',
  'shelved',
  'unshelved',
  'resolved',
] as const;
export type Act = (typeof ACTS)[number];

export interface AlertActRow {
  /** Unique. */
  id: string;
  act: Act;
  term: number;
  alert: string;
  message: string;
  rule: string;
  condition: Condition | '';
  severity: Severity | '';
  kind: string;
  code: string;
  subject: string;
  dueAt: number;
  unit: string;
  channel: AlertChannel | '';
  address: string;
  template: string;
  recipient: string;
  audience: Audience | '';
  alerts: string[];
  who: string;
  note: string;
  until: number;
}

export interface StoredAct extends AlertActRow {
  /** By ClickHouse's clock. */
  at: number;
}

const TEXTS = [
  'alert',
  'message',
  'rule',
  'condition',
  'severity',
  'kind',
  'code',
  'subject',
  'unit',
  'channel',
  'address',
  'template',
  'recipient',
  'audience',
  'alerts',
  'who',
  'note',
] as const;

const time = (column: string) => `toFloat64(toUnixTimestamp64Milli(alert_acts.${column}))`;
const instant = (param: string) => `fromUnixTimestamp64Milli(toInt64({${param}:Float64}))`;
const COLUMNS = `toString(alert_acts.id) AS id, toString(alert_acts.act) AS act, toFloat64(alert_acts.term) AS term, ${TEXTS.join(', ')},
  ${time('dueAt')} AS dueAt, ${time('until')} AS until, ${time('at')} AS at`;
const IN_ORDER = 'ORDER BY alert_acts.at, alert_acts.act, alert_acts.id';

/** A message is tried again for less than two days (server/alerts/telling/retry.ts). */
const REMINDER_DAYS = 2;

const NEVER_MS = Date.UTC(2200, 0);

/** Alerts whose last change of this sort was not their end. */
const OPEN = `SELECT alert FROM alert_acts WHERE alert_acts.act IN ('raised', 'reopened', 'resolved')
  GROUP BY alert HAVING argMax(alert_acts.act, (alert_acts.at, alert_acts.act)) != 'resolved'`;

/** In one block, so that all rows stand or none; ClickHouse gives them their time. */
export async function insertAlertActs(client: ClickHouseClient, acts: readonly AlertActRow[]): Promise<void> {
  if (acts.length === 0) return;
  const values = acts.map(({ dueAt, until, ...act }) => ({
    ...act,
    dueAt: stored(dueAt),
    until: stored(until),
  }));
  await client.insert({
    table: 'alert_acts',
    values,
    format: 'JSONEachRow',
    clickhouse_settings: { input_format_parallel_parsing: 0 },
  });
}

/** How many acts of one instant there are: an insert gives all of its rows the same one. */
export interface ActInstant {
  at: number;
  acts: number;
}

/** Those after `fromMs`: where as many are known, nothing has come. */
export function readActInstants(client: ClickHouseClient, fromMs: number): Promise<ActInstant[]> {
  return selectJson<ActInstant>(
    client,
    `SELECT ${time('at')} AS at, toFloat64(count()) AS acts FROM alert_acts
     WHERE alert_acts.at > ${instant('fromMs')} GROUP BY alert_acts.at`,
    { fromMs },
  );
}

/** As ClickHouse reads an instant: `2021-10-04 01:00:00.000`, in UTC. */
function stored(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, -1).replace('T', ' ');
}

/** In order, those of some instants, at least one. */
export async function readActsAt(
  client: ClickHouseClient,
  instants: readonly number[],
): Promise<StoredAct[]> {
  return selectJson<StoredAct>(
    client,
    `SELECT ${COLUMNS} FROM alert_acts
     WHERE alert_acts.at BETWEEN ${instant('firstMs')} AND ${instant('lastMs')}
       AND has({instants:Array(Float64)}, ${time('at')}) ${IN_ORDER}`,
    { instants, firstMs: Math.min(...instants), lastMs: Math.max(...instants) },
  );
}

/**
 * What open alerts and messages that may wait rest on, in order: every act of theirs, and who leads; and every act of the last `latestMs`
 * before the last one.
 */
export async function readOpenActs(client: ClickHouseClient, latestMs: number): Promise<StoredAct[]> {
  const [first] = await selectJson<{ fromMs: number }>(
    client,
    `SELECT ifNull(min(${time('at')}), 0) AS fromMs FROM alert_acts WHERE alert IN (${OPEN})`,
  );
  return selectJson<StoredAct>(
    client,
    `SELECT ${COLUMNS} FROM alert_acts
     WHERE (alert_acts.at >= ${instant('fromMs')} AND (alert = '' OR alert IN (${OPEN})))
       OR alert_acts.act IN ('led', 'gone', 'back')
       OR alert_acts.at > (SELECT max(alert_acts.at) FROM alert_acts) - toIntervalMillisecond({latestMs:UInt32})
       OR (alert = '' AND message IN (SELECT message FROM alert_acts
         WHERE alert_acts.act = 'told' AND code != '' AND alert_acts.at > now64(3) - INTERVAL ${REMINDER_DAYS} DAY))
     ${IN_ORDER}`,
    { fromMs: first?.fromMs || NEVER_MS, latestMs },
  );
}

/** Whether a message was decided. */
export async function isMessageKnown(client: ClickHouseClient, message: string): Promise<boolean> {
  const [row] = await selectJson(
    client,
    `SELECT 1 FROM alert_acts WHERE message = {message:String} AND alert_acts.act = 'told' LIMIT 1`,
    { message },
  );
  return row !== undefined;
}

/** Every act of the alerts of a case and of the messages that told of them, and who led, in order. */
export async function readActsOfCase(
  client: ClickHouseClient,
  kind: string,
  code: string,
): Promise<StoredAct[]> {
  const rows = await selectJson<{ alert: string }>(
    client,
    `SELECT DISTINCT alert FROM alert_acts
     WHERE alert_acts.act IN ('raised', 'reopened') AND kind = {kind:String} AND code = {code:String}`,
    { kind, code },
  );
  const alerts = rows.map(({ alert }) => alert);
  if (alerts.length === 0) return [];
  return selectJson<StoredAct>(
    client,
    `SELECT ${COLUMNS} FROM alert_acts
     WHERE alert IN {alerts:Array(String)} OR alert_acts.act = 'led'
       OR (alert = '' AND message != '' AND message IN (
         SELECT message FROM alert_acts WHERE alert_acts.act = 'told' AND hasAny(alerts, {alerts:Array(String)})))
     ${IN_ORDER}`,
    { alerts },
  );
}

/** Addresses that answered 410 and get nothing. */
export async function readGoneAddresses(client: ClickHouseClient): Promise<Set<string>> {
  const rows = await selectJson<{ address: string }>(
    client,
    `SELECT address FROM alert_acts WHERE alert_acts.act IN ('gone', 'back')
     GROUP BY address HAVING argMax(alert_acts.act, (alert_acts.at, alert_acts.act)) = 'gone'`,
  );
  return new Set(rows.map(({ address }) => address));
}

/** Of some alerts those that are over and of which somebody was told. */
export async function readToldBefore(
  client: ClickHouseClient,
  alerts: readonly string[],
): Promise<Set<string>> {
  if (alerts.length === 0) return new Set();
  const rows = await selectJson<{ alert: string }>(
    client,
    `SELECT DISTINCT alert FROM alert_acts
     WHERE alert_acts.act = 'resolved' AND audience != '' AND alert IN {alerts:Array(String)}`,
    { alerts },
  );
  return new Set(rows.map(({ alert }) => alert));
}

/** A message and what became of it. */
export interface StoredMessage {
  message: string;
  channel: AlertChannel;
  address: string;
  template: string;
  recipient: string;
  audience: Audience;
  alerts: string[];
  /** Of a reminder its case, who asks and in which words; '' of alerts. */
  kind: string;
  code: string;
  who: string;
  note: string;
  decidedAt: number;
  /** The last act. */
  act: Act;
  /** Tries and their ends, in order. */
  tries: { at: number; act: Act; note: string }[];
  nextAt: number;
}

/** How far back messages are listed. */
const MESSAGE_DAYS = 90;

/** The newest first; `ends`: only those whose last act is one of these. `before`: of the last page's last. */
export async function readMessages(
  client: ClickHouseClient,
  {
    ends,
    before,
    limit,
    message,
  }: {
    ends?: readonly Act[] | undefined;
    before?: { decidedAt: number; message: string } | undefined;
    message?: string | undefined;
    limit: number;
  },
): Promise<StoredMessage[]> {
  const told = (column: string) => `anyIf(${column}, alert_acts.act = 'told')`;
  const rows = await selectJson<Omit<StoredMessage, 'tries'> & { tries: [number, Act, string][] }>(
    client,
    `SELECT message, ${told('channel')} AS channel, ${told('address')} AS address, ${told('template')} AS template,
       ${told('recipient')} AS recipient, ${told('audience')} AS audience, ${told('alerts')} AS alerts,
       ${told('kind')} AS kind, ${told('code')} AS code, ${told('who')} AS who, ${told('alert_acts.note')} AS note,
       minIf(${time('at')}, alert_acts.act = 'told') AS decidedAt,
       toString(argMax(alert_acts.act, (alert_acts.at, alert_acts.act))) AS act,
       argMax(${time('until')}, (alert_acts.at, alert_acts.act)) AS nextAt,
       arraySort(groupArrayIf(100)((${time('at')}, toString(alert_acts.act), alert_acts.note), alert_acts.act != 'told')) AS tries
     FROM alert_acts
     WHERE message != '' AND alert = '' AND alert_acts.at > now64(3) - INTERVAL ${MESSAGE_DAYS} DAY
       ${message === undefined ? '' : 'AND message = {message:String}'}
     GROUP BY message
     HAVING decidedAt > 0 ${ends ? 'AND act IN {ends:Array(String)}' : ''}
       ${before ? 'AND (decidedAt, message) < ({beforeAt:Float64}, {beforeMessage:String})' : ''}
     ORDER BY decidedAt DESC, message DESC LIMIT {limit:UInt32}`,
    { ends, limit, message, beforeAt: before?.decidedAt, beforeMessage: before?.message },
  );
  return rows.map(({ tries, ...row }) => ({
    ...row,
    tries: tries.map(([at, act, note]) => ({ at, act, note })),
  }));
}

/** Whether somebody has acknowledged by the link of a message. */
export async function isLinkUsed(client: ClickHouseClient, message: string): Promise<boolean> {
  const [row] = await selectJson<{ used: number }>(
    client,
    `SELECT toUInt8(count() > 0) AS used FROM alert_acts
     WHERE message = {message:String} AND alert_acts.act = 'acknowledged'`,
    { message },
  );
  return row?.used === 1;
}

/** An alert that is over. */
export type ResolvedAlert = Pick<
  AlertActRow,
  'alert' | 'rule' | 'condition' | 'severity' | 'kind' | 'code' | 'subject' | 'dueAt' | 'unit'
> & { raisedAt: number; resolvedAt: number; told: Audience | '' };

/** The latest first. `units`: codes, '' of the province; undefined: all. */
export function readResolvedAlerts(
  client: ClickHouseClient,
  {
    units,
    before,
    limit,
    conditions,
  }: {
    units: readonly string[] | undefined;
    before: { resolvedAt: number; alert: string } | undefined;
    limit: number;
    /** Column and value. */
    conditions: readonly (readonly ['rule' | 'severity' | 'kind' | 'code' | 'unit', string])[];
  },
): Promise<ResolvedAlert[]> {
  const raised = (column: string) => `argMaxIf(a.${column}, a.at, a.act IN ('raised', 'reopened'))`;
  const columns = ['rule', 'condition', 'severity', 'kind', 'code', 'subject', 'unit'];
  return selectJson<ResolvedAlert>(
    client,
    `SELECT a.alert AS alert, ${columns.map((column) => `${raised(column)} AS ${column}`).join(', ')},
       toFloat64(toUnixTimestamp64Milli(${raised('dueAt')})) AS dueAt,
       toFloat64(toUnixTimestamp64Milli(minIf(a.at, a.act = 'raised'))) AS raisedAt,
       toFloat64(toUnixTimestamp64Milli(max(a.at))) AS resolvedAt,
       argMaxIf(a.audience, a.at, a.act = 'resolved') AS told
     FROM alert_acts AS a
     WHERE a.act IN ('raised', 'reopened', 'resolved') AND a.at > now64(3) - INTERVAL ${MESSAGE_DAYS} DAY
     GROUP BY a.alert
     HAVING argMax(a.act, (a.at, a.act)) = 'resolved' AND rule != ''
       ${units ? 'AND unit IN {units:Array(String)}' : ''}
       ${conditions.map(([column], i) => `AND ${column} = {value${i}:String}`).join(' ')}
       ${before ? 'AND (resolvedAt, alert) < ({beforeAt:Float64}, {beforeAlert:String})' : ''}
     ORDER BY resolvedAt DESC, alert DESC LIMIT {limit:UInt32}`,
    {
      ...{ units, limit, beforeAt: before?.resolvedAt, beforeAlert: before?.alert },
      ...Object.fromEntries(conditions.map(([, value], i) => [`value${i}`, value])),
    },
  );
}
