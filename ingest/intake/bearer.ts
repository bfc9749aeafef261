/** Bearer tokens of the intake. */
import type { Request, RequestHandler } from 'express';
import { createHash, timingSafeEqual } from 'node:crypto';
import { sendProblem } from './problem.ts';

export function bearerToken(request: Request): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '')?.[1];
}

/** Lets a request pass that carries one of the tokens. */
export function requireToken(tokens: readonly string[]): RequestHandler {
  const accepted = tokens.map(digest);
  return (request, response, next) => {
    const token = bearerToken(request);
    if (token !== undefined && accepted.some((one) => timingSafeEqual(one, digest(token)))) return next();
    response.set('WWW-Authenticate', 'Bearer');
    sendProblem(response, 401, 'Not authorised', 'accepted: Authorization: Bearer with one of INTAKE_TOKENS');
  };
}

/** Equal lengths for the comparison, whatever was sent. */
function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
