/** Table `identities`: people, devices and programs (schema/identities.sql). */
import type { ClickHouseClient } from '@clickhouse/client';
import type { IdentityKind, Role } from '../contract/identity.ts';
import { selectJson } from './client.ts';

export interface Identity {
  kind: IdentityKind;
  name: string;
  /** From 1; each change has the next. */
  version: number;
  title: string;
  role: Role;
  scopes: string[];
  /** Empty: it has none. */
  secretHash: string;
  /** From 1; each secret has the next. */
  secretNumber: number;
  /** Empty: a local account. */
  issuer: string;
  /** Of a device, a path with a slash before it. */
  page: string;
  hasLists: boolean;
  isDisabled: boolean;
  /** ms; 0: never. */
  expiresAt: number;
  changedBy: string;
}

export interface StoredIdentity extends Identity {
  /** ms. */
  changedAt: number;
}

/** Of each identity the row that holds, by kind and name. */
export async function readIdentities(client: ClickHouseClient): Promise<StoredIdentity[]> {
  return selectJson<StoredIdentity>(
    client,
    `SELECT kind, name, version, title, role, scopes, secretHash, secretNumber, issuer, page, hasLists, isDisabled,
       toFloat64(toUnixTimestamp64Milli(identities.expiresAt)) AS expiresAt, changedBy,
       toFloat64(toUnixTimestamp64Milli(identities.changedAt)) AS changedAt
     FROM identities ORDER BY kind, name, version DESC, identities.changedAt DESC LIMIT 1 BY kind, name`,
  );
}

/** Rows so far: another number, and somebody has changed something. */
export async function countIdentityRows(client: ClickHouseClient): Promise<number> {
  const [row] = await selectJson<{ rows: number }>(
    client,
    'SELECT toFloat64(count()) AS rows FROM identities',
  );
  return row?.rows ?? 0;
}

export async function insertIdentity(client: ClickHouseClient, identity: Identity): Promise<void> {
  await client.insert({ table: 'identities', values: [identity], format: 'JSONEachRow' });
}
