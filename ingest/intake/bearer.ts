/** Bearer tokens of the intake. */
import type { Request, RequestHandler } from 'express';
import { createHash, timingSafeEqual } from 'node:crypto';
import { sendProblem } from './problem.ts';

export function bearerToken(request: Request): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '')?.[1];
}

/** Whether a token is one of these. */
export function tokenCheck(tokens: readonly string[]): (token: string) => boolean {
  const accepted = tokens.map(digest);
  return (token) => accepted.some((one) => timingSafeEqual(one, digest(token)));
}

/** Lets a request pass that carries a right token. */
export function requireToken(isRight: (token: string) => boolean): RequestHandler {
  return (request, response, next) => {
    const token = bearerToken(request);
    if (token !== undefined && isRight(token)) return next();
    response.set('WWW-Authenticate', 'Bearer');
    sendProblem(response, 401, 'Not authorised', 'accepted: Authorization: Bearer with one of INTAKE_TOKENS');
  };
}

/** Equal lengths for the comparison, whatever was sent. */
function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
