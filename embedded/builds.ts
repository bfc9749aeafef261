/** What is built of the sources before it runs: the pages, and the programs as JavaScript. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPOSITORY } from '../runtime/repository.ts';
import { startChild, type Child } from './child.ts';

export interface Build {
  name: string;
  /** Folders and files of the repository that it is made of. */
  sources: readonly string[];
  /** A file that each build writes. */
  output: string;
  /** Of Vite's command `build`. */
  args: readonly string[];
}

export const BUILDS: readonly Build[] = [
  { name: 'web', sources: ['web', 'contract'], output: 'web/dist/index.html', args: ['web'] },
  {
    name: 'programs',
    sources: [
      ...[
        'contract',
        'errors',
        'runtime',
        'http',
        'pack',
        'clickhouse',
        'kafka',
        'identity',
        'ingest',
        'server',
      ],
      'vite.config.ts',
    ],
    output: 'dist/server/main.js',
    args: [],
  },
];

/** Builds what is missing. @throws with the log of the build that failed */
export async function buildMissing(env: NodeJS.ProcessEnv): Promise<void> {
  for (const build of missingBuilds()) {
    const dir = mkdtempSync(join(tmpdir(), 'build-'));
    const logFile = join(dir, 'build.log');
    const code = await (await startBuild(build, env, logFile)).exited;
    const log = readFileSync(logFile, 'utf8');
    rmSync(dir, { recursive: true });
    if (code !== 0) throw new Error(`the build of ${build.name} failed:\n${log}`);
  }
}

/** Those whose output is missing or older than what it is made of. */
export function missingBuilds(): Build[] {
  return BUILDS.filter(({ sources, output }) => {
    const built = statSync(join(REPOSITORY, output), { throwIfNoEntry: false })?.mtimeMs ?? 0;
    return sources.some((source) => newest(join(REPOSITORY, source)) > built);
  });
}

function newest(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  const names = readdirSync(path).filter((name) => name !== 'dist' && name !== 'node_modules');
  return Math.max(0, ...names.map((name) => newest(join(path, name))));
}

/** Builds; the child ends when it is done. */
export function startBuild({ args }: Build, env: NodeJS.ProcessEnv, logFile: string): Promise<Child> {
  const vite = join(REPOSITORY, 'node_modules', 'vite', 'bin', 'vite.js');
  // What runs is the production build, whatever the environment of a shell or a test run says.
  const production = { ...env, NODE_ENV: 'production' };
  return startChild({ command: [process.execPath, vite, 'build', ...args], env: production, logFile });
}
