import type { IdentityReason } from '../contract/identity.ts';

/** What is asked of identities is not accepted; the message names the field, the value and what is. */
export class IdentityError extends Error {
  override readonly name = 'IdentityError';
  readonly status: 400 | 404 | 409;
  readonly reason: IdentityReason | undefined;

  constructor(message: string, status: 400 | 404 | 409 = 400, reason?: IdentityReason) {
    super(message);
    this.status = status;
    this.reason = reason;
  }
}
