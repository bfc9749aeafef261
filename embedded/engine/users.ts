import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { EngineError } from './engine-error.ts';

/** Who may ask the engine; a read-only user's writes are refused by the engine itself. */
export interface EngineUser {
  name: string;
  password: string;
  readonly: boolean;
}

interface Credentials {
  name: string;
  password: string;
}

/** ClickHouse's order: basic credentials, then its own headers, then the URL; without any, `default`. */
function credentialsOf(request: IncomingMessage, url: URLSearchParams): Credentials {
  const basic = /^Basic (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (basic) {
    const text = Buffer.from(basic, 'base64').toString('utf8');
    const colon = text.indexOf(':');
    return colon < 0
      ? { name: text, password: '' }
      : { name: text.slice(0, colon), password: text.slice(colon + 1) };
  }
  const headerUser = request.headers['x-clickhouse-user'];
  if (typeof headerUser === 'string') {
    const key = request.headers['x-clickhouse-key'];
    return { name: headerUser, password: typeof key === 'string' ? key : '' };
  }
  return { name: url.get('user') ?? 'default', password: url.get('password') ?? '' };
}

/** @throws EngineError 516 when the user is unknown or the password wrong, without saying which. */
export function authenticate(
  users: readonly EngineUser[],
  request: IncomingMessage,
  url: URLSearchParams,
): EngineUser {
  const { name, password } = credentialsOf(request, url);
  const user = users.find((candidate) => candidate.name === name);
  if (user && samePassword(user.password, password)) return user;
  throw EngineError.of(
    516,
    'AUTHENTICATION_FAILED',
    `${name}: Authentication failed: password is incorrect, or there is no user with such name`,
  );
}

function samePassword(expected: string, given: string): boolean {
  const a = Buffer.from(expected);
  const b = Buffer.from(given);
  return a.length === b.length && timingSafeEqual(a, b);
}
