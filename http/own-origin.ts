/**
 * Whether a page of another site made the browser send a request. Such a page could act with the viewer's cookie, or as
 * anybody where no token is needed; programs send no Origin.
 */
import type { IncomingMessage } from 'node:http';
import type { TrustsProxy } from './client-address.ts';
import { hasKnownHost } from './known-host.ts';

export interface OwnOrigin {
  trustsProxy: TrustsProxy;
  /** PUBLIC_URL: where browsers see the pages. */
  publicUrl: string | undefined;
  /** Whether viewers need a token; where they do not, any page that is taken for ours sees everything. */
  needsToken: boolean;
}

export function isForeign(request: IncomingMessage, { trustsProxy, publicUrl }: OwnOrigin): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return request.headers['sec-fetch-site'] === 'cross-site';
  // `null`, as of a sandboxed page, is nobody's.
  if (!URL.canParse(origin)) return true;
  if (publicUrl !== undefined && new URL(publicUrl).origin === origin) return false;
  const forwarded = trustsProxy(request.socket.remoteAddress ?? '')
    ? request.headers['x-forwarded-host']
    : undefined;
  return ![host, firstOf(forwarded)].some((name) => name !== undefined && isOf(origin, name));
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return (
    String(header ?? '')
      .split(',')[0]
      ?.trim() || undefined
  );
}

/** Whether the request comes by a name that somebody else may have pointed at this machine; see known-host.ts. */
export function isMisled(request: IncomingMessage, { needsToken, publicUrl }: OwnOrigin): boolean {
  return !needsToken && !hasKnownHost(request, publicUrl);
}

/** Whether the origin is of that host and port; the proxy in between may have taken TLS off, so the scheme says nothing. */
function isOf(origin: string, host: string): boolean {
  const address = `${new URL(origin).protocol}//${host}`;
  return URL.canParse(address) && new URL(address).host === new URL(origin).host;
}
