/** Opens a session in the browser that asks. */
import type { Request, Response } from 'express';
import { secretHash } from '../../identity/secret.ts';
import { sessionCookie } from './cookies.ts';
import type { Identities } from './identities.ts';
import type { NewSession } from './sessions.ts';
import type { Visitors } from './visitors.ts';

const YEAR_SECONDS = 365 * 86_400;
const MAX_BROWSER = 200;

/** Returns the hash of what the cookie holds. Rejects while ClickHouse is away. */
export async function openSession(
  { identities, visitors }: { identities: Identities; visitors: Visitors },
  request: Request,
  response: Response,
  session: Omit<NewSession, 'address' | 'browser'>,
): Promise<string> {
  const secret = await identities.openSession({
    ...session,
    address: visitors.addressOf(request),
    browser: (request.get('user-agent') ?? '').slice(0, MAX_BROWSER),
  });
  response.set('Set-Cookie', sessionCookie(secret, visitors.cookieFolder(request), YEAR_SECONDS));
  return secretHash(secret);
}
