/** The product behind the wall, on a stand: the built web, ingest and the server. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { needsWebBuild, startWebBuild } from '../embedded/web-build.ts';
import type { Stand } from './stand.ts';

const READY_WITHIN_MS = 60_000;

/** Returns the server's address when it is ready. */
export async function startWall(stand: Stand, env: NodeJS.ProcessEnv): Promise<string> {
  if (needsWebBuild()) {
    const build = await startWebBuild(env, join(stand.dir, 'web.log'));
    if ((await build.exited) !== 0) throw new Error('the web could not be built; npm run build:web says why');
  }
  await stand.start('ingest', 'ingest/main.ts', { INTAKE_TOKENS: 'bench-token-0123456789' });
  await stand.start('server', 'server/main.ts');
  const url = `http://127.0.0.1:${stand.serverPort}`;
  for (const until = Date.now() + READY_WITHIN_MS; Date.now() < until; await sleep(100)) {
    const ready = await fetch(`${url}/readyz`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return url;
  }
  throw new Error('the server does not become ready');
}
