import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY, startChild, type Child } from './child.ts';

const SOURCES = ['web', 'contract'];
const PAGE = join(REPOSITORY, 'web', 'dist', 'index.html');

/** Whether the built page is missing or older than what it is made of. */
export function needsWebBuild(): boolean {
  const built = statSync(PAGE, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return SOURCES.some((folder) => newest(join(REPOSITORY, folder)) > built);
}

function newest(folder: string): number {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'dist' || entry.name === 'node_modules') continue;
    const path = join(folder, entry.name);
    latest = Math.max(latest, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }
  return latest;
}

/** Builds web/dist; the child ends when it is done. */
export function startWebBuild(env: NodeJS.ProcessEnv, logFile: string): Promise<Child> {
  const vite = join(REPOSITORY, 'node_modules', 'vite', 'bin', 'vite.js');
  // What is served is the production build, whatever the environment of a shell or a test run says.
  const production = { ...env, NODE_ENV: 'production' };
  return startChild({ command: [process.execPath, vite, 'build', 'web'], env: production, logFile });
}
