import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startBroker } from '../embedded/broker-process.ts';
import { startEngine } from '../embedded/engine-process.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** KAFKA_BROKERS of the run's own broker. */
    brokers: string;
    /** CLICKHOUSE_URL of the run's own engine; users `default` and `reader`, without passwords. */
    clickhouseUrl: string;
  }
}

/** One real broker and one real engine for a whole run of the integration tests, on free ports. */
export default async function startStack(project: TestProject): Promise<() => Promise<void>> {
  const dir = mkdtempSync(join(tmpdir(), 'stack-'));
  const { env } = process;
  const log = (line: string) => console.log(line);
  const started = await Promise.allSettled([
    startEngine({ dataDir: join(dir, 'clickhouse'), port: 0, env }),
    startBroker({ dataDir: join(dir, 'kafka'), port: 0, env, log }),
  ]);
  const stop = async () => {
    await Promise.all(started.map((part) => (part.status === 'fulfilled' ? part.value.stop() : undefined)));
    rmSync(dir, { recursive: true, force: true });
  };
  const [engine, broker] = started;
  if (engine.status === 'fulfilled' && broker.status === 'fulfilled') {
    project.provide('clickhouseUrl', engine.value.url);
    project.provide('brokers', broker.value.brokers);
    return stop;
  }
  await stop();
  throw engine.status === 'rejected' ? engine.reason : (broker as PromiseRejectedResult).reason;
}
