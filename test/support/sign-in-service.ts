/** A real OpenID provider on loopback, with accounts whose claims a test decides and the faults that such services have. */
import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import Provider from 'oidc-provider';

const CLIENT_ID = 'dossier-monitor';
const CLIENT_SECRET = 'a secret of the client & its /service';

/** What a test decides of an account; its password is any. */
export interface Person {
  name?: string;
  role?: unknown;
  scope_ioc?: unknown;
}

export class SignInService {
  readonly issuer: string;
  /** By subject. Whoever is none of them has an account without claims. */
  readonly people: Record<string, Person> = {};
  /** Subjects whose role and scopes stand in the answer of the userinfo endpoint alone. */
  readonly onlyAtUserinfo = new Set<string>();
  /** `hang`: takes requests and never answers; `fail`: answers with 503; `foreignKeys`: shows keys that are not its own. */
  fault: 'hang' | 'fail' | 'foreignKeys' | undefined;
  readonly #port: number;
  readonly #provider: (request: object, response: object) => Promise<void>;
  #server: Server | undefined;

  /** It is away until it is started. */
  constructor(port: number, publicUrl: string) {
    this.#port = port;
    this.issuer = `http://127.0.0.1:${port}`;
    const provider = new Provider(this.issuer, {
      clients: [
        {
          client_id: CLIENT_ID,
          client_secret: CLIENT_SECRET,
          redirect_uris: [`${publicUrl}/auth/oidc/callback`],
          response_types: ['code'],
        },
      ],
      jwks: { keys: [newKey()] },
      cookies: { keys: ['of a test'] },
      pkce: { required: () => true },
      conformIdTokenClaims: false,
      claims: { openid: ['sub', 'role', 'scope_ioc'], profile: ['name'] },
      findAccount: (_context: unknown, subject: string) => ({
        accountId: subject,
        claims: (use: string) => {
          const { role, scope_ioc, ...others } = this.people[subject] ?? {};
          const isTold = use === 'userinfo' || !this.onlyAtUserinfo.has(subject);
          return { sub: subject, ...others, ...(isTold && { role, scope_ioc }) };
        },
      }),
    });
    this.#provider = provider.callback() as (request: object, response: object) => Promise<void>;
  }

  /** For the server. */
  get env(): Record<string, string> {
    return {
      OIDC_ISSUER: this.issuer,
      OIDC_CLIENT_ID: CLIENT_ID,
      OIDC_CLIENT_SECRET: CLIENT_SECRET,
    };
  }

  async start(): Promise<void> {
    this.#server = createServer((request, response) => {
      if (this.fault === 'hang') return;
      if (this.fault === 'fail') return void response.writeHead(503).end();
      if (this.fault === 'foreignKeys' && request.url === '/jwks') {
        const { kty, n, e, kid, alg, use } = newKey();
        response.setHeader('content-type', 'application/json');
        return void response.end(JSON.stringify({ keys: [{ kty, n, e, kid, alg, use }] }));
      }
      void this.#provider(request, response);
    });
    await new Promise<void>((resolve) => this.#server?.listen(this.#port, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  /**
   * What a browser does at the service: signs in, consents, and comes back. Returns the address that it is sent back to.
   * `isCancelled`: gives up instead.
   */
  async visit(address: string, subject: string, isCancelled = false): Promise<URL> {
    const cookies = new Map<string, string>();
    let next = new URL(address);
    let body: URLSearchParams | undefined;
    for (let step = 0; step < 20; step++) {
      if (next.origin !== this.issuer) return next;
      const response = await fetch(next, {
        method: body ? 'POST' : 'GET',
        redirect: 'manual',
        headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
        ...(body && { body }),
      });
      for (const cookie of response.headers.getSetCookie()) {
        const [name = '', value = ''] = (cookie.split(';')[0] as string).split(/=(.*)/s);
        if (value === '') cookies.delete(name);
        else cookies.set(name, value);
      }
      const text = await response.text();
      body = undefined;
      const location = response.headers.get('location');
      if (location !== null) {
        next = new URL(location, next);
        continue;
      }
      const prompt = /name="prompt" value="(\w+)"/.exec(text)?.[1];
      if (prompt === undefined) throw new Error(`${next.pathname}: ${response.status} ${text}`);
      if (isCancelled) next = new URL(`${next.pathname}/abort`, next);
      else body = new URLSearchParams({ prompt, login: subject, password: 'any' });
    }
    throw new Error('the service sends on and on');
  }
}

function newKey(): JsonWebKey & Record<'kid' | 'alg' | 'use', string> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' };
}
