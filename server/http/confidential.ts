/** Lists and single cases of a confidential kind; figures of it are open to whoever may see the scope. */
import type { Kind } from '../../contract/kind.ts';

export class ConfidentialRefused extends Error {
  override readonly name = 'ConfidentialRefused';
  readonly status = 403;

  constructor({ kind }: Kind) {
    super(
      `lists and cases of the kind ${kind} are confidential; accepted: a leader or an administrator of the scope`,
    );
  }
}

/**
 * Of who asks nothing is known but a scope, so nobody is a leader or an administrator.
 *
 * @throws ConfidentialRefused
 */
export function demandOpen(kind: Kind): void {
  if (kind.confidential) throw new ConfidentialRefused(kind);
}
