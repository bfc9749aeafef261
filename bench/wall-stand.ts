/** The product behind the wall, on a stand: the built web, ingest and the server. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Stand } from './stand.ts';

const READY_WITHIN_MS = 60_000;

/** Returns the server's address when it is ready. */
export async function startWall(stand: Stand): Promise<string> {
  await stand.start('ingest', 'ingest', { INTAKE_TOKENS: 'bench-token-0123456789' });
  await stand.start('server', 'server');
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
