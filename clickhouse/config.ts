/** Where ClickHouse is, from the environment. */
import { z } from 'zod';
import { httpUrl } from '../contract/environment.ts';
import { secretsOfUrl } from '../contract/redactor.ts';
import type { ClickHouseConfig } from './client.ts';

export const clickHouseEnv = z.object({
  CLICKHOUSE_URL: httpUrl.default('http://127.0.0.1:8123'),
  CLICKHOUSE_USER: z.string().min(1).default('default'),
  CLICKHOUSE_PASSWORD: z.string().default(''),
  CLICKHOUSE_DATABASE: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected a name of letters, digits and _')
    .default('ioc'),
});

export function clickHouseConfig(env: z.infer<typeof clickHouseEnv>): ClickHouseConfig {
  return {
    url: env.CLICKHOUSE_URL,
    user: env.CLICKHOUSE_USER,
    password: env.CLICKHOUSE_PASSWORD,
    database: env.CLICKHOUSE_DATABASE,
  };
}

/** What must not stand in a log. */
export function clickHouseSecrets({ url, user, password }: ClickHouseConfig): string[] {
  return [password, `${user}:${password}`, ...secretsOfUrl(url)];
}
