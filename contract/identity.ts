/** Who is known to the product, and what each may do: the second part of the contract, "Who may see what". */

/** From the least to the most. */
export const ROLES = ['viewer', 'operator', 'leader', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

/** A person signs in, a device (a wall, a kiosk) opens its link, a program sends its token. */
export const IDENTITY_KINDS = ['person', 'device', 'program'] as const;
export type IdentityKind = (typeof IDENTITY_KINDS)[number];

/** `GET /auth/me`: who asks. */
export interface Me {
  /** Unique among those of its kind. */
  name: string;
  /** What people call it; the name, unless the sign-in service says otherwise. */
  title: string;
  kind: IdentityKind;
  role: Role;
  /** Names as in scope.ts. */
  scopes: string[];
  /** What people call the scopes, in their order. */
  scopeTitles: string[];
  /** Lists and cases, with officers' names, are open to it. */
  hasLists: boolean;
  /** RFC 3339; null: until it is revoked. */
  expiresAt: string | null;
  /** It has a password here that it may change. */
  hasPassword: boolean;
}

/** Of a password of ours. More would only make hashing dearer. */
export const PASSWORD_CHARACTERS = { min: 12, max: 128 };

/** Why something that is asked of identities is not accepted, for pages that say it in their own words. */
export type IdentityReason =
  | 'nameForm'
  | 'nameTaken'
  | 'nameUnknown'
  | 'tooMany'
  | 'onlyAdministrator'
  | 'ofSignInService'
  | 'revoked'
  | 'scope'
  | 'page'
  | 'passwordLength'
  | 'passwordEasy';

/** A role is at least another one. */
export function isAtLeast(role: Role, least: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(least);
}
