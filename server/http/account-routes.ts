/** Where somebody is signed in: the sessions of the one who asks, and the end of one of them. */
import type { RequestHandler } from 'express';
import type { SessionItem } from '../../contract/administration.ts';
import { formatTime } from '../../contract/time.ts';
import type { Audit } from '../access/audit.ts';
import { visitorOf } from '../access/http-access.ts';
import type { Identities } from '../access/identities.ts';
import type { Session } from '../access/sessions.ts';
import type { Visitor } from '../access/visitors.ts';
import { Fields } from './body.ts';
import { sendProblem } from './problem.ts';

/** Enough to tell one's sessions from one another. */
const ID_CHARACTERS = 16;

/** `GET /auth/sessions`: at most 20; of a program none. */
export function getSessions(identities: Identities): RequestHandler {
  return (_request, response) => {
    const visitor = visitorOf(response);
    const sessions = sessionsOf(identities, visitor).map((one): SessionItem => ({
      id: idOf(one),
      openedAt: formatTime(one.openedAt),
      usedAt: formatTime(one.usedAt),
      expiresAt: formatTime(one.expiresAt),
      address: one.address,
      browser: one.browser,
      isThis: one.session === visitor.session,
    }));
    response.json({ sessions });
  };
}

/** `POST /auth/sessions/end` {session}. */
export function endSession(identities: Identities, audit: Audit): RequestHandler {
  return async (request, response) => {
    const id = new Fields(request, ['session']).text('session');
    const visitor = visitorOf(response);
    const session = sessionsOf(identities, visitor).find((one) => idOf(one) === id);
    if (!session) {
      const detail = 'session: none of yours is called so; accepted: an id of GET /auth/sessions';
      return sendProblem(response, { status: 404, title: 'Not found', detail });
    }
    await identities.endSessions([session]);
    audit.note(
      request,
      visitor,
      'sessionEnded',
      '',
      `opened ${formatTime(session.openedAt)} at ${session.address}`,
    );
    response.status(204).end();
  };
}

function sessionsOf(identities: Identities, { kind, name }: Visitor): Session[] {
  return kind === 'person' || kind === 'device' ? identities.sessions.of(kind, name) : [];
}

function idOf({ session }: Session): string {
  return session.slice(0, ID_CHARACTERS);
}
