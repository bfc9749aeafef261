import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { brokerList, httpUrl, parseEnvironment, port, webhookSecrets } from '../contract/environment.ts';
import { ingestConfig, ingestEnv } from '../ingest/config.ts';
import { guardedVariables } from '../server/config.ts';
import { requireUsablePath } from './data-path.ts';

export const USAGE = `npm start -- [--no-simulator] [--data DIR]

Starts the whole product on this machine: Kafka broker, ClickHouse engine, ingest, server and, unless
--no-simulator, a live simulator. Kafka's and ClickHouse's data are kept in DIR (default .data/).
`;

/** A mistake in the command line; the exit code for it is 2, as shells have it. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** What `npm start` is told. */
export interface Config {
  help: boolean;
  simulator: boolean;
  dataDir: string;
  host: string;
  /** Absent: the embedded broker is started on `kafkaPort`. */
  kafkaBrokers: string | undefined;
  kafkaPort: number;
  /** Absent: the embedded engine is started on `clickhousePort`. */
  clickhouseUrl: string | undefined;
  clickhousePort: number;
  clickhouseUser: string;
  /** Absent: the embedded engine's is made and kept in the data folder; another ClickHouse has none. */
  clickhousePassword: string | undefined;
  clickhouseDatabase: string;
  serverPort: number;
  intakePort: number;
  provincePack: string;
  /** Who may send is configured; if not, a token is made and kept in the data folder. */
  hasSenders: boolean;
  /** Absent: a secret is made and kept in the data folder. */
  alertWebhookSecret: string | undefined;
}

const environment = z.object({
  KAFKA_BROKERS: brokerList.optional(),
  KAFKA_PORT: port(9092),
  CLICKHOUSE_URL: httpUrl.optional(),
  CLICKHOUSE_PORT: port(8123),
  CLICKHOUSE_USER: z.string().default('default'),
  CLICKHOUSE_PASSWORD: z.string().optional(),
  CLICKHOUSE_DATABASE: z
    .string()
    .regex(/^[A-Za-z_]\w*$/, 'expected letters, digits and underscores')
    .default('ioc'),
  SERVER_PORT: port(8080),
  INTAKE_PORT: port(8081),
  HOST: z.string().regex(/^\S+$/, 'expected an address of this machine').default('127.0.0.1'),
  PROVINCE_PACK: z.string().default('sample/binh-phuoc'),
  INTAKE_TOKENS: z.string().optional(),
  INTAKE_SENDERS_FILE: z.string().optional(),
  // Empty or absent: only units with a webhook of their own are told.
  ALERT_WEBHOOK_URL: httpUrl.optional(),
  ALERT_WEBHOOK_SECRET: webhookSecrets.optional(),
});

/**
 * Reads the command line and the environment.
 * @throws UsageError or EnvironmentError with one line that names the flag or variable, its value and what is
 * accepted.
 */
export function readConfig(args: readonly string[], env: NodeJS.ProcessEnv): Config {
  const flags = readFlags(args);
  const values = parseEnvironment(environment, env);
  // They get the same environment, and would end again and again behind the wall's address.
  ingestConfig(parseEnvironment(ingestEnv, env));
  parseEnvironment(guardedVariables, env);
  return {
    help: flags.help,
    simulator: !flags['no-simulator'],
    dataDir: flags.data,
    host: values.HOST,
    kafkaBrokers: values.KAFKA_BROKERS?.join(','),
    kafkaPort: values.KAFKA_PORT,
    clickhouseUrl: values.CLICKHOUSE_URL,
    clickhousePort: values.CLICKHOUSE_PORT,
    clickhouseUser: values.CLICKHOUSE_USER,
    clickhousePassword: values.CLICKHOUSE_PASSWORD,
    clickhouseDatabase: values.CLICKHOUSE_DATABASE,
    serverPort: values.SERVER_PORT,
    intakePort: values.INTAKE_PORT,
    provincePack: values.PROVINCE_PACK,
    hasSenders: values.INTAKE_TOKENS !== undefined || values.INTAKE_SENDERS_FILE !== undefined,
    alertWebhookSecret: values.ALERT_WEBHOOK_SECRET?.join(' '),
  };
}

function readFlags(args: readonly string[]): { help: boolean; 'no-simulator': boolean; data: string } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', default: false },
        'no-simulator': { type: 'boolean', default: false },
        data: { type: 'string', default: '.data' },
      },
    });
    if (values.data === '') throw new Error('--data needs a folder');
    const dataDir = resolve(values.data);
    requireUsablePath(dataDir);
    return { ...values, data: dataDir };
  } catch (error) {
    const [firstSentence = ''] = (error as Error).message.split(/\.\s/);
    throw new UsageError(`${firstSentence} (npm start -- --help)`);
  }
}
