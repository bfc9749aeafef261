/** What a token means for HTTP: the API within its scope, a cookie for the pages, the metrics for the province. */
import type { Request, RequestHandler, Response } from 'express';
import { toRoot } from '../http/base-path.ts';
import { sendProblem } from '../http/problem.ts';
import type { Scope } from '../state/figures.ts';
import { tokenCookie, tokenOf } from './credentials.ts';
import { contains, type ViewerTokens } from './viewer-tokens.ts';

/** A scope lies outside of what the request's token opens. */
export class ScopeRefused extends Error {
  override readonly name = 'ScopeRefused';
  readonly status = 403;

  constructor(asked: string, granted: Scope) {
    super(`${asked} is outside of what the token opens: ${granted.name}`);
  }
}

/** Lets only requests with a known token pass, and keeps what it opens for {@link grantedTo}. */
export function requireToken(tokens: ViewerTokens): RequestHandler {
  return (request, response, next) => {
    const granted = tokens.scopeOf(tokenOf(request.headers));
    if (!granted) return refuse(response);
    response.locals['granted'] = granted;
    next();
  };
}

/** What the request may see. */
export function grantedTo(response: Response): Scope {
  return response.locals['granted'] as Scope;
}

/** @throws ScopeRefused */
export function demand(response: Response, asked: Scope): void {
  const granted = grantedTo(response);
  if (!contains(granted, asked)) throw new ScopeRefused(asked.name, granted);
}

/** For one dossier of a unit, by the unit's number. @throws ScopeRefused */
export function demandUnit(response: Response, unit: number, code: string): void {
  const granted = grantedTo(response);
  if (!granted.units.has(unit)) throw new ScopeRefused(`the dossier ${JSON.stringify(code)}`, granted);
}

/** For what tells of the whole province. */
export const demandProvince: RequestHandler = (_request, response, next) => {
  const granted = grantedTo(response);
  if (granted.kind !== 'province') throw new ScopeRefused('province', granted);
  next();
};

/** A scraper beside the server needs no token; one behind a proxy is not beside it. */
export function exceptLocal(handlers: readonly RequestHandler[]): RequestHandler[] {
  return handlers.map((handler) => (request, response, next) => {
    return isLocal(request) ? next() : handler(request, response, next);
  });
}

/** Carries the page that was asked for while the token goes to the root. */
const PAGE = 'page';

/**
 * `?token=` in a page's address becomes a cookie and leaves the address, so that a kiosk's address carries the token
 * once and neither its screen nor a history shows it.
 *
 * The cookie is set at the root of the pages, which a deeper page goes to first: only there does its folder hold all of
 * them and, behind a gateway, none of a neighbour's.
 */
export function takeToken(tokens: ViewerTokens, basePath: string | undefined): RequestHandler {
  return (request, response, next) => {
    const { token } = request.query;
    if (tokens.isOpen || typeof token !== 'string') return next();
    const granted = tokens.scopeOf(token);
    if (!granted) return refuse(response);
    const url = new URL(request.originalUrl.replace(/^\/+/, '/'), 'http://server');
    const root = toRoot(request.path, basePath);
    response.set('Cache-Control', 'no-store');
    if (root !== './' && root !== basePath) {
      url.searchParams.delete('token');
      const query = new URLSearchParams({ token, [PAGE]: url.pathname + url.search });
      return response.redirect(303, `${root}?${query}`);
    }
    const page = pageOf(url, granted);
    response.set('Set-Cookie', tokenCookie(token, request.secure, basePath));
    response.redirect(303, root + page);
  };
}

/** The page below the root that a token's address is for, without a slash before it: more than one would name a host. */
function pageOf(url: URL, granted: Scope): string {
  const named = url.pathname === '/' ? url.searchParams.get(PAGE) : null;
  const page = named === null ? url : new URL(named.replace(/^[/\\]+/, '/'), 'http://server');
  page.searchParams.delete('token');
  page.searchParams.delete(PAGE);
  const path = page.pathname === '/' ? homeOf(granted) : page.pathname;
  return path.replace(/^\/+/, '') + page.search;
}

/** The page of the token's own scope: the province's would be refused. */
function homeOf(granted: Scope): string {
  if (granted.kind === 'province') return '/';
  const code = granted.name.slice(granted.name.indexOf(':') + 1);
  return `/${granted.kind}s/${encodeURIComponent(code)}`;
}

function isLocal(request: Request): boolean {
  const address = request.socket.remoteAddress ?? '';
  return /^(::1|(::ffff:)?127\.)/.test(address) && request.get('x-forwarded-for') === undefined;
}

function refuse(response: Response): void {
  response.set('WWW-Authenticate', 'Bearer');
  sendProblem(response, {
    status: 401,
    title: 'Token needed',
    detail: 'the request has no token, or one that is not known; accepted: Authorization: Bearer TOKEN',
  });
}
