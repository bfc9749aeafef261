/** Lists and single cases of a confidential kind; figures of it are open to whoever may see the scope. */
import { isAtLeast } from '../../contract/identity.ts';
import type { Kind } from '../../contract/kind.ts';
import type { Visitor } from '../access/visitors.ts';

export class ConfidentialRefused extends Error {
  override readonly name = 'ConfidentialRefused';
  readonly status = 403;

  constructor({ kind }: Kind) {
    super(
      `lists and cases of the kind ${kind} are confidential; accepted: a leader or an administrator of the scope`,
    );
  }
}

/** @throws ConfidentialRefused */
export function demandOpen(kind: Kind, { role }: Visitor): void {
  if (kind.confidential && !isAtLeast(role, 'leader')) throw new ConfidentialRefused(kind);
}
