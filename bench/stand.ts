/** What every benchmark stands on: a broker and an engine of its own in a temporary folder, on free ports. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../clickhouse/migrate.ts';
import type { ClickHouseConfig } from '../clickhouse/client.ts';
import { jarsDir } from '../embedded/broker/jars.ts';
import { startBroker } from '../embedded/broker-process.ts';
import { buildMissing } from '../embedded/builds.ts';
import { programCommand, startChild, type Child, type Program } from '../embedded/child.ts';
import { startEngine } from '../embedded/engine-process.ts';
import { freePort } from '../embedded/ports.ts';
import { VIEWER_TOKENS } from './viewer-tokens.ts';

export interface Stand {
  dir: string;
  brokers: string;
  clickHouse: ClickHouseConfig;
  brokerPid: number;
  enginePid: number;
  /** Starts a program of the product against the stand. */
  start(name: string, program: Program, env?: Record<string, string>): Promise<Child>;
  serverPort: number;
  /** Folder of Kafka's jars. */
  jars: string;
}

/** Runs `work` on a stand and takes it down, whatever happens. `log` gets what a person may want to see meanwhile. */
export async function withStand<Result>(
  env: NodeJS.ProcessEnv,
  work: (stand: Stand) => Promise<Result>,
): Promise<Result> {
  const dir = mkdtempSync(join(tmpdir(), 'bench-'));
  const children: Child[] = [];
  try {
    await buildMissing(env);
    const engine = await startEngine({ dataDir: join(dir, 'clickhouse'), port: 0, open: true, env });
    children.push(engine);
    const broker = await startBroker({ dataDir: join(dir, 'kafka'), port: 0, env, log: note });
    children.push(broker);
    const clickHouse = { url: engine.url, user: 'default', password: '', database: 'ioc' };
    await migrate(clickHouse);
    const ports = { server: await freePort(), intake: await freePort() };
    return await work({
      dir,
      brokers: broker.brokers,
      clickHouse,
      brokerPid: broker.pid,
      enginePid: engine.pid,
      serverPort: ports.server,
      jars: jarsDir(env),
      start: async (name, program, more = {}) => {
        const child = await startChild({
          command: programCommand(program),
          env: {
            ...env,
            KAFKA_BROKERS: broker.brokers,
            CLICKHOUSE_URL: clickHouse.url,
            CLICKHOUSE_DATABASE: clickHouse.database,
            SERVER_PORT: String(ports.server),
            INTAKE_PORT: String(ports.intake),
            VIEWER_TOKENS: VIEWER_TOKENS.map((token) => `${token}=province`).join(','),
            ...more,
          },
          logFile: join(dir, `${name}.log`),
        });
        children.push(child);
        return child;
      },
    });
  } finally {
    for (const child of children.reverse()) await child.kill();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Progress goes to stderr: the last line of stdout is the result. */
export function note(line: string): void {
  console.error(line);
}
