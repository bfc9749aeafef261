import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { ensureJars } from '../embedded/broker/jars.ts';
import { startBroker, type RunningBroker } from '../embedded/broker-process.ts';
import { startEngine, type RunningEngine } from '../embedded/engine-process.ts';

/** A real broker and a real engine on free ports. */
export interface Stack {
  /** For KAFKA_BROKERS. */
  brokers: string;
  /** For CLICKHOUSE_URL; users `default` and `reader`, without passwords. */
  clickhouseUrl: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** One for each file that runs at a time: {@link ownStack} in test/support/own-stack.ts. */
    stacks: Stack[];
  }
}

/** Starts a stack for each of the project's workers: files that run side by side share nothing but the processor. */
export default async function startStacks(project: TestProject): Promise<() => Promise<void>> {
  // A broker of a test lives for seconds: compiling it for years costs half of its processor time.
  process.env['JAVA_TOOL_OPTIONS'] ??= '-XX:TieredStopAtLevel=1';
  // Before the brokers start side by side: two downloads at a time would take turns at breaking Maven's cache.
  await ensureJars(process.env, (line) => console.log(line));
  const dir = mkdtempSync(join(tmpdir(), 'stack-'));
  const lanes = Array.from({ length: project.config.maxWorkers }, (_, lane) =>
    startLane(join(dir, `${lane}`)),
  );
  const started = await Promise.allSettled(lanes.flat());
  const stop = async () => {
    await Promise.all(started.map((part) => (part.status === 'fulfilled' ? part.value.stop() : undefined)));
    rmSync(dir, { recursive: true, force: true });
  };
  const failed = started.find((part) => part.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  project.provide(
    'stacks',
    await Promise.all(
      lanes.map(async ([engine, broker]) => {
        return { clickhouseUrl: (await engine).url, brokers: (await broker).brokers };
      }),
    ),
  );
  return stop;
}

function startLane(dir: string): [Promise<RunningEngine>, Promise<RunningBroker>] {
  const { env } = process;
  const log = (line: string) => console.log(line);
  return [
    startEngine({ dataDir: join(dir, 'clickhouse'), port: 0, env }),
    startBroker({ dataDir: join(dir, 'kafka'), port: 0, env, log }),
  ];
}
