/** Shapes of the answers about accounts, devices, tokens and sessions. Times are RFC 3339; null: never. */
import type { Role } from './identity.ts';

/** Of `GET /auth/sessions`: where somebody is signed in. */
export interface SessionItem {
  /** Names it to those who may end it; it opens nothing. */
  id: string;
  openedAt: string;
  /** To five minutes. */
  usedAt: string;
  expiresAt: string;
  address: string;
  /** As the browser calls itself. */
  browser: string;
  /** It is the one that asks. */
  isThis: boolean;
}

/** Of `GET /api/v1/accounts`. */
export interface AccountItem {
  name: string;
  title: string;
  role: Role;
  scopes: string[];
  isDisabled: boolean;
  /** Address of the sign-in service that knows it; null: a local account, with a password. */
  issuer: string | null;
  /** Sessions that last. */
  sessions: number;
  /** The last use of a session that lasts. */
  usedAt: string | null;
}

/** Of `GET /api/v1/devices`. */
export interface DeviceItem {
  name: string;
  scopes: string[];
  /** What its link opens. */
  page: string;
  hasLists: boolean;
  /** `linkWaits`: nobody has opened its link. */
  state: 'linkWaits' | 'open' | 'revoked';
  openedAt: string | null;
  usedAt: string | null;
  /** Where it was opened from. */
  address: string | null;
}

/** Of `GET /api/v1/tokens`. */
export interface TokenItem {
  name: string;
  role: Role;
  scopes: string[];
  state: 'inUse' | 'expired' | 'revoked';
  expiresAt: string | null;
  /** To five minutes. */
  usedAt: string | null;
}

/** Of `GET /api/v1/scopes`: what can be open to somebody. */
export interface ScopeItem {
  /** `province`, `area:CODE`, `unit:CODE`. */
  scope: string;
  title: string;
}

/** Answers once what is shown once. */
export interface AccountMade {
  name: string;
  /** That was made here; null: the one that was sent, or there is none since the sign-in service has it. */
  password: string | null;
}

export interface LinkMade {
  name: string;
  /** With PUBLIC_URL whole, else the path below the address of the pages. */
  link: string;
}

export interface TokenMade {
  name: string;
  token: string;
}
