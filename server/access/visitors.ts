/** Who asks and what it may see, over HTTP and the live feed alike; who tries tokens out has to wait. */
import type { IncomingMessage } from 'node:http';
import type { StoredIdentity } from '../../clickhouse/identities-table.ts';
import type { IdentityKind, Role } from '../../contract/identity.ts';
import { addressKey, clientAddress, type TrustsProxy } from '../../http/client-address.ts';
import { RETRY_AFTER_SECONDS, WRONG_TOKENS, type TokenAttempts } from '../../http/token-attempts.ts';
import { findScope, type Scope } from '../state/periods/figures.ts';
import type { UnitDirectory } from '../state/cases/unit-directory.ts';
import { secretHash } from '../../identity/secret.ts';
import { sessionSecretOf, type CookieFolder } from './cookies.ts';
import type { Identities } from './identities.ts';
import type { ViewerTokens } from './viewer-tokens.ts';

export interface Visitor {
  /** Whose share of what is bounded it uses. */
  identity: string;
  kind: IdentityKind;
  name: string;
  title: string;
  role: Role;
  /** What it may see: at least one. */
  granted: readonly Scope[];
  /** Lists and cases too. */
  hasLists: boolean;
  /** Of a person or a device: the hash of its session. */
  session: string | undefined;
  /** Another one when something of it has changed. */
  stamp: string;
}

/** Why a request has no identity: none was sent, it is not known (any more), or its address tries tokens out. */
export class VisitorRefused extends Error {
  override readonly name = 'VisitorRefused';
  readonly status: 401 | 403 | 429 | 503;
  /** A device that was revoked, whose link was made again, or whose year is over. */
  readonly isEndedDevice: boolean;

  constructor(status: 401 | 403 | 429 | 503, detail: string, isEndedDevice = false) {
    super(detail);
    this.status = status;
    this.isEndedDevice = isEndedDevice;
  }
}

const NO_IDENTITY =
  'there is no identity, or one that is not known; accepted: Authorization: Bearer TOKEN, or a session of /auth/login';
const TOO_MANY = `too many wrong tokens come from this address; accepted: ${WRONG_TOKENS.atOnce}, then ${WRONG_TOKENS.perSecond} a second; come again in ${RETRY_AFTER_SECONDS} s`;

export interface VisitorsDeps {
  tokens: ViewerTokens;
  identities: Identities;
  directory: UnitDirectory;
  trustsProxy: TrustsProxy;
  attempts: TokenAttempts;
  /** Of PUBLIC_URL. */
  basePath: string | undefined;
}

export class Visitors {
  readonly #deps: VisitorsDeps;

  constructor(deps: VisitorsDeps) {
    this.#deps = deps;
  }

  /** What is limited together as one address. */
  addressOf(request: IncomingMessage): string {
    return addressKey(clientAddress(request, this.#deps.trustsProxy));
  }

  /** `token`: what a socket sent at its handshake. @throws VisitorRefused */
  async admit(request: IncomingMessage, token = bearerOf(request)): Promise<Visitor> {
    if (token !== undefined) return this.#program(request, token);
    const secret = sessionSecretOf(request.headers, this.cookieFolder(request));
    if (secret !== undefined) return this.#signedIn(request, secret);
    this.#requireLoaded();
    throw new VisitorRefused(401, NO_IDENTITY);
  }

  /** The visitor that it was, when nothing of it has changed. */
  isAsItWas(visitor: Visitor): boolean {
    const { kind, name, session, stamp } = visitor;
    if (session === undefined) {
      // Those of the configuration hold until the next start.
      if (stamp === '') return true;
      return this.#deps.identities.named(kind, name)?.version === Number(stamp);
    }
    const found = this.#deps.identities.sessions.byHash(session);
    const identity = found && this.#deps.identities.ofSession(found);
    return identity !== undefined && stamp === String(identity.version);
  }

  /** Where a session's cookie is set for a request. */
  cookieFolder(request: IncomingMessage): CookieFolder {
    return { secure: this.#isSecure(request), path: this.#deps.basePath ?? '/' };
  }

  /** Whether an address may try a secret that is right or wrong: it has not tried too many wrong ones. */
  mayTry(address: string, secret: string, isRight: boolean): boolean {
    return this.#deps.attempts.judge(address, secret, () => isRight) !== 'later';
  }

  /** The hash of the session whose cookie a request bears, known or not. */
  sessionHashOf(request: IncomingMessage): string | undefined {
    const secret = sessionSecretOf(request.headers, this.cookieFolder(request));
    return secret === undefined ? undefined : secretHash(secret);
  }

  /** Whose session it is, by its hash. @throws VisitorRefused when it has ended */
  ofSession(hash: string): Visitor {
    const { identities } = this.#deps;
    const session = identities.sessions.byHash(hash);
    const identity = session && identities.ofSession(session);
    if (!session || !identity) throw new VisitorRefused(401, NO_IDENTITY);
    const isOwn = session.role === '';
    return this.#visitorOf(
      identity,
      isOwn ? identity.role : (session.role as Role),
      isOwn ? identity.scopes : session.scopes,
      session.session,
    );
  }

  /** @throws VisitorRefused while nobody can be told from anybody */
  #requireLoaded(): void {
    if (!this.#deps.identities.isLoaded)
      throw new VisitorRefused(503, 'who is known could not be read yet; try again');
  }

  #isSecure(request: IncomingMessage): boolean {
    if ('encrypted' in request.socket && request.socket.encrypted) return true;
    if (!this.#deps.trustsProxy(request.socket.remoteAddress ?? '')) return false;
    return (
      String(request.headers['x-forwarded-proto'] ?? '')
        .split(',')[0]
        ?.trim() === 'https'
    );
  }

  #program(request: IncomingMessage, token: string): Visitor {
    const { tokens, identities, attempts } = this.#deps;
    const find = () => tokens.find(token) ?? identities.bySecret('program', token);
    if (!find()) this.#requireLoaded();
    const judgement = attempts.judge(this.addressOf(request), token, () => find() !== undefined);
    const found = judgement === 'right' ? find() : undefined;
    if (!found)
      throw new VisitorRefused(
        judgement === 'later' ? 429 : 401,
        judgement === 'later' ? TOO_MANY : NO_IDENTITY,
      );
    if ('number' in found) {
      const name = `VIEWER_TOKENS ${found.number}`;
      return {
        ...{ identity: `token ${found.number}`, kind: 'program', name, title: name, role: 'viewer' },
        ...{ granted: [found.scope], hasLists: true, session: undefined, stamp: '' },
      };
    }
    identities.tokenUses.used(found);
    return this.#visitorOf(found, found.role, found.scopes, undefined);
  }

  async #signedIn(request: IncomingMessage, secret: string): Promise<Visitor> {
    const { identities, attempts } = this.#deps;
    const find = () => identities.sessions.find(secret);
    let session = find();
    if (!session) {
      // Another server may just have opened it.
      await identities.refresh().catch(() => undefined);
      session = find();
      if (!session) this.#requireLoaded();
    }
    const judgement = attempts.judge(this.addressOf(request), secret, () => session !== undefined);
    if (judgement === 'later') throw new VisitorRefused(429, TOO_MANY);
    const identity = session && identities.ofSession(session);
    if (!session || !identity) {
      // A browser of a device goes on sending the cookie of a session that has ended.
      throw new VisitorRefused(
        401,
        NO_IDENTITY,
        session?.kind === 'device' || identities.sessions.wasDevice(secret),
      );
    }
    identities.sessions.used(session);
    return this.ofSession(session.session);
  }

  #visitorOf(
    { kind, name, title, hasLists, version }: StoredIdentity,
    role: Role,
    scopes: readonly string[],
    session: string | undefined,
  ): Visitor {
    const granted = scopes.flatMap((scope) => findScope(this.#deps.directory, scope) ?? []);
    if (granted.length === 0)
      throw new VisitorRefused(
        403,
        `none of the scopes of ${kind} ${name} is in the province as it is now: ${scopes.join(', ')}`,
      );
    return {
      ...{ identity: `${kind} ${name}`, kind, name, title, role, granted },
      ...{ hasLists, session, stamp: String(version) },
    };
  }
}

function bearerOf({ headers }: IncomingMessage): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
}
