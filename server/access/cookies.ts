/** The cookie that holds a session: no script reads it, and no other site's page makes the browser send it along with a write. */
import type { IncomingHttpHeaders } from 'node:http';

const NAME = 'ioc-session';

export interface CookieFolder {
  /** The connection has TLS. */
  secure: boolean;
  /** Where the pages begin, `/` or such as `/ioc/`. */
  path: string;
}

/**
 * With TLS the name has a prefix, by which the browser takes it from nobody but this very host: `__Host-` at the root of it,
 * `__Secure-` below (RFC 6265bis, 4.1.3). Lax, so that who follows a link in a message to a page of ours is signed in there.
 */
export function sessionCookie(secret: string, folder: CookieFolder, maxAgeSeconds: number): string {
  const parts = [
    `${cookieName(folder)}=${secret}`,
    `Path=${folder.path}`,
    `Max-Age=${maxAgeSeconds}`,
    'HttpOnly',
    'SameSite=Lax',
  ];
  return [...parts, ...(folder.secure ? ['Secure'] : [])].join('; ');
}

/** What the cookie holds; undefined without one. */
export function sessionSecretOf(
  { cookie = '' }: IncomingHttpHeaders,
  folder: CookieFolder,
): string | undefined {
  const name = cookieName(folder);
  for (const pair of cookie.split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name && value) return value;
  }
  return undefined;
}

function cookieName({ secure, path }: CookieFolder): string {
  if (!secure) return NAME;
  return path === '/' ? `__Host-${NAME}` : `__Secure-${NAME}`;
}
