/** Who a person of the sign-in service is here, and what it may do: as the service says, else as an administrator has said. */
import type { Identity } from '../../clickhouse/identities-table.ts';
import { ROLES, type Role } from '../../contract/identity.ts';
import { providedName } from '../../identity/provided-name.ts';
import type { Register } from '../../identity/register.ts';
import type { OidcConfig } from './oidc-config.ts';
import type { Claims } from './oidc.ts';
import { SignInRefused } from './sign-in-refused.ts';

const MAX_SCOPES = 200;
const MAX_SCOPE_NAME = 69;
const MAX_TITLE = 64;

/** What a session opens; empty: what the identity has of its own. */
export interface Rights {
  role: Role | '';
  scopes: string[];
}

export interface ProvidedPerson extends Rights {
  identity: Identity;
}

export interface ProvidedPersonDeps {
  config: OidcConfig;
  register: Register;
  /** The province pack has a scope of that name. */
  isScope: (name: string) => boolean;
}

/** @throws SignInRefused */
export async function providedPerson(
  claims: Claims,
  address: string,
  { config, register, isScope }: ProvidedPersonDeps,
): Promise<ProvidedPerson> {
  const { issuer, roleClaim, scopeClaim } = config;
  const name = nameOf(issuer, claims.sub);
  const known = (await register.all()).find((one) => one.kind === 'person' && one.name === name);
  if (known?.isDisabled) throw new SignInRefused('disabled', `${name} is disabled`);
  const rights = rightsOf(listOf(claims, roleClaim), listOf(claims, scopeClaim), isScope);
  // A row without scopes is of somebody who came with a role of the service's, which it has taken away since.
  if (rights.role === '' && !known?.scopes.length)
    throw new SignInRefused(
      'unknown',
      `${claims.sub} has no role: neither ${roleClaim} nor an account`,
      claims.sub,
    );
  const actor = { kind: 'person', name, address };
  const identity = known ?? (await register.meet({ name, title: titleOf(claims), issuer }, actor));
  return { identity, ...rights };
}

function nameOf(issuer: string, subject: string): string {
  try {
    return providedName(issuer, subject);
  } catch (error) {
    throw new SignInRefused('untrusted', (error as Error).message);
  }
}

/** Without a role there are none. @throws SignInRefused of what there is not: never less said than meant, nor more given than said */
export function rightsOf(roles: string[], scopes: string[], isScope: (name: string) => boolean): Rights {
  if (roles.length === 0) return { role: '', scopes: [] };
  const told = roles.join(', ');
  const role = ROLES.find((one) => one === told);
  if (!role) throw new SignInRefused('role', `the role ${told}; accepted: one of ${ROLES.join(', ')}`, told);
  if (scopes.length === 0) throw new SignInRefused('noScope', `the role ${role} without a scope`);
  if (scopes.length > MAX_SCOPES)
    throw new SignInRefused('scope', `${scopes.length} scopes; accepted: ${MAX_SCOPES}`, `${scopes.length}`);
  const unknown = scopes.find((scope) => scope.length > MAX_SCOPE_NAME || !isScope(scope));
  if (unknown !== undefined) throw new SignInRefused('scope', `the scope ${unknown}`, unknown);
  return { role, scopes: [...new Set(scopes)] };
}

/** A claim as a list: a text is divided at spaces and commas; null and what is empty say nothing. @throws SignInRefused */
function listOf(claims: Claims, name: string): string[] {
  const value = Object.hasOwn(claims, name) ? claims[name] : null;
  if (value === null || value === undefined) return [];
  if (typeof value === 'string') return value.split(/[\s,]+/).filter(Boolean);
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  throw new SignInRefused('untrusted', `the claim ${name} is neither a text nor a list of texts`);
}

/** What people call it. */
function titleOf({ sub, name, preferred_username: userName, email }: Claims): string {
  const titles = [name, userName, email, sub].filter((one) => typeof one === 'string');
  const shown = titles.map((one) =>
    one
      .replace(/[\p{Cc}\p{Cf}]/gu, '')
      .trim()
      .slice(0, MAX_TITLE),
  );
  return shown.find(Boolean) ?? sub;
}
