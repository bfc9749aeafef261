import type { IncomingMessage } from 'node:http';

/**
 * Why a request is refused before its credentials are looked at: it comes from a page in a browser, or by a name that
 * somebody else's DNS points here. Programs send neither Origin nor Sec-Fetch-Site. Undefined: it is none of those.
 */
export function strangeness(request: IncomingMessage): string | undefined {
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (origin !== undefined) return `Origin ${origin}: pages have no access to the engine`;
  if (site !== undefined && site !== 'none')
    return `Sec-Fetch-Site ${String(site)}: pages have no access to the engine`;
  if (host !== undefined && !isOwnHost(host, request.socket.localAddress))
    return `Host ${host}: expected the address that the engine listens on, or localhost`;
  return undefined;
}

function isOwnHost(host: string, listensOn: string | undefined): boolean {
  const name = host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1');
  return ['localhost', '127.0.0.1', '::1', listensOn].includes(name.toLowerCase());
}
