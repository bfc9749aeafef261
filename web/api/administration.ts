/** What administrators ask and change of accounts, devices and tokens; the audit log. */
import type {
  AccountItem,
  AccountMade,
  DeviceItem,
  LinkMade,
  ScopeItem,
  TokenItem,
  TokenMade,
} from '../../contract/administration.ts';
import type { AuditPage } from '../../contract/audit.ts';
import type { Role } from '../../contract/identity.ts';
import { atRoot } from '../routing/root.ts';
import { getJson } from './client.ts';
import { postJson } from './post-json.ts';

export async function getScopes(signal?: AbortSignal): Promise<ScopeItem[]> {
  return (await getJson<{ scopes: ScopeItem[] }>('api/v1/scopes', signal)).scopes;
}

export async function getAccounts(signal?: AbortSignal): Promise<AccountItem[]> {
  return (await getJson<{ accounts: AccountItem[] }>('api/v1/accounts', signal)).accounts;
}

/** `subject`: of a person of the sign-in service; undefined: a local account, whose first password is answered. */
export function addAccount(account: {
  name: string;
  role: Role;
  scopes: string[];
  subject: string | undefined;
}): Promise<AccountMade> {
  return postJson('api/v1/accounts', account);
}

export function changeAccount(account: { name: string; role: Role; scopes: string[] }): Promise<void> {
  return postJson('api/v1/accounts/change', account);
}

export function makePassword(name: string): Promise<AccountMade> {
  return postJson('api/v1/accounts/password', { name });
}

export function disableAccount(name: string): Promise<void> {
  return postJson('api/v1/accounts/disable', { name });
}

export function enableAccount(name: string): Promise<void> {
  return postJson('api/v1/accounts/enable', { name });
}

export async function getDevices(signal?: AbortSignal): Promise<DeviceItem[]> {
  return (await getJson<{ devices: DeviceItem[] }>('api/v1/devices', signal)).devices;
}

export function addDevice(device: {
  name: string;
  scopes: string[];
  page: string;
  lists: boolean;
}): Promise<LinkMade> {
  return postJson('api/v1/devices', device);
}

export function makeLink(name: string): Promise<LinkMade> {
  return postJson('api/v1/devices/link', { name });
}

export function revokeDevice(name: string): Promise<void> {
  return postJson('api/v1/devices/revoke', { name });
}

export async function getTokens(signal?: AbortSignal): Promise<TokenItem[]> {
  return (await getJson<{ tokens: TokenItem[] }>('api/v1/tokens', signal)).tokens;
}

/** `expires`: its last day, `YYYY-MM-DD`. */
export function addToken(token: {
  name: string;
  role: Role;
  scopes: string[];
  expires: string | undefined;
}): Promise<TokenMade> {
  return postJson('api/v1/tokens', token);
}

export function revokeToken(name: string): Promise<void> {
  return postJson('api/v1/tokens/revoke', { name });
}

/** `filters`: a query; `cursor`: where the page begins, null: at the newest. */
export function getAudit(filters: string, cursor: string | null, signal?: AbortSignal): Promise<AuditPage> {
  const page = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
  return getJson(`api/v1/audit?${filters}${page}`, signal);
}

/** Where a browser downloads the audit log from. */
export function auditFile(filters: string): string {
  return atRoot(`api/v1/audit?${filters}&format=csv`);
}
