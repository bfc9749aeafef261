/** Configuration of the ingest process, from the environment. */
import { z } from 'zod';
import { brokerList, milliseconds, port } from '../contract/environment.ts';
import { trustedProxies, type TrustsProxy } from '../http/client-address.ts';
import { clickHouseConfig, clickHouseEnv, clickHouseSecrets } from '../clickhouse/config.ts';
import type { ClickHouseConfig } from '../clickhouse/client.ts';
import { readSenders, type Sender } from './intake/senders.ts';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug'] as const;

export const ingestEnv = clickHouseEnv.extend({
  KAFKA_BROKERS: brokerList.default(['127.0.0.1:9092']),
  PROVINCE_PACK: z.string().min(1).default('sample/binh-phuoc'),
  HOST: z.string().min(1).default('127.0.0.1'),
  INTAKE_PORT: port(8081),
  INTAKE_TOKENS: z
    .string()
    .transform((text) => text.split(',').map((token) => token.trim()))
    .refine(
      (tokens) => tokens.every((token) => /^\S+$/.test(token)),
      'expected tokens without blanks, separated by commas',
    )
    .default([]),
  INTAKE_SENDERS_FILE: z.string().optional(),
  TRUSTED_PROXIES: trustedProxies,
  KAFKA_SESSION_TIMEOUT_MS: milliseconds(1_000, 300_000).default(10_000),
  EVENT_AHEAD_MAX_MS: milliseconds(0, 86_400_000).default(300_000),
  CLICKHOUSE_INSERT_TIMEOUT_MS: milliseconds(1_000, 300_000).default(30_000),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
});

export interface IngestConfig {
  brokers: string[];
  packDir: string;
  clickHouse: ClickHouseConfig;
  /** A process that is silent for this long loses its partitions to another. */
  sessionTimeoutMs: number;
  /** An insert whose connection is silent for this long has failed and is tried again. */
  insertTimeoutMs: number;
  /** How far ahead of the moment at which it came an event's time may lie. */
  eventAheadMaxMs: number;
  intake: { host: string; port: number; senders: readonly Sender[]; trustsProxy: TrustsProxy };
}

/** @throws EnvironmentError of the senders' file. */
export function ingestConfig(env: z.infer<typeof ingestEnv>): IngestConfig {
  return {
    brokers: env.KAFKA_BROKERS,
    packDir: env.PROVINCE_PACK,
    clickHouse: clickHouseConfig(env),
    sessionTimeoutMs: env.KAFKA_SESSION_TIMEOUT_MS,
    insertTimeoutMs: env.CLICKHOUSE_INSERT_TIMEOUT_MS,
    eventAheadMaxMs: env.EVENT_AHEAD_MAX_MS,
    intake: {
      host: env.HOST,
      port: env.INTAKE_PORT,
      senders: readSenders(env.INTAKE_TOKENS, env.INTAKE_SENDERS_FILE),
      trustsProxy: env.TRUSTED_PROXIES,
    },
  };
}

/** What must not stand in a log. */
export function ingestSecrets({ clickHouse, intake }: IngestConfig): string[] {
  return [...clickHouseSecrets(clickHouse), ...intake.senders.map(({ token }) => token)];
}
