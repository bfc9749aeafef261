/** Which scopes are open to somebody, and how the others are refused. */
import type { EditionName } from '../../contract/api.ts';
import { parseScope } from '../../contract/scope.ts';
import type { UnitDirectory } from '../state/cases/unit-directory.ts';
import { findScope, type Scope } from '../state/periods/figures.ts';

const MAX_QUOTED = 100;

/** A scope lies outside of what is open to who asks, or there is none of that name. */
export class ScopeRefused extends Error {
  override readonly name = 'ScopeRefused';
  readonly status = 403;

  constructor(asked: string, granted: readonly Scope[]) {
    const open = granted.map(({ name }) => name).join(', ');
    super(`${asked.slice(0, MAX_QUOTED)} is outside of what is open to you: ${open}`);
  }
}

/**
 * The scope of a name, if it is open; undefined when there is none. Who may see a part of the province is not told which others
 * there are.
 *
 * @throws ScopeRefused
 */
export function openScope(
  granted: readonly Scope[],
  directory: UnitDirectory,
  name: string,
  edition?: EditionName,
): Scope | undefined {
  const scope = findScope(directory, name, edition);
  const isTold = scope ? contains(granted, scope) : seesAll(granted) || !parseScope(name);
  if (!isTold) throw new ScopeRefused(name, granted);
  return scope;
}

/** Whether the whole province is open. */
export function seesAll(granted: readonly Scope[]): boolean {
  return granted.some(({ kind }) => kind === 'province');
}

/**
 * Example: `area:692` contains itself and `unit:H10.2.03`, which lies in it, but not `province`. As it was, a unit may
 * have lain elsewhere than the one that took over, so a name alone does not settle it.
 */
export function contains(granted: readonly Scope[], asked: Scope): boolean {
  return granted.some((one) => lies(asked, one));
}

function lies(asked: Scope, granted: Scope): boolean {
  if (granted.kind === 'province') return true;
  if (granted.name === asked.name && granted.edition === asked.edition) return true;
  const wider = granted.kind === 'area' ? asked.kind !== 'province' : granted.name === asked.name;
  return wider && asked.units.size > 0 && [...asked.units].every((unit) => granted.units.has(unit));
}
