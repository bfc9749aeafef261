/** Answers an address that tries out tokens with 429, before the body is read. */
import type { RequestHandler } from 'express';
import { addressKey, clientAddress, type TrustsProxy } from '../../http/client-address.ts';
import { RETRY_AFTER_SECONDS, WRONG_TOKENS, type TokenAttempts } from '../../http/token-attempts.ts';
import { bearerToken } from './bearer.ts';
import { sendProblem } from './problem.ts';

/** Lets a request pass whose token may be looked at; whether it is right is for {@link requireToken} to say. */
export function limitWrongTokens(
  attempts: TokenAttempts,
  trustsProxy: TrustsProxy,
  isRight: (token: string) => boolean,
): RequestHandler {
  return (request, response, next) => {
    const token = bearerToken(request);
    if (token === undefined) return next();
    const address = addressKey(clientAddress(request, trustsProxy));
    if (attempts.judge(address, token, isRight) !== 'later') return next();
    response.set('Retry-After', String(RETRY_AFTER_SECONDS));
    const { atOnce, perSecond } = WRONG_TOKENS;
    sendProblem(
      response,
      429,
      'Too many wrong tokens',
      `too many wrong tokens come from this address; accepted: ${atOnce}, then ${perSecond} a second; come again in ${RETRY_AFTER_SECONDS} s`,
    );
  };
}
