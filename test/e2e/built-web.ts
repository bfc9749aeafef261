import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { needsWebBuild, startWebBuild } from '../../embedded/web-build.ts';

/** The server serves the built web: built here when it is missing or older than its sources. */
export default async function buildWeb(): Promise<void> {
  if (!needsWebBuild()) return;
  const dir = mkdtempSync(join(tmpdir(), 'web-build-'));
  const logFile = join(dir, 'build.log');
  const build = await startWebBuild(process.env, logFile);
  const code = await build.exited;
  const log = readFileSync(logFile, 'utf8');
  rmSync(dir, { recursive: true });
  if (code !== 0) throw new Error(`the web could not be built:\n${log}`);
}
