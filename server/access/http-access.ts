/** What an identity means for HTTP: the routes that it has what is needed for, and the data within its scopes. */
import type { Request, RequestHandler, Response } from 'express';
import { hasKnownHost } from '../../http/known-host.ts';
import { RETRY_AFTER_SECONDS } from '../../http/token-attempts.ts';
import { toRoot } from '../http/base-path.ts';
import { sendProblem } from '../http/problem.ts';
import { pagePath } from '../../contract/page-path.ts';
import type { Scope } from '../state/periods/figures.ts';
import { tokenCookie } from './credentials.ts';
import { demandNeed, type Need } from './needs.ts';
import { contains } from './viewer-tokens.ts';
import { VisitorRefused, type Visitor, type Visitors } from './visitors.ts';

/** A scope lies outside of what is open to who asks. */
export class ScopeRefused extends Error {
  override readonly name = 'ScopeRefused';
  readonly status = 403;

  constructor(asked: string, granted: readonly Scope[]) {
    super(`${asked} is outside of what is open to you: ${granted.map(({ name }) => name).join(', ')}`);
  }
}

/** Lets only those pass who have what is needed, and keeps who asks for {@link visitorOf}. */
export function requireNeed(visitors: Visitors, need: Need): RequestHandler {
  return async (request, response, next) => {
    // A scraper beside the server needs no identity; one behind a proxy is not beside it.
    if (need === 'nothing' || (need === 'metrics' && isLocal(request))) return next();
    const visitor = await admit(visitors, request, response);
    if (!visitor) return;
    demandNeed(visitor, need === 'metrics' ? 'province' : need);
    response.locals['visitor'] = visitor;
    next();
  };
}

export function visitorOf(response: Response): Visitor {
  return response.locals['visitor'] as Visitor;
}

/** What the request may see: at least one scope. */
export function grantedTo(response: Response): readonly Scope[] {
  return visitorOf(response).granted;
}

/** Whether the request may see what is of a unit, by its number. */
export function maySeeUnit(response: Response, unit: number): boolean {
  return grantedTo(response).some(({ units }) => units.has(unit));
}

/** @throws ScopeRefused */
export function demand(response: Response, asked: Scope): void {
  const granted = grantedTo(response);
  if (!contains(granted, asked)) throw new ScopeRefused(asked.name, granted);
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
export function takeToken(visitors: Visitors, basePath: string | undefined): RequestHandler {
  return async (request, response, next) => {
    const { token } = request.query;
    if (visitors.areAllWelcome || typeof token !== 'string') return next();
    const visitor = await admit(visitors, request, response, token);
    if (!visitor) return;
    const url = new URL(request.originalUrl.replace(/^[/\\]+/, '/'), 'http://server');
    const root = toRoot(request.path, basePath);
    response.set('Cache-Control', 'no-store');
    if (root !== './' && root !== basePath) {
      url.searchParams.delete('token');
      const query = new URLSearchParams({ token, [PAGE]: url.pathname + url.search });
      return response.redirect(303, `${root}?${query}`);
    }
    const page = pageOf(url, visitor.granted[0] as Scope);
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
  const home = new URL(page.pathname === '/' ? homeOf(granted) : page.pathname, page);
  for (const [name, value] of page.searchParams) home.searchParams.append(name, value);
  return home.pathname.replace(/^\/+/, '') + home.search;
}

/** The page of the token's own scope: the province's would be refused. */
function homeOf(granted: Scope): string {
  if (granted.kind === 'province') return '/';
  return pagePath(granted.kind === 'area' ? 'areas' : 'units', granted.code);
}

function isLocal(request: Request): boolean {
  const address = request.socket.remoteAddress ?? '';
  const isBeside = /^(::1|(::ffff:)?127\.)/.test(address) && request.get('x-forwarded-for') === undefined;
  return isBeside && hasKnownHost(request);
}

const TITLES = {
  401: 'Identity needed',
  403: 'Nothing is open',
  429: 'Too many wrong tokens',
  503: 'Not ready',
} as const;

/** Undefined when the request has been refused. */
async function admit(
  visitors: Visitors,
  request: Request,
  response: Response,
  token?: string,
): Promise<Visitor | undefined> {
  try {
    return await visitors.admit(request, token);
  } catch (error) {
    if (!(error instanceof VisitorRefused)) throw error;
    const { status, message: detail, isEndedDevice } = error;
    if (status === 401) response.set('WWW-Authenticate', 'Bearer');
    else if (status !== 403) response.set('Retry-After', String(RETRY_AFTER_SECONDS));
    sendProblem(response, { status, title: isEndedDevice ? 'Device ended' : TITLES[status], detail });
    return undefined;
  }
}
