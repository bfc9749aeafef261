/**
 * Whether a request comes by a name that is this machine's. Anybody's DNS can make a name of their own stand for
 * 127.0.0.1 once its page is loaded (rebinding): to the browser we are then that page's own server, and Origin says
 * nothing. Where no token is asked for, the name alone tells such a page from ours.
 */
import type { IncomingMessage } from 'node:http';
import { isLoopback } from '../contract/environment.ts';

export function hasKnownHost({ headers: { host } }: IncomingMessage): boolean {
  // Every browser sends it.
  if (host === undefined) return true;
  const address = `http://${host}`;
  if (!URL.canParse(address)) return false;
  const { hostname } = new URL(address);
  return isLoopback(hostname.replace(/^\[(.*)\]$/, '$1'));
}
