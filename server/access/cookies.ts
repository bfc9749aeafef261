/** Our cookies: no script reads them, and no other site's page makes the browser send them along with a write. */
import type { IncomingHttpHeaders } from 'node:http';

/** A session; a sign-in by the sign-in service that is under way; why the last one was refused. */
export type CookieName = 'ioc-session' | 'ioc-sign-in' | 'ioc-refused';

export interface CookieFolder {
  /** The connection has TLS. */
  secure: boolean;
  /** Where the pages begin, `/` or such as `/ioc/`. */
  path: string;
}

/**
 * `value`: of A-Z a-z 0-9 - _. With TLS the name has a prefix, by which the browser takes it from nobody but this very host:
 * `__Host-` at the root of it, `__Secure-` below (RFC 6265bis, 4.1.3). Lax, so that who follows a link in a message to a page of
 * ours is signed in there, and who comes back from the sign-in service is known.
 */
export function cookieOf(
  name: CookieName,
  value: string,
  folder: CookieFolder,
  maxAgeSeconds: number,
): string {
  const parts = [
    `${fullName(name, folder)}=${value}`,
    `Path=${folder.path}`,
    `Max-Age=${maxAgeSeconds}`,
    'HttpOnly',
    'SameSite=Lax',
  ];
  return [...parts, ...(folder.secure ? ['Secure'] : [])].join('; ');
}

/** What a cookie holds; undefined without one. */
export function cookieValue(
  name: CookieName,
  { cookie = '' }: IncomingHttpHeaders,
  folder: CookieFolder,
): string | undefined {
  const wanted = fullName(name, folder);
  for (const pair of cookie.split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === wanted && value) return value;
  }
  return undefined;
}

export function sessionCookie(secret: string, folder: CookieFolder, maxAgeSeconds: number): string {
  return cookieOf('ioc-session', secret, folder, maxAgeSeconds);
}

export function sessionSecretOf(headers: IncomingHttpHeaders, folder: CookieFolder): string | undefined {
  return cookieValue('ioc-session', headers, folder);
}

function fullName(name: CookieName, { secure, path }: CookieFolder): string {
  if (!secure) return name;
  return path === '/' ? `__Host-${name}` : `__Secure-${name}`;
}
