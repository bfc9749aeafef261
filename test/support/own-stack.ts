import { inject } from 'vitest';
import type { Stack } from '../stack.ts';

/** The broker and the engine of this worker, which runs one file at a time. */
export function ownStack(): Stack {
  const lane = Number(process.env['VITEST_POOL_ID']);
  const stack = inject('stacks')[lane - 1];
  if (!stack) throw new Error(`no stack was started for worker ${lane}`);
  return stack;
}
