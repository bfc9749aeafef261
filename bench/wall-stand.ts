/** The product behind the wall, on a stand: the built web, ingest and the server. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from '../embedded/child.ts';
import type { Stand } from './stand.ts';

const READY_WITHIN_MS = 60_000;

export interface Wall {
  url: string;
  server: Child;
}

/** Settles when the server is ready. `env` is added to what the server gets. */
export async function startWall(stand: Stand, env: Record<string, string> = {}): Promise<Wall> {
  await stand.start('ingest', 'ingest', { INTAKE_TOKENS: 'bench-token-0123456789' });
  const server = await stand.start('server', 'server', env);
  const url = `http://127.0.0.1:${stand.serverPort}`;
  for (const until = Date.now() + READY_WITHIN_MS; Date.now() < until; await sleep(100)) {
    const ready = await fetch(`${url}/readyz`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return { url, server };
  }
  throw new Error('the server does not become ready');
}
