import { readFile } from 'node:fs/promises';
import type { Child } from '../../embedded/child.ts';

/** Resident memory of a process. Linux tells it in /proc; elsewhere it is 0. */
export async function rssMb({ pid }: Pick<Child, 'pid'>): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
}
