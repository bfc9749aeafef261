/** Table `sessions`: what happened to the sessions of people and devices (schema/sessions.sql). */
import type { ClickHouseClient } from '@clickhouse/client';
import type { IdentityKind, Role } from '../contract/identity.ts';
import { selectJson } from './client.ts';

export interface SessionEvent {
  /** SHA-256 of what the cookie holds, in hexadecimal. */
  session: string;
  event: 'opened' | 'used' | 'ended';
  /** Of a program there are uses alone. */
  kind: IdentityKind;
  name: string;
  secretNumber: number;
  /** As the sign-in service said; empty: the identity's own. */
  role: Role | '';
  scopes: string[];
  /** ms. */
  expiresAt: number;
  address: string;
  browser: string;
}

export interface StoredSessionEvent extends SessionEvent {
  /** ms, by ClickHouse's clock. */
  at: number;
}

/** Of one instant. */
const ORDER: readonly SessionEvent['event'][] = ['opened', 'used', 'ended'];

/** Events from an instant on, in order; `fromMs` of 0: of each session that can still last the last one of each sort. */
export async function readSessionEvents(
  client: ClickHouseClient,
  fromMs: number,
): Promise<StoredSessionEvent[]> {
  const which =
    fromMs === 0
      ? 'sessions.expiresAt > now64(3)'
      : 'sessions.at >= fromUnixTimestamp64Milli(toInt64({from:Float64}))';
  const events = await selectJson<StoredSessionEvent>(
    client,
    `SELECT session, event, kind, name, secretNumber, role, scopes,
       toFloat64(toUnixTimestamp64Milli(sessions.expiresAt)) AS expiresAt, address, browser,
       toFloat64(toUnixTimestamp64Milli(sessions.at)) AS at
     FROM sessions WHERE ${which} ORDER BY sessions.at DESC ${fromMs === 0 ? 'LIMIT 1 BY session, event' : ''}`,
    { from: fromMs },
  );
  return events.sort((a, b) => a.at - b.at || ORDER.indexOf(a.event) - ORDER.indexOf(b.event));
}

export async function insertSessionEvents(
  client: ClickHouseClient,
  events: readonly SessionEvent[],
): Promise<void> {
  await client.insert({ table: 'sessions', values: events, format: 'JSONEachRow' });
}
