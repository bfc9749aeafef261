/** What an identity means for HTTP: the routes that it has what is needed for, and the data within its scopes. */
import type { Request, RequestHandler, Response } from 'express';
import { hasKnownHost } from '../../http/known-host.ts';
import { RETRY_AFTER_SECONDS } from '../../http/token-attempts.ts';
import { sendProblem } from '../http/problem.ts';
import type { Scope } from '../state/periods/figures.ts';
import { demandNeed, type Need } from './needs.ts';
import { VisitorRefused, type Visitor, type Visitors } from './visitors.ts';

/** Lets only those pass who have what is needed, and keeps who asks for {@link visitorOf}. */
export function requireNeed(visitors: Visitors, need: Need): RequestHandler {
  return async (request, response, next) => {
    // A scraper beside the server needs no identity; one behind a proxy is not beside it.
    if (need === 'nothing' || (need === 'metrics' && isLocal(request))) return next();
    const visitor = await admit(visitors, request, response);
    if (!visitor) return;
    response.locals['visitor'] = visitor;
    demandNeed(visitor, need === 'metrics' ? 'province' : need);
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
async function admit(visitors: Visitors, request: Request, response: Response): Promise<Visitor | undefined> {
  try {
    return await visitors.admit(request);
  } catch (error) {
    if (!(error instanceof VisitorRefused)) throw error;
    const { status, message: detail, isEndedDevice } = error;
    if (status === 401) response.set('WWW-Authenticate', 'Bearer');
    else if (status !== 403) response.set('Retry-After', String(RETRY_AFTER_SECONDS));
    sendProblem(response, { status, title: isEndedDevice ? 'Device ended' : TITLES[status], detail });
    return undefined;
  }
}
