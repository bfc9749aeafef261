/** Adds and changes identities: each change is a further row, and a row of the audit log. */
import type { ClickHouseClient } from '@clickhouse/client';
import { insertAuditRows } from '../clickhouse/audit-log-table.ts';
import {
  insertIdentity,
  readIdentities,
  type Identity,
  type StoredIdentity,
} from '../clickhouse/identities-table.ts';
import type { AuditAction } from '../contract/audit.ts';
import { ROLES, type IdentityKind } from '../contract/identity.ts';
import { OWN_PATH } from '../contract/page-path.ts';
import { ACCEPTED_SCOPE_OF_PACK } from '../contract/scope.ts';
import { IdentityError } from './identity-error.ts';

/** Who makes a change. */
export interface Actor {
  /** `person`, `device`, `program`; empty: who runs a command on the server. */
  kind: string;
  name: string;
  address: string;
}

export type NewIdentity = Pick<Identity, 'kind' | 'name' | 'role' | 'scopes' | 'secretHash'> &
  Partial<Pick<Identity, 'title' | 'issuer' | 'page' | 'hasLists' | 'expiresAt'>>;

/** What of an identity can change. */
export type IdentityChange = Partial<
  Pick<
    Identity,
    'title' | 'role' | 'scopes' | 'page' | 'hasLists' | 'isDisabled' | 'secretHash' | 'expiresAt'
  >
>;

/** Bounds what each server reads and keeps. */
export const MAX_IDENTITIES = 5_000;
const MAX_SCOPES = 200;
const MAX_SCOPE_NAME = 69;
const MAX_NAME = 64;
/** Issuer and subject. */
const MAX_PROVIDED_NAME = 512;
const ACCOUNT_NAME = /^[a-z0-9][a-z0-9._@-]*$/;

export class Register {
  readonly #client: ClickHouseClient;
  readonly #isScope: (name: string) => boolean;

  /** `isScope`: the province pack has a scope of that name. */
  constructor(client: ClickHouseClient, isScope: (name: string) => boolean) {
    this.#client = client;
    this.#isScope = isScope;
  }

  all(): Promise<StoredIdentity[]> {
    return readIdentities(this.#client);
  }

  /** Those of a kind, by their names. */
  async ofKind(kind: IdentityKind): Promise<StoredIdentity[]> {
    return (await this.all()).filter((one) => one.kind === kind);
  }

  /** @throws IdentityError when something of it is not accepted, or the name is taken */
  async add(identity: NewIdentity, actor: Actor, action: AuditAction): Promise<Identity> {
    const name = nameOf(identity.kind, identity.name, identity.issuer);
    this.#check(identity);
    const all = await this.all();
    const known = all.find((one) => one.kind === identity.kind && one.name === name);
    // Whom the sign-in service alone has given roles may get one of ours.
    if (known && !known.isDisabled && known.scopes.length > 0)
      throw new IdentityError(
        `name: ${JSON.stringify(name)} is taken; accepted: one that no ${identity.kind} has`,
        409,
        'nameTaken',
      );
    return this.#insert({ ...identity, name }, known, all.length, actor, action);
  }

  /**
   * The person of a sign-in service who has just proved to be one; whoever comes for the first time is added without a role of
   * its own: its sessions have what the service says.
   *
   * @throws IdentityError when there are too many
   */
  async meet(person: Pick<Identity, 'name' | 'title' | 'issuer'>, actor: Actor): Promise<Identity> {
    const all = await this.all();
    const known = all.find((one) => one.kind === 'person' && one.name === person.name);
    if (known) return known;
    const added: NewIdentity = { kind: 'person', role: 'viewer', scopes: [], secretHash: '', ...person };
    return this.#insert(added, undefined, all.length, actor, 'accountAdded');
  }

  async #insert(
    identity: NewIdentity,
    known: Identity | undefined,
    count: number,
    actor: Actor,
    action: AuditAction,
  ): Promise<Identity> {
    if (!known && count >= MAX_IDENTITIES)
      throw new IdentityError(
        `there are ${count} people, devices and programs; accepted: ${MAX_IDENTITIES}`,
        409,
        'tooMany',
      );
    const added: Identity = {
      title: identity.name,
      issuer: '',
      page: '/wall',
      hasLists: identity.kind !== 'device',
      expiresAt: 0,
      ...identity,
      version: (known?.version ?? 0) + 1,
      secretNumber: (known?.secretNumber ?? 0) + 1,
      isDisabled: false,
      changedBy: actorName(actor),
    };
    await insertIdentity(this.#client, added);
    const { role, scopes } = added;
    await this.#note(actor, action, added, `${role}, ${scopes.join(', ')}`);
    return added;
  }

  /** @throws IdentityError when there is none of that name, or something of the change is not accepted */
  async change(
    kind: IdentityKind,
    givenName: string,
    change: IdentityChange,
    actor: Actor,
    action: AuditAction,
  ): Promise<Identity> {
    const all = await this.all();
    const name = givenName.normalize('NFC');
    const known = all.find((one) => one.kind === kind && one.name === name);
    if (!known)
      throw new IdentityError(
        `name: no ${kind} is called ${JSON.stringify(name)}; accepted: one that list shows`,
        404,
        'nameUnknown',
      );
    if (kind !== 'person' && known.isDisabled && change.secretHash !== undefined)
      throw new IdentityError(
        `name: the ${kind} ${name} was revoked; accepted: to add it again`,
        409,
        'revoked',
      );
    const { changedAt: _changedAt, ...before } = known;
    const changed: Identity = {
      ...before,
      ...change,
      version: known.version + 1,
      secretNumber: known.secretNumber + (change.secretHash === undefined ? 0 : 1),
      changedBy: actorName(actor),
    };
    this.#check(changed);
    const onlyAdministrator = new IdentityError(
      `name: ${name} is the only administrator; accepted: when another account is one`,
      409,
      'onlyAdministrator',
    );
    const isOneLess = isActiveAdministrator(known) && !isActiveAdministrator(changed);
    if (isOneLess && !all.some((one) => one !== known && isActiveAdministrator(one))) throw onlyAdministrator;
    await insertIdentity(this.#client, changed);
    // Another server may have taken the other one away meanwhile.
    if (isOneLess && !(await this.all()).some(isActiveAdministrator)) {
      await insertIdentity(this.#client, { ...before, version: changed.version + 1 });
      throw onlyAdministrator;
    }
    await this.#note(actor, action, changed, changeText(before, changed));
    return changed;
  }

  #check(identity: Pick<Identity, 'role' | 'scopes'> & Partial<Identity>): void {
    const { role, scopes, page, issuer = '', secretHash = '' } = identity;
    if (issuer !== '' && secretHash !== '')
      throw new IdentityError(
        'password: a person of a sign-in service has none here; accepted: a local account',
        409,
        'ofSignInService',
      );
    if (!ROLES.includes(role))
      throw new IdentityError(`role: ${JSON.stringify(role)}; accepted: ${ROLES.join(', ')}`);
    // Without any the sign-in service says what is open.
    if ((scopes.length === 0 && issuer === '') || scopes.length > MAX_SCOPES)
      throw new IdentityError(`scope: ${scopes.length} of them; accepted: 1 to ${MAX_SCOPES}`, 400, 'scope');
    const unknown = scopes.find((scope) => scope.length > MAX_SCOPE_NAME || !this.#isScope(scope));
    if (unknown !== undefined)
      throw new IdentityError(
        `scope: ${JSON.stringify(unknown)}; accepted: ${ACCEPTED_SCOPE_OF_PACK}`,
        400,
        'scope',
      );
    if (page !== undefined && !OWN_PATH.test(page))
      throw new IdentityError(
        `page: ${JSON.stringify(page)}; accepted: a path of ours such as /wall`,
        400,
        'page',
      );
  }

  #note(actor: Actor, action: AuditAction, { kind, name }: Identity, detail: string): Promise<void> {
    return insertAuditRows(this.#client, [{ ...actor, action, target: `${kind} ${name}`, detail }]);
  }
}

/** In the one spelling in which it is kept. @throws IdentityError */
function nameOf(kind: IdentityKind, given: string, issuer = ''): string {
  const name = given.normalize('NFC').trim();
  if (kind === 'person' && issuer === '') {
    const account = name.toLowerCase();
    if (account.length <= MAX_NAME && ACCOUNT_NAME.test(account)) return account;
    throw new IdentityError(
      `name: ${JSON.stringify(given)}; accepted: up to ${MAX_NAME} of a-z 0-9 . _ @ -, a letter or digit first`,
      400,
      'nameForm',
    );
  }
  if (
    name.length > 0 &&
    name.length <= (issuer === '' ? MAX_NAME : MAX_PROVIDED_NAME) &&
    !/[\p{Cc}\p{Cf}]/u.test(name)
  )
    return name;
  throw new IdentityError(
    `name: ${JSON.stringify(given)}; accepted: 1 to ${MAX_NAME} characters that can be seen`,
    400,
    'nameForm',
  );
}

export function isActiveAdministrator({ kind, role, isDisabled, issuer }: Identity): boolean {
  return kind === 'person' && role === 'administrator' && !isDisabled && issuer === '';
}

function actorName({ kind, name }: Actor): string {
  return kind === '' ? 'command' : `${kind} ${name}`;
}

/** What differs, without secrets. */
function changeText(before: Identity, after: Identity): string {
  const shown = ['title', 'role', 'scopes', 'page', 'hasLists', 'isDisabled', 'expiresAt'] as const;
  const differences = shown
    .filter((key) => String(before[key]) !== String(after[key]))
    .map((key) => `${key} ${JSON.stringify(before[key])} -> ${JSON.stringify(after[key])}`);
  return [...differences, ...(before.secretHash === after.secretHash ? [] : ['a new secret'])].join('; ');
}
