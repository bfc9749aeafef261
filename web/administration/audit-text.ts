/**
 * A row of the audit log in the reader's words. What the log keeps in the server's words is left to its file: `detail` has what
 * is changed and for whom as far as it can be said here.
 */
import type { AuditItem } from '../../contract/audit.ts';
import { ROLES, type IdentityKind, type Role } from '../../contract/identity.ts';
import type { DateFormats } from '../format/dates.ts';
import type { ACCOUNT_WORDS } from '../words/account.ts';
import type { ADMINISTRATION_WORDS } from '../words/administration.ts';
import type { ScopeNames } from './scope-names.ts';

export interface AuditReader {
  account: (typeof ACCOUNT_WORDS)['vi'];
  audit: (typeof ADMINISTRATION_WORDS)['vi']['audit'];
  dates: DateFormats;
  names: ScopeNames;
}

export function whoText({ kind, name, address }: AuditItem, { account, audit }: AuditReader): string {
  if (kind in account.kinds) return `${account.kinds[kind as IdentityKind]} ${name}`;
  return address === '' ? audit.onServer : audit.unknown;
}

/** `person an.nguyen` and `12 alerts` by their words; a route or a file as it is. */
export function targetText({ target }: AuditItem, { account, audit }: AuditReader): string {
  const [, alerts] = /^(\d+) alerts$/.exec(target) ?? [];
  if (alerts !== undefined) return audit.alerts(alerts);
  return target.replace(/^(person|device|program) /, (_all, kind: IdentityKind) => `${account.kinds[kind]} `);
}

/** Empty: nothing that can be said in words. */
export function detailText({ action, detail }: AuditItem, reader: AuditReader): string {
  const { audit, dates } = reader;
  if (action === 'signedOut') return detail === 'everywhere' ? audit.everywhere : '';
  if (action === 'sessionEnded') {
    const [, time, address] = /^opened (\S+) at (\S*)$/.exec(detail) ?? [];
    return time === undefined ? '' : audit.openedAt(dates.dateTime(Date.parse(time)), address ?? '');
  }
  if (action === 'exported') {
    const [, rows] = /^(\d+) rows$/.exec(detail) ?? [];
    return rows === undefined ? '' : audit.rows(rows);
  }
  // What somebody said to it.
  if (action === 'alertAcknowledged') return detail;
  if (action === 'alertShelved') {
    const [, until = '', note = ''] = /^(\S+)\s*(.*)$/s.exec(detail) ?? [];
    const text = audit.until(dates.dateTime(Date.parse(until)));
    return note === '' ? text : `${text}: ${note}`;
  }
  // The role of a device is never another one.
  if (action === 'deviceAdded') return reader.names.titlesOf(detail.split(', ').slice(1));
  if (action === 'accountAdded' || action === 'tokenAdded') return addedText(detail, reader);
  return changedText(detail, reader);
}

/** `viewer, area:692, unit:H10.2.03`. */
function addedText(detail: string, reader: AuditReader): string {
  const [role, ...scopes] = detail.split(', ');
  return ROLES.includes(role as Role)
    ? `${reader.account.roles[role as Role]}: ${reader.names.titlesOf(scopes)}`
    : '';
}

/** `role "viewer" -> "leader"; scopes ["area:692"] -> ["province"]; a new secret`. */
function changedText(detail: string, reader: AuditReader): string {
  const { audit } = reader;
  const parts = detail.split('; ').map((part) => {
    const [, field, before, after] = /^(role|scopes) (.+) -> (.+)$/.exec(part) ?? [];
    const texts = [before, after].map((value) => valueText(field, value, reader));
    return texts.includes(undefined) ? '' : audit.fromTo(texts[0] as string, texts[1] as string);
  });
  return parts.filter((part) => part !== '').join('; ');
}

function valueText(
  field: string | undefined,
  json: string | undefined,
  { account, names }: AuditReader,
): string | undefined {
  try {
    const value = JSON.parse(json ?? '') as unknown;
    if (field === 'role') return account.roles[value as Role];
    return Array.isArray(value) ? names.titlesOf(value.map(String)) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
