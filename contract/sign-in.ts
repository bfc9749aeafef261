/** How people sign in, and why the sign-in service's answer was not taken. */

/**
 * `away`: the service does not answer; `storeAway`: ours does not; `expired`: begun too long ago, in another browser, or finished
 * already; `denied`: given up at the service; `untrusted`: its answer did not pass the checks; `role`, `scope`: it says one that
 * there is not; `noScope`: it says a role without a scope; `unknown`: it says no role, and nobody here has given one; `disabled`:
 * an administrator has; `wait`: too many failed.
 */
export const SIGN_IN_REFUSALS = [
  'away',
  'storeAway',
  'expired',
  'denied',
  'untrusted',
  'role',
  'scope',
  'noScope',
  'unknown',
  'disabled',
  'wait',
] as const;
export type SignInRefusalCode = (typeof SIGN_IN_REFUSALS)[number];

export interface SignInRefusal {
  code: SignInRefusalCode;
  /** The role, the scope, or the subject of who is unknown; else empty. */
  value: string;
}

/** `GET /auth/ways`. */
export interface SignInWays {
  /** Accounts of ours. */
  password: true;
  /** The sign-in service of OIDC_ISSUER, by `GET /auth/oidc?page=PATH`. */
  oidc: boolean;
  /** Of this browser's last sign-in by the service, told once. */
  refusal: SignInRefusal | null;
}
