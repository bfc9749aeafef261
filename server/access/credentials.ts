/** Where a viewer's token may stand: a bearer header, or the cookie that an address with `?token=` has left. */
import type { IncomingHttpHeaders } from 'node:http';

const COOKIE = 'viewer-token';
const YEAR_SECONDS = 365 * 86_400;

/** The header wins: a program says it on purpose, a browser sends its cookie always. */
export function tokenOf(headers: IncomingHttpHeaders): string | undefined {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  return bearer ?? cookieOf(headers.cookie ?? '');
}

/**
 * No script can read it, and no other site's page makes the browser send it. Without a path the browser takes the folder
 * of the page that it comes with.
 */
export function tokenCookie(token: string, secure: boolean, path: string | undefined): string {
  const parts = [
    `${COOKIE}=${encodeURIComponent(token)}`,
    ...(path === undefined ? [] : [`Path=${path}`]),
    `Max-Age=${YEAR_SECONDS}`,
    'HttpOnly',
    'SameSite=Strict',
  ];
  return [...parts, ...(secure ? ['Secure'] : [])].join('; ');
}

function cookieOf(header: string): string | undefined {
  for (const pair of header.split(';')) {
    const [name, value] = pair.trim().split('=', 2);
    if (name !== COOKIE || value === undefined) continue;
    try {
      return decodeURIComponent(value);
    } catch {
      // Not one of ours.
      return undefined;
    }
  }
  return undefined;
}
