/** Configuration of the server process, from the environment. */
import { isIPv6 } from 'node:net';
import { z } from 'zod';
import { httpUrl, milliseconds, port, webhookSecret } from '../contract/environment.ts';
import { ACCEPTED_SCOPE, parseScope } from '../contract/scope.ts';
import { trustedProxies, type TrustsProxy } from '../http/client-address.ts';
import type { ClickHouseConfig } from '../clickhouse/client.ts';
import type { ViewerToken } from './access/viewer-tokens.ts';
import type { SessionTimes } from './access/sessions.ts';
import { Receivers } from './alerts/receivers.ts';
import { basePathOf } from './http/base-path.ts';
import { secretsOfUrl } from '../contract/redactor.ts';
import { clickHouseConfig, clickHouseEnv, clickHouseSecrets } from '../clickhouse/config.ts';

const TOKEN_LIST = `expected TOKEN=SCOPE[,TOKEN=SCOPE...], a token of A-Z a-z 0-9 . _ ~ + / = -, a scope ${ACCEPTED_SCOPE}`;

/** A token may itself end with `=`, as base64 does. */
const viewerTokens = z.string().transform((text, context) => {
  const tokens = text.split(',').map((entry): ViewerToken | undefined => {
    const [, token, scope] = /^([\w.~+/=-]+)=([^\s=]+)$/.exec(entry.trim()) ?? [];
    return token && scope && parseScope(scope) ? { token, scope } : undefined;
  });
  if (tokens.every((token) => token !== undefined)) return tokens;
  context.addIssue({ code: 'custom', message: TOKEN_LIST });
  return z.NEVER;
});

/** A host as a URL has it: a name or an address, without scheme, port and path. */
const allowedHosts = z
  .string()
  .transform((text) => text.split(',').map((host) => host.trim()))
  .refine(
    (hosts) => hosts.every((host) => isIPv6(host) || /^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/i.test(host)),
    'expected host names or addresses separated by commas, such as alerts.example.vn,10.1.0.7',
  );

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug'] as const;

/** Each variable by itself. */
const serverVariables = clickHouseEnv.extend({
  HOST: z.string().min(1).default('127.0.0.1'),
  SERVER_PORT: port(8080),
  PROVINCE_PACK: z.string().min(1).default('sample/binh-phuoc'),
  ALERT_WEBHOOK_URL: httpUrl.optional(),
  ALERT_WEBHOOK_SECRET: webhookSecret.optional(),
  ALERT_WEBHOOK_ALLOW: allowedHosts.default([]),
  VIEWER_TOKENS: viewerTokens.default([]),
  TRUSTED_PROXIES: trustedProxies,
  PUBLIC_URL: httpUrl.optional(),
  SESSION_IDLE_MS: milliseconds(1_000, 10 * DAY_MS).default(8 * HOUR_MS),
  SESSION_MAX_MS: milliseconds(1_000, 10 * DAY_MS).default(7 * DAY_MS),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
});

/** For a start that adds what else the variables need beside one another. */
export const guardedVariables = serverVariables.refine(
  ({ ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_ALLOW: allow }) =>
    url === undefined || new Receivers(allow).objection(url) === undefined,
  {
    path: ['ALERT_WEBHOOK_URL'],
    error: 'expected https to a public address; other hosts have to stand in ALERT_WEBHOOK_ALLOW',
  },
);

export const serverEnv = guardedVariables.refine(
  (env) => env.ALERT_WEBHOOK_URL === undefined || env.ALERT_WEBHOOK_SECRET !== undefined,
  {
    path: ['ALERT_WEBHOOK_SECRET'],
    error: 'expected whsec_ and base64 of at least 24 bytes, since ALERT_WEBHOOK_URL is set',
  },
);

export interface ServerConfig {
  host: string;
  port: number;
  packDir: string;
  clickHouse: ClickHouseConfig;
  /** Where a gateway shows the pages, such as `/ioc/`; undefined: not said. */
  basePath: string | undefined;
  /** Programs with the role viewer. */
  viewerTokens: readonly ViewerToken[];
  /** Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed. */
  trustsProxy: TrustsProxy;
  publicUrl: string | undefined;
  sessions: SessionTimes;
  alerts: {
    /** Where alerts of units without a webhook of their own go; undefined: nowhere. */
    url: string | undefined;
    /** Signs every alert; without it none is sent. */
    secret: string | undefined;
    /** Hosts that may be sent to over http and in our own network. */
    allow: readonly string[];
  };
}

export function serverConfig(env: z.infer<typeof serverEnv>): ServerConfig {
  return {
    host: env.HOST,
    port: env.SERVER_PORT,
    packDir: env.PROVINCE_PACK,
    clickHouse: clickHouseConfig(env),
    basePath: basePathOf(env.PUBLIC_URL),
    viewerTokens: env.VIEWER_TOKENS,
    trustsProxy: env.TRUSTED_PROXIES,
    publicUrl: env.PUBLIC_URL,
    sessions: { idleMs: env.SESSION_IDLE_MS, personMs: env.SESSION_MAX_MS },
    alerts: {
      url: env.ALERT_WEBHOOK_URL,
      secret: env.ALERT_WEBHOOK_SECRET,
      allow: env.ALERT_WEBHOOK_ALLOW,
    },
  };
}

/** What must not stand in a log; the webhooks of units are the pack's. */
export function serverSecrets({ clickHouse, viewerTokens, alerts }: ServerConfig): (string | undefined)[] {
  const tokens = viewerTokens.map(({ token }) => token);
  return [...clickHouseSecrets(clickHouse), ...tokens, alerts.secret, ...secretsOfUrl(alerts.url)];
}
