/** Configuration of the server process, from the environment. */
import { isIPv6 } from 'node:net';
import { z } from 'zod';
import {
  ACCEPTED_SENDER,
  ACCEPTED_WEBHOOK_SECRETS,
  brokerList,
  httpUrl,
  mailSender,
  milliseconds,
  ownWebhookSecrets,
  port,
  smtpUrl,
  webhookSecrets,
  type MailSender,
  type MailServer,
} from '../contract/environment.ts';
import { ACCEPTED_SCOPE, parseScope } from '../contract/scope.ts';
import { trustedProxies, type TrustsProxy } from '../http/client-address.ts';
import type { ClickHouseConfig } from '../clickhouse/client.ts';
import type { ViewerToken } from './access/viewer-tokens.ts';
import { checkOidc, oidcConfig, oidcVariables, type OidcConfig } from './access/oidc-config.ts';
import type { SessionTimes } from './access/sessions.ts';
import { Receivers } from './alerts/channels/receivers.ts';
import { WebhookSecrets } from './alerts/channels/webhook-secrets.ts';
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
  KAFKA_BROKERS: brokerList.default(['127.0.0.1:9092']),
  PROVINCE_PACK: z.string().min(1).default('sample/binh-phuoc'),
  ALERT_WEBHOOK_URL: httpUrl.optional(),
  ALERT_WEBHOOK_SECRET: webhookSecrets.default([]),
  ALERT_WEBHOOK_SECRETS: ownWebhookSecrets.default(new Map()),
  ALERT_WEBHOOK_ALLOW: allowedHosts.default([]),
  ALERT_SMTP_URL: smtpUrl.optional(),
  ALERT_MAIL_FROM: mailSender.optional(),
  VIEWER_TOKENS: viewerTokens.default([]),
  TRUSTED_PROXIES: trustedProxies,
  PUBLIC_URL: httpUrl.optional(),
  ...oidcVariables,
  SESSION_IDLE_MS: milliseconds(1_000, 10 * DAY_MS).default(8 * HOUR_MS),
  SESSION_MAX_MS: milliseconds(1_000, 10 * DAY_MS).default(7 * DAY_MS),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
});

/** For a start that adds what else the variables need beside one another. */
export const guardedVariables = serverVariables
  .superRefine(checkOidc)
  .refine(
    ({ ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_ALLOW: allow }) =>
      url === undefined || new Receivers(allow).objection(url) === undefined,
    {
      path: ['ALERT_WEBHOOK_URL'],
      error: 'expected https to a public address; other hosts have to stand in ALERT_WEBHOOK_ALLOW',
    },
  )
  .refine(({ ALERT_SMTP_URL: url, ALERT_MAIL_FROM: from }) => url === undefined || from !== undefined, {
    path: ['ALERT_MAIL_FROM'],
    error: `${ACCEPTED_SENDER}, since ALERT_SMTP_URL is set`,
  });

export const serverEnv = guardedVariables.refine(
  (env) => env.ALERT_WEBHOOK_URL === undefined || secretsOf(env).of(env.ALERT_WEBHOOK_URL).length > 0,
  {
    path: ['ALERT_WEBHOOK_SECRET'],
    error: `${ACCEPTED_WEBHOOK_SECRETS}, since ALERT_WEBHOOK_URL is set`,
  },
);

export interface ServerConfig {
  host: string;
  port: number;
  packDir: string;
  /** Kafka's, whose group says which server tells of alerts. */
  brokers: string[];
  clickHouse: ClickHouseConfig;
  /** Where a gateway shows the pages, such as `/ioc/`; undefined: not said. */
  basePath: string | undefined;
  /** Programs with the role viewer. */
  viewerTokens: readonly ViewerToken[];
  /** Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed. */
  trustsProxy: TrustsProxy;
  publicUrl: string | undefined;
  sessions: SessionTimes;
  /** Undefined: people have local accounts alone. */
  oidc: OidcConfig | undefined;
  alerts: {
    /** Where alerts of units without a webhook of their own go; undefined: nowhere. */
    url: string | undefined;
    /** Sign every message to a webhook; one without is not sent. */
    secrets: WebhookSecrets;
    /** Hosts that may be sent to over http and in our own network. */
    allow: readonly string[];
    /** Undefined: no mail is sent. */
    mail: { server: MailServer; from: MailSender } | undefined;
  };
}

export function serverConfig(env: z.infer<typeof serverEnv>): ServerConfig {
  return {
    host: env.HOST,
    port: env.SERVER_PORT,
    packDir: env.PROVINCE_PACK,
    brokers: env.KAFKA_BROKERS,
    clickHouse: clickHouseConfig(env),
    basePath: basePathOf(env.PUBLIC_URL),
    viewerTokens: env.VIEWER_TOKENS,
    trustsProxy: env.TRUSTED_PROXIES,
    publicUrl: env.PUBLIC_URL,
    oidc: oidcConfig(env),
    sessions: { idleMs: env.SESSION_IDLE_MS, personMs: env.SESSION_MAX_MS },
    alerts: {
      url: env.ALERT_WEBHOOK_URL,
      secrets: secretsOf(env),
      allow: env.ALERT_WEBHOOK_ALLOW,
      mail:
        env.ALERT_SMTP_URL && env.ALERT_MAIL_FROM
          ? { server: env.ALERT_SMTP_URL, from: env.ALERT_MAIL_FROM }
          : undefined,
    },
  };
}

function secretsOf({
  ALERT_WEBHOOK_SECRET: shared,
  ALERT_WEBHOOK_SECRETS: own,
}: z.infer<typeof guardedVariables>): WebhookSecrets {
  return new WebhookSecrets(shared, own);
}

/** What must not stand in a log; the webhooks of units are the pack's. */
export function serverSecrets({
  clickHouse,
  viewerTokens,
  alerts,
  oidc,
}: ServerConfig): (string | undefined)[] {
  const tokens = viewerTokens.map(({ token }) => token);
  return [
    ...clickHouseSecrets(clickHouse),
    ...tokens,
    ...alerts.secrets.all,
    oidc?.clientSecret,
    ...[alerts.url, ...alerts.secrets.urls].flatMap(secretsOfUrl),
    alerts.mail?.server.login?.password,
  ];
}
