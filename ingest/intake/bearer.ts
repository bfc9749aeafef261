/** Bearer tokens of the intake: whose a request is. */
import type { Request, RequestHandler, Response } from 'express';
import { createHash, timingSafeEqual } from 'node:crypto';
import { sendProblem } from './problem.ts';
import type { Sender } from './senders.ts';

export function bearerToken(request: Request): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '')?.[1];
}

/** Finds whose a token is. */
export function senderFinder(senders: readonly Sender[]): (token: string) => Sender | undefined {
  const known = senders.map((sender) => ({ sender, digest: digest(sender.token) }));
  return (token) => {
    const given = digest(token);
    return known.find((one) => timingSafeEqual(one.digest, given))?.sender;
  };
}

/** Lets a request pass that carries a sender's token, and remembers whose. */
export function requireSender(find: (token: string) => Sender | undefined): RequestHandler {
  return (request, response, next) => {
    const token = bearerToken(request);
    const sender = token === undefined ? undefined : find(token);
    if (sender) {
      response.locals['sender'] = sender;
      return next();
    }
    response.set('WWW-Authenticate', 'Bearer');
    const accepted = 'a token of INTAKE_SENDERS_FILE or INTAKE_TOKENS';
    sendProblem(response, 401, 'Not authorised', `accepted: Authorization: Bearer with ${accepted}`);
  };
}

/** Whose request it is. */
export function senderOf(response: Response): Sender {
  return response.locals['sender'] as Sender;
}

/** Equal lengths for the comparison, whatever was sent. */
function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
