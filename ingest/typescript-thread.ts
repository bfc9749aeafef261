/** Starts a thread from a file of TypeScript. */
import { Worker, type WorkerOptions } from 'node:worker_threads';

/** Node 20 hands the loader of TypeScript to the first thread only: another one registers it by itself. */
export function startThread(file: URL, options: Omit<WorkerOptions, 'eval'> = {}): Worker {
  const start = `
    import(${JSON.stringify(import.meta.resolve('tsx/esm/api'))})
      .then(({ register }) => register())
      .then(() => import(${JSON.stringify(file.href)}))`;
  return new Worker(start, { ...options, eval: true });
}
