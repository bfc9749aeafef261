/**
 * Whether a page of another site made the browser send a request. Such a page could act with the viewer's cookie; programs send no
 * Origin.
 */
import type { IncomingMessage } from 'node:http';
import type { TrustsProxy } from './client-address.ts';

export interface OwnOrigin {
  trustsProxy: TrustsProxy;
  /** PUBLIC_URL: where browsers see the pages. */
  publicUrl: string | undefined;
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

/** Whether the origin is of that host and port; the proxy in between may have taken TLS off, so the scheme says nothing. */
function isOf(origin: string, host: string): boolean {
  const address = `${new URL(origin).protocol}//${host}`;
  return URL.canParse(address) && new URL(address).host === new URL(origin).host;
}
