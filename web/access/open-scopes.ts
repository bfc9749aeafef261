/** What is open to who is at the page, so that a page begins with it and offers nothing else. The server decides. Pure. */
import { isAtLeast, type Me } from '../../contract/identity.ts';
import type { Kind } from '../../contract/kind.ts';
import { PROVINCE } from '../../contract/scope.ts';

type Opened = Pick<Me, 'scopes'> | undefined;

/** While nobody said who it is, all is offered. */
export function seesAll(me: Opened): boolean {
  return me === undefined || me.scopes.includes(PROVINCE);
}

/** What is shown when nothing is chosen: the whole of what is open, or the first part of it. */
export function ownScope(me: Opened): string {
  return seesAll(me) ? PROVINCE : (me?.scopes[0] ?? PROVINCE);
}

/** Whether a scope was granted by its name; what lies in it is open too, which this does not know. */
export function isGranted(me: Opened, scope: string): boolean {
  return seesAll(me) || me?.scopes.includes(scope) === true;
}

/** Whether the lists and single cases of a kind are open. */
export function mayList(me: Pick<Me, 'hasLists' | 'role'> | undefined, kind: Kind): boolean {
  return me === undefined || (me.hasLists && (!kind.confidential || isAtLeast(me.role, 'leader')));
}
