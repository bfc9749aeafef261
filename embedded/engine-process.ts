import { join, resolve } from 'node:path';
import { nodeCommand, startChild, type Child } from './child.ts';
import type { EngineUser } from './engine/users.ts';
import { requireUsablePath } from './data-path.ts';
import { freePort } from './ports.ts';

export interface EngineOptions {
  /** Holds the tables; one engine process at a time. */
  dataDir: string;
  /** Default 127.0.0.1. */
  host?: string;
  /** 0: any free port. */
  port: number;
  /** Default: DEFAULT_USERS. */
  users?: readonly EngineUser[];
  /** Leaves files and the network open to its users: for a benchmark that has the engine read from Kafka itself. */
  open?: boolean;
  /** Default: engine.log in the data folder. */
  logFile?: string;
  /** The environment that the child starts from. */
  env: NodeJS.ProcessEnv;
}

export interface RunningEngine extends Child {
  readonly url: string;
}

/** Who may do everything and who may only read; both without a password, on loopback. */
export const DEFAULT_USERS: readonly EngineUser[] = [
  { name: 'default', password: '', readonly: false },
  { name: 'reader', password: '', readonly: true },
];

/** Every lane that runs a statement holds one of libuv's threads: twelve lanes, and some for files and gzip. */
const THREADS = '20';
const START_MS = 60_000;

/** Starts the embedded ClickHouse engine; settles when it answers. */
export async function startEngine(options: EngineOptions): Promise<RunningEngine> {
  const host = options.host ?? '127.0.0.1';
  const port = options.port === 0 ? await freePort(host) : options.port;
  const dataDir = resolve(options.dataDir);
  requireUsablePath(dataDir);
  const logFile = options.logFile ?? join(dataDir, 'engine.log');
  const child = await startChild({
    command: nodeCommand('embedded/clickhouse-main.ts'),
    logFile,
    env: {
      ...options.env,
      ENGINE_DIR: dataDir,
      ENGINE_HOST: host,
      ENGINE_PORT: String(port),
      ENGINE_OPEN: String(options.open ?? false),
      ENGINE_USERS: JSON.stringify(options.users ?? DEFAULT_USERS),
      UV_THREADPOOL_SIZE: THREADS,
      // As in ClickHouse's own image; a time without a zone means the same on every machine.
      TZ: 'UTC',
    },
  });
  const url = `http://${host}:${port}`;
  const deadline = performance.now() + START_MS;
  let ended = false;
  void child.exited.then(() => (ended = true));
  while (!(await pings(url))) {
    if (ended) throw new Error(`the ClickHouse engine ended at its start, see ${logFile}`);
    if (performance.now() > deadline) {
      await child.kill();
      throw new Error(`the ClickHouse engine does not answer after ${START_MS / 1000} s, see ${logFile}`);
    }
    await new Promise((next) => setTimeout(next, 50));
  }
  return { ...child, url };
}

async function pings(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/ping`)).ok;
  } catch {
    // Not yet: the caller asks again.
    return false;
  }
}
