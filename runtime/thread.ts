/** Starts a thread from a file of the product's own. */
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { IS_BUILT } from './repository.ts';

/** `file`: the source, `new URL('./NAME.ts', import.meta.url)`; in a built program the file that was made of it runs. */
export function startThread(file: URL, options: Omit<WorkerOptions, 'eval'> = {}): Worker {
  if (IS_BUILT) return new Worker(new URL(file.href.replace(/\.ts$/, '.js')), options);
  // Node 20 hands the loader of TypeScript to the first thread only: another one registers it by itself.
  const start = `
    import(${JSON.stringify(import.meta.resolve('tsx/esm/api'))})
      .then(({ register }) => register())
      .then(() => import(${JSON.stringify(file.href)}))`;
  return new Worker(start, { ...options, eval: true });
}
