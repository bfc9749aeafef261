/** Configuration of the ingest process, from the environment. */
import { z } from 'zod';
import { brokerList, port } from '../contract/environment.ts';
import { clickHouseConfig, clickHouseEnv } from '../clickhouse/config.ts';
import type { ClickHouseConfig } from '../clickhouse/client.ts';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug'] as const;

export const ingestEnv = clickHouseEnv.extend({
  KAFKA_BROKERS: brokerList.default(['127.0.0.1:9092']),
  HOST: z.string().min(1).default('127.0.0.1'),
  INTAKE_PORT: port(8081),
  INTAKE_TOKENS: z
    .string()
    .transform((text) => text.split(',').map((token) => token.trim()))
    .refine(
      (tokens) => tokens.every((token) => token.length >= 16),
      'expected tokens of at least 16 characters, separated by commas',
    )
    .default([]),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
});

export interface IngestConfig {
  brokers: string[];
  clickHouse: ClickHouseConfig;
  intake: { host: string; port: number; tokens: string[] };
}

export function ingestConfig(env: z.infer<typeof ingestEnv>): IngestConfig {
  return {
    brokers: env.KAFKA_BROKERS,
    clickHouse: clickHouseConfig(env),
    intake: { host: env.HOST, port: env.INTAKE_PORT, tokens: env.INTAKE_TOKENS },
  };
}
