import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { logLevel } from 'kafkajs';
import { Kafka } from '../kafka/kafka.ts';
import { ensureJars } from './broker/jars.ts';
import { findJava, javaEnv, runLines } from './broker/java.ts';
import { LOG4J_PROPERTIES, serverProperties } from './broker/settings.ts';
import { startChild, type Child } from './child.ts';
import { requireUsablePath } from './data-path.ts';
import { freePort } from './ports.ts';

export interface BrokerOptions {
  /** Holds the messages; one broker at a time. */
  dataDir: string;
  /** Default 127.0.0.1. */
  host?: string;
  /** 0: any free port. */
  port: number;
  /** Default: broker.log in the data folder. */
  logFile?: string;
  /** The environment: JAVA_HOME, PATH, KAFKA_CACHE, XDG_CACHE_HOME. */
  env: NodeJS.ProcessEnv;
  /** Progress, a line at a time. */
  log: (line: string) => void;
}

export interface RunningBroker extends Child {
  /** For KAFKA_BROKERS: `host:port`. */
  readonly brokers: string;
}

const START_MS = 60_000;
const PROGRESS_MS = 2_000;

/** Starts the real Apache Kafka broker on one node; settles when it answers with its metadata. */
export async function startBroker(options: BrokerOptions): Promise<RunningBroker> {
  const { env, log } = options;
  const java = await findJava(env);
  const jars = await ensureJars(env, log);
  const host = options.host ?? '127.0.0.1';
  const port = options.port === 0 ? await freePort(host) : options.port;
  const dataDir = resolve(options.dataDir);
  requireUsablePath(dataDir);
  const logDir = join(dataDir, 'log');
  mkdirSync(logDir, { recursive: true });
  const controllerPort = await freePort();
  const properties = join(dataDir, 'server.properties');
  const log4j = join(dataDir, 'log4j2.properties');
  writeFileSync(properties, serverProperties({ host, port, controllerPort, logDir }));
  writeFileSync(log4j, LOG4J_PROPERTIES);
  const command = [
    java,
    '-Xmx320m',
    '-XX:+UseSerialGC',
    '-Djava.awt.headless=true',
    // An address, in which every character of the path is only itself.
    `-Dlog4j2.configurationFile=${pathToFileURL(log4j).href}`,
    '-cp',
    join(jars, '*'),
  ];
  const identity = join(logDir, 'meta.properties');
  if (!existsSync(identity)) {
    await format(command, properties, env, log);
    if (!existsSync(identity))
      throw new Error(
        `Java misreads the path of the data folder ${dataDir}, as it finds no locale C.UTF-8: use a folder whose path has ASCII characters only`,
      );
  }
  const logFile = options.logFile ?? join(dataDir, 'broker.log');
  const child = await startChild({
    command: [...command, 'kafka.Kafka', properties],
    env: javaEnv(env),
    logFile,
  });
  const brokers = `${host}:${port}`;
  await ready(child, brokers, logFile, log);
  return { ...child, brokers };
}

/** Gives a new data folder its identity, once. */
async function format(
  command: readonly string[],
  properties: string,
  env: NodeJS.ProcessEnv,
  log: (line: string) => void,
): Promise<void> {
  log('Kafka: preparing a new data folder ...');
  const [java = 'java', ...args] = command;
  // Sixteen bytes in the URL-safe alphabet; a leading dash would read as an option.
  const clusterId = `A${randomBytes(16).toString('base64url').slice(1)}`;
  const lines: string[] = [];
  const tool = ['kafka.tools.StorageTool', 'format', '--ignore-formatted'];
  const options = ['--cluster-id', clusterId, '--config', properties];
  const code = await runLines(java, [...args, ...tool, ...options], env, (line) => lines.push(line));
  if (code !== 0)
    throw new Error(`the Kafka broker's data folder cannot be prepared: ${lines.at(-1) ?? code}`);
}

async function ready(
  child: Child,
  brokers: string,
  logFile: string,
  log: (line: string) => void,
): Promise<void> {
  const started = performance.now();
  const seconds = () => ((performance.now() - started) / 1000).toFixed(1);
  let ended = false;
  void child.exited.then(() => (ended = true));
  const timer = setInterval(() => log(`Kafka: the broker is starting, ${seconds()} s`), PROGRESS_MS);
  try {
    while (!(await answers(brokers))) {
      if (ended) throw new Error(`the Kafka broker ended at its start, see ${logFile}`);
      if (performance.now() - started > START_MS) {
        await child.kill();
        throw new Error(`the Kafka broker does not answer after ${seconds()} s, see ${logFile}`);
      }
      await new Promise((next) => setTimeout(next, 100));
    }
  } finally {
    clearInterval(timer);
  }
  log(`Kafka: ready on ${brokers} after ${seconds()} s`);
}

async function answers(brokers: string): Promise<boolean> {
  const kafka = new Kafka({
    brokers: [brokers],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1000,
    retry: { retries: 0 },
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    return (await admin.describeCluster()).brokers.length > 0;
  } catch {
    // Not yet: the caller asks again.
    return false;
  } finally {
    await admin.disconnect();
  }
}
