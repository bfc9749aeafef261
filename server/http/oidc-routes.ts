/** Signing in by the sign-in service: there, back, and what the sign-in page has to know. Whatever fails is told on that page. */
import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { OWN_PATH } from '../../contract/page-path.ts';
import { SIGN_IN_REFUSALS, type SignInRefusal, type SignInWays } from '../../contract/sign-in.ts';
import { errorKind } from '../../errors/error-kind.ts';
import type { Register } from '../../identity/register.ts';
import type { Audit } from '../access/audit.ts';
import { ServiceAway } from '../access/bounded-fetch.ts';
import { cookieOf, cookieValue, type CookieName } from '../access/cookies.ts';
import type { Identities } from '../access/identities.ts';
import type { Begun, Oidc } from '../access/oidc.ts';
import { openSession } from '../access/open-session.ts';
import { providedPerson } from '../access/provided-person.ts';
import type { SignInAttempts } from '../access/sign-in-attempts.ts';
import { SignInRefused } from '../access/sign-in-refused.ts';
import type { Visitors } from '../access/visitors.ts';
import { TooMuchAsked, type Turnstile } from '../admission/turnstile.ts';
import type { ServerFaults } from '../server-faults.ts';
import { toRoot } from './base-path.ts';
import { sendProblem } from './problem.ts';

/** So long somebody may take at the service. */
const BEGUN_SECONDS = 600;
const TOLD_WITHIN_SECONDS = 60;

const begunShape = z.object({
  state: z.string().min(1),
  nonce: z.string().min(1),
  verifier: z.string().min(1),
  page: z.string().regex(OWN_PATH),
});
const refusalShape = z.object({ code: z.enum(SIGN_IN_REFUSALS), value: z.string().max(255) });

export interface OidcRoutesDeps {
  /** Undefined: there is no sign-in service. */
  oidc: Oidc | undefined;
  identities: Identities;
  visitors: Visitors;
  register: Register;
  /** The province pack has a scope of that name. */
  isScope: (name: string) => boolean;
  attempts: SignInAttempts;
  /** Sign-ins that are being asked of the service. */
  asking: Turnstile;
  audit: Audit;
  faults: ServerFaults;
  basePath: string | undefined;
}

export class OidcRoutes {
  readonly #deps: OidcRoutesDeps;
  /** Each is a question of its own: nobody is to share another's answer. */
  #finished = 0;

  constructor(deps: OidcRoutesDeps) {
    this.#deps = deps;
  }

  /** `GET /auth/ways`. */
  readonly ways: RequestHandler = (request, response) => {
    const refusal = this.#take('ioc-refused', refusalShape, request, response) ?? null;
    const ways: SignInWays = { password: true, oidc: this.#deps.oidc !== undefined, refusal };
    response.json(ways);
  };

  /** `GET /auth/oidc?page=PATH`: off to the service. */
  readonly begin: RequestHandler = async (request, response) => {
    const { oidc } = this.#deps;
    if (!oidc) return noService(response);
    const page = pageOf(request.query['page']);
    await this.#orRefuse(request, response, page, async () => {
      const { url, begun } = await oidc.begin(page);
      this.#keep('ioc-sign-in', begun, BEGUN_SECONDS, request, response);
      response.redirect(303, url);
    });
  };

  /** `GET /auth/oidc/callback`: back from the service. */
  readonly callback: RequestHandler = async (request, response) => {
    const { oidc } = this.#deps;
    if (!oidc) return noService(response);
    const begun = this.#take('ioc-sign-in', begunShape, request, response);
    // Neither counted nor logged: any page can make a browser ask for this address.
    if (!begun) return this.#refuse(request, response, '/', { code: 'expired', value: '' });
    const { page } = begun;
    await this.#orRefuse(request, response, page, async () => {
      await this.#finish(oidc, begun, request, response);
      this.#keep('ioc-sign-in', undefined, 0, request, response);
      response.redirect(303, this.#addressOf(request, page));
    });
  };

  /** Opens a session, or throws. */
  async #finish(oidc: Oidc, begun: Begun, request: Request, response: Response): Promise<void> {
    const { identities, visitors, register, isScope, asking, audit } = this.#deps;
    const address = visitors.addressOf(request);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const asker = { identity: `address ${address}`, signal: gone.signal };
    const at = request.originalUrl.indexOf('?');
    const query = at < 0 ? '' : request.originalUrl.slice(at);
    const claims = await asking.run(asker, `sign-in ${++this.#finished}`, () => oidc.finish(query, begun));
    const person = await providedPerson(claims, address, { config: oidc.config, register, isScope });
    const { identity, role, scopes } = person;
    // Whoever was just added is known here from now on.
    await identities.refresh();
    if (!identities.named('person', identity.name))
      throw new SignInRefused('disabled', `${identity.name} is disabled`);
    const { name, secretNumber } = identity;
    await openSession(this.#deps, request, response, { kind: 'person', name, secretNumber, role, scopes });
    audit.note(request, { kind: 'person', name }, 'signedIn', '', [role, ...scopes].join(' '));
  }

  /** Back to the page, which shows the sign-in and why, when the work is refused. */
  async #orRefuse(
    request: Request,
    response: Response,
    page: string,
    work: () => Promise<void>,
  ): Promise<void> {
    const { attempts, audit, visitors, faults } = this.#deps;
    const address = visitors.addressOf(request);
    let refusal: SignInRefusal;
    try {
      if (attempts.waitMs(undefined, address) > 0) throw new SignInRefused('wait', 'too many failed');
      return await work();
    } catch (error) {
      if (error instanceof SignInRefused) {
        const { code, value, message } = error;
        refusal = { code, value };
        if (code !== 'wait') {
          attempts.fail(undefined, address);
          audit.note(request, undefined, 'signInRefused', 'sign-in service', `${code}: ${message}`);
        }
      } else if (error instanceof TooMuchAsked) refusal = { code: 'wait', value: '' };
      else if (errorKind(error) === 'outage') {
        faults.failed(error, 'request', 'a sign-in by the sign-in service could not be finished');
        refusal = { code: error instanceof ServiceAway ? 'away' : 'storeAway', value: '' };
      } else throw error;
    }
    this.#refuse(request, response, page, refusal);
  }

  #refuse(request: Request, response: Response, page: string, refusal: SignInRefusal): void {
    this.#keep('ioc-sign-in', undefined, 0, request, response);
    this.#keep('ioc-refused', refusal, TOLD_WITHIN_SECONDS, request, response);
    response.redirect(303, this.#addressOf(request, page));
  }

  /** Below the root of the pages, whatever the page: more than one slash would name a host. */
  #addressOf(request: Request, page: string): string {
    return toRoot(request.path, this.#deps.basePath) + page.replace(/^[/\\]+/, '');
  }

  /** In the browser; undefined takes it away. */
  #keep(
    name: CookieName,
    value: object | undefined,
    seconds: number,
    request: Request,
    response: Response,
  ): void {
    const text = value ? Buffer.from(JSON.stringify(value)).toString('base64url') : '';
    response.append('Set-Cookie', cookieOf(name, text, this.#deps.visitors.cookieFolder(request), seconds));
  }

  /** What the browser has kept, if it is of that shape; a refusal is told once. */
  #take<T>(name: CookieName, shape: z.ZodType<T>, request: Request, response: Response): T | undefined {
    const text = cookieValue(name, request.headers, this.#deps.visitors.cookieFolder(request));
    if (text === undefined) return undefined;
    if (name === 'ioc-refused') this.#keep(name, undefined, 0, request, response);
    try {
      return shape.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    } catch {
      // Not one of ours.
      return undefined;
    }
  }
}

function noService(response: Response): void {
  const detail = 'there is no sign-in service; accepted: POST /auth/login with a local account';
  sendProblem(response, { status: 404, title: 'Not found', detail });
}

/** Where to go afterwards; the first page when it is none of ours. */
function pageOf(asked: unknown): string {
  return typeof asked === 'string' && OWN_PATH.test(asked) ? asked : '/';
}
