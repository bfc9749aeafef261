/** The sign-in service that people of the province have accounts with, from the environment. */
import { z } from 'zod';
import { isLoopback } from '../../contract/environment.ts';

const ISSUER = 'expected an https address without query and fragment, http on loopback alone';

const claim = (fallback: string) =>
  z
    .string()
    .regex(/^\S{1,100}$/, 'expected the name of a claim, without blanks')
    .default(fallback);

export const oidcVariables = {
  OIDC_ISSUER: z.string().refine(isIssuer, ISSUER).optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_ROLE_CLAIM: claim('role'),
  OIDC_SCOPE_CLAIM: claim('scope_ioc'),
};

const SET = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'] as const;

interface OidcEnv extends Partial<Record<(typeof SET)[number], string | undefined>> {
  OIDC_ROLE_CLAIM: string;
  OIDC_SCOPE_CLAIM: string;
  PUBLIC_URL?: string | undefined;
}

export interface OidcConfig {
  /** As the service writes it. */
  issuer: string;
  clientId: string;
  clientSecret: string;
  roleClaim: string;
  scopeClaim: string;
  /** Where the service sends people back to. */
  redirectUrl: string;
}

/** All of it or nothing. */
export function checkOidc(env: OidcEnv, context: z.RefinementCtx<OidcEnv>): void {
  const given = SET.find((name) => env[name] !== undefined);
  if (!given) return;
  for (const name of [...SET, 'PUBLIC_URL'] as const) {
    if (env[name] !== undefined) continue;
    const message = `expected one, since ${given} is set`;
    return context.addIssue({ code: 'custom', path: [name], message });
  }
}

/** Undefined without a sign-in service. */
export function oidcConfig(env: OidcEnv): OidcConfig | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = env;
  if (!issuer || !clientId || !clientSecret || !env.PUBLIC_URL) return undefined;
  return {
    ...{ issuer, clientId, clientSecret, roleClaim: env.OIDC_ROLE_CLAIM, scopeClaim: env.OIDC_SCOPE_CLAIM },
    redirectUrl: `${env.PUBLIC_URL.replace(/[?#].*$/, '').replace(/\/+$/, '')}/auth/oidc/callback`,
  };
}

function isIssuer(text: string): boolean {
  if (!URL.canParse(text) || text.length > 200) return false;
  const { protocol, hostname, search, hash, username } = new URL(text);
  if (search !== '' || hash !== '' || username !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname.replace(/^\[|\]$/g, '')));
}
