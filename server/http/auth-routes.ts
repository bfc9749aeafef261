/** Signing in and out, who one is, and the links of devices. */
import type { Request, RequestHandler, Response } from 'express';
import type { StoredIdentity } from '../../clickhouse/identities-table.ts';
import type { Me } from '../../contract/identity.ts';
import { formatTime } from '../../contract/time.ts';
import { addressKey } from '../../http/client-address.ts';
import { hashPassword, isPassword } from '../../identity/password.ts';
import type { Register } from '../../identity/register.ts';
import type { Audit } from '../access/audit.ts';
import { sessionCookie } from '../access/cookies.ts';
import { visitorOf } from '../access/http-access.ts';
import type { Identities } from '../access/identities.ts';
import { openSession } from '../access/open-session.ts';
import type { SignInAttempts } from '../access/sign-in-attempts.ts';
import type { Visitor, Visitors } from '../access/visitors.ts';
import type { Turnstile } from '../admission/turnstile.ts';
import { toRoot } from './base-path.ts';
import { Fields } from './body.ts';
import { sendProblem } from './problem.ts';

export interface AuthDeps {
  identities: Identities;
  visitors: Visitors;
  register: Register;
  attempts: SignInAttempts;
  /** Passwords are hashed here: each takes 19 MiB and a core for some tens of ms. */
  hashing: Turnstile;
  audit: Audit;
  basePath: string | undefined;
}

export class AuthRoutes {
  readonly #deps: AuthDeps;
  /** Each is a question of its own: nobody is to share another's answer. */
  #hashed = 0;
  /** Links are bound one after the other: of two that come at once one is the first. */
  #binding: Promise<unknown> = Promise.resolve();

  constructor(deps: AuthDeps) {
    this.#deps = deps;
  }

  /** `POST /auth/login` {name, password}. */
  readonly login: RequestHandler = async (request, response) => {
    const { identities, visitors, attempts, audit } = this.#deps;
    const fields = new Fields(request, ['name', 'password']);
    const name = fields.text('name').normalize('NFC').trim().toLowerCase();
    const password = fields.text('password');
    const address = visitors.addressOf(request);
    const waitMs = attempts.waitMs(name, address);
    if (waitMs > 0) return this.#tooMany(response, waitMs);
    // Whatever the name: an account may be a moment old, and who tries names must not see a difference.
    await identities.refresh();
    const identity = identities.named('person', name);
    const isRight = await this.#hash(address, response, () =>
      isPassword(identity?.issuer === '' ? identity.secretHash : undefined, password),
    );
    if (!isRight || !identity) {
      attempts.fail(name, address);
      audit.note(request, undefined, 'signInRefused', `person ${name}`);
      const detail = 'the name is not known or the password is another one';
      return sendProblem(response, { status: 401, title: 'Not signed in', detail });
    }
    attempts.succeed(name);
    const session = await openSession(this.#deps, request, response, {
      ...{ kind: 'person', name, secretNumber: identity.secretNumber, role: '', scopes: [] },
    });
    audit.note(request, { kind: 'person', name }, 'signedIn');
    response.json(this.#me(visitors.ofSession(session)));
  };

  /** `POST /auth/logout`; with {everywhere: true} all sessions of the person end. */
  readonly logout: RequestHandler = async (request, response) => {
    const { identities, audit, visitors } = this.#deps;
    const visitor = visitorOf(response);
    const own = visitor.session === undefined ? undefined : identities.sessions.byHash(visitor.session);
    const isEverywhere = new Fields(request, ['everywhere']).flag('everywhere');
    if (own) await identities.endSessions(isEverywhere ? identities.sessions.of(own.kind, own.name) : [own]);
    audit.note(request, visitor, 'signedOut', '', isEverywhere ? 'everywhere' : '');
    response.set('Set-Cookie', sessionCookie('', visitors.cookieFolder(request), 0));
    response.status(204).end();
  };

  /** `GET /auth/me`. */
  readonly me: RequestHandler = (_request, response) => void response.json(this.#me(visitorOf(response)));

  /** `POST /auth/password` {password, newPassword}: all other sessions end. */
  readonly password: RequestHandler = async (request, response) => {
    const { identities, visitors, register, attempts } = this.#deps;
    const visitor = visitorOf(response);
    const identity = identities.named('person', visitor.name);
    if (visitor.kind !== 'person' || !identity || identity.issuer !== '') {
      const detail = 'there is no password to change; accepted: a local account';
      return sendProblem(response, { status: 403, title: 'Refused', detail });
    }
    const address = visitors.addressOf(request);
    const waitMs = attempts.waitMs(identity.name, address);
    if (waitMs > 0) return this.#tooMany(response, waitMs);
    const fields = new Fields(request, ['password', 'newPassword']);
    const [password, newPassword] = [fields.text('password'), fields.text('newPassword')];
    if (!(await this.#hash(address, response, () => isPassword(identity.secretHash, password)))) {
      attempts.fail(identity.name, address);
      const detail = 'password: is another one; accepted: the present password';
      return sendProblem(response, { status: 403, title: 'Refused', detail });
    }
    const hash = await this.#hash(address, response, () => hashPassword(newPassword, identity.name));
    const actor = { kind: 'person', name: identity.name, address };
    const { secretNumber } = await register.change(
      'person',
      identity.name,
      { secretHash: hash },
      actor,
      'passwordChanged',
    );
    await identities.refresh();
    await openSession(this.#deps, request, response, {
      ...{ kind: 'person', name: identity.name, secretNumber, role: '', scopes: [] },
    });
    response.status(204).end();
  };

  /** `GET /d/TOKEN`: signs a device in; the link is its own from then on. */
  readonly openDevice: RequestHandler = async (request, response) => {
    const { identities, visitors, audit, basePath } = this.#deps;
    const token = String(request.params['token'] ?? '');
    response.set('Cache-Control', 'no-store');
    const address = visitors.addressOf(request);
    const refuse = (detail: string) => sendProblem(response, { status: 403, title: 'Link refused', detail });
    let device = identities.bySecret('device', token);
    if (!device) {
      await identities.refresh().catch(() => undefined);
      device = identities.bySecret('device', token);
    }
    if (!visitors.mayTry(address, token, device !== undefined)) return this.#tooMany(response, 1_000);
    if (!device)
      return refuse(
        'the link is not known, was revoked, or was made again since; accepted: the present link of a device',
      );
    const target = toRoot(request.path, basePath) + device.page.replace(/^\/+/, '');
    const owner = identities.openerOf(device);
    if (owner && owner.session === visitors.sessionHashOf(request)) return response.redirect(303, target);
    const binding = this.#binding.then(() => this.#bind(request, response, device));
    this.#binding = binding.catch(() => undefined);
    if (!(await binding)) {
      audit.note(
        request,
        undefined,
        'refused',
        `device ${device.name}`,
        'the link belongs to another screen',
      );
      return refuse(
        'the link was opened on another screen already, which it belongs to; accepted: a new link (device link NAME)',
      );
    }
    audit.note(request, { kind: 'device', name: device.name }, 'deviceOpened');
    response.redirect(303, target);
  };

  /** Signs a device in; false when the link is another screen's, which may have opened it at another server just now. */
  async #bind(request: Request, response: Response, device: StoredIdentity): Promise<boolean> {
    const { identities } = this.#deps;
    if (identities.openerOf(device)) return false;
    const { name, secretNumber } = device;
    const hash = await openSession(this.#deps, request, response, {
      ...{ kind: 'device', name, secretNumber, role: '', scopes: [] },
    });
    await identities.refresh();
    if (identities.openerOf(device)?.session === hash) return true;
    const own = identities.sessions.byHash(hash);
    await identities.endSessions(own ? [own] : []);
    response.removeHeader('Set-Cookie');
    return false;
  }

  #me({ name, title, kind, role, granted, hasLists, session }: Visitor): Me {
    const { identities } = this.#deps;
    const expiresAt =
      session === undefined
        ? (identities.named('program', name)?.expiresAt ?? 0)
        : (identities.sessions.byHash(session)?.expiresAt ?? 0);
    const identity = kind === 'person' ? identities.named('person', name) : undefined;
    return {
      ...{ name, title, kind: kind ?? 'program', role, hasLists },
      scopes: granted.map((scope) => scope.name),
      scopeTitles: granted.map((scope) => scope.title),
      expiresAt: expiresAt === 0 ? null : formatTime(expiresAt),
      hasPassword: identity?.issuer === '',
    };
  }

  #hash<T>(address: string, response: Response, work: () => Promise<T>): Promise<T> {
    const gone = new AbortController();
    response.once('close', () => {
      if (!response.writableFinished) gone.abort();
    });
    const identity = `address ${addressKey(address)}`;
    return this.#deps.hashing.run({ identity, signal: gone.signal }, `password ${++this.#hashed}`, work);
  }

  #tooMany(response: Response, waitMs: number): void {
    const seconds = Math.ceil(waitMs / 1_000);
    response.set('Retry-After', String(seconds));
    const detail = `too many failed; come again in ${seconds} s`;
    sendProblem(response, { status: 429, title: 'Too many failed', detail });
  }
}
