/**
 * Signing in by OpenID Connect: authorization code with PKCE, state and nonce. What is begun is kept by the browser alone, so any
 * server can finish it. The service is asked for its metadata when somebody signs in, so a server starts without it.
 */
import * as client from 'openid-client';
import { SharedCall } from '../../runtime/shared-call.ts';
import { boundedFetch, ServiceAway } from './bounded-fetch.ts';
import type { OidcConfig } from './oidc-config.ts';
import { SignInRefused } from './sign-in-refused.ts';

const TIMEOUT_SECONDS = 5;

/** What the browser keeps until it comes back. */
export interface Begun {
  state: string;
  nonce: string;
  /** Of PKCE. */
  verifier: string;
  /** Where it goes afterwards. */
  page: string;
}

export type Claims = Record<string, unknown> & { sub: string };

export class Oidc {
  readonly config: OidcConfig;
  readonly #discovery: SharedCall<client.Configuration>;
  #discovered: client.Configuration | undefined;

  constructor(config: OidcConfig) {
    this.config = config;
    this.#discovery = new SharedCall(() => this.#discover());
  }

  /** Where to send the browser. Asks the service first, so that nobody is sent to one that is away. @throws SignInRefused, ServiceAway */
  async begin(page: string): Promise<{ url: string; begun: Begun }> {
    const configuration = await asked(this.#discovery.call());
    const begun = {
      ...{ state: client.randomState(), nonce: client.randomNonce(), page },
      verifier: client.randomPKCECodeVerifier(),
    };
    const url = client.buildAuthorizationUrl(configuration, {
      ...{ redirect_uri: this.config.redirectUrl, scope: 'openid profile' },
      ...{ state: begun.state, nonce: begun.nonce, code_challenge_method: 'S256' },
      code_challenge: await client.calculatePKCECodeChallenge(begun.verifier),
    });
    return { url: url.href, begun };
  }

  /** What the service says of who comes back with `query`. @throws SignInRefused, ServiceAway */
  finish(query: string, begun: Begun): Promise<Claims> {
    return asked(this.#finish(query, begun));
  }

  async #finish(query: string, { state, nonce, verifier }: Begun): Promise<Claims> {
    const { redirectUrl, roleClaim } = this.config;
    const back = new URL(redirectUrl + query);
    if (back.searchParams.get('state') !== state)
      throw new SignInRefused('expired', 'it was begun elsewhere, or another was begun since');
    const configuration = this.#discovered ?? (await this.#discovery.call());
    const tokens = await client.authorizationCodeGrant(configuration, back, {
      ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
    });
    const claims = tokens.claims() as Claims;
    // Some services write their own issuer for each of their customers.
    if (new URL(String(claims['iss'])).href !== new URL(this.config.issuer).href)
      throw new SignInRefused('untrusted', `the token is of the issuer ${String(claims['iss'])}`);
    const isWhole = Object.hasOwn(claims, roleClaim);
    if (isWhole || !configuration.serverMetadata().userinfo_endpoint) return claims;
    return { ...(await client.fetchUserInfo(configuration, tokens.access_token, claims.sub)), ...claims };
  }

  async #discover(): Promise<client.Configuration> {
    const { issuer, clientId, clientSecret } = this.config;
    this.#discovered = await client.discovery(
      new URL(issuer),
      clientId,
      undefined,
      authenticateWith(clientSecret),
      {
        [client.customFetch]: boundedFetch,
        timeout: TIMEOUT_SECONDS,
        // Signatures are checked whatever way a token came. By http is a service on loopback alone (oidc-config.ts).
        execute: [
          client.enableNonRepudiationChecks,
          ...(issuer.startsWith('http:') ? [client.allowInsecureRequests] : []),
        ],
      },
    );
    return this.#discovered;
  }
}

/** In the header, which is the standard's own way, unless the service takes it in the body alone. */
function authenticateWith(secret: string): client.ClientAuth {
  const [inHeader, inBody] = [client.ClientSecretBasic(secret), client.ClientSecretPost(secret)];
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported;
    const isBody = methods?.includes('client_secret_post') && !methods.includes('client_secret_basic');
    return (isBody ? inBody : inHeader)(server, ...rest);
  };
}

/** Names what has failed. */
async function asked<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof SignInRefused) throw error;
    const { message, cause } = error as Error;
    if (cause instanceof ServiceAway) throw cause;
    if (error instanceof client.AuthorizationResponseError)
      throw new SignInRefused(error.error === 'access_denied' ? 'denied' : 'untrusted', error.error);
    if (error instanceof client.ResponseBodyError)
      throw new SignInRefused(error.error === 'invalid_grant' ? 'expired' : 'untrusted', error.error);
    if (!(error instanceof client.ClientError)) throw error;
    const reason = cause instanceof Error ? cause.message : '';
    throw new SignInRefused('untrusted', [message, reason].filter(Boolean).join(': '));
  }
}
