/**
 * Runs the intake in a thread of its own, so that nothing that is sent to it delays the consumer: it has its own event loop,
 * and a bounded heap.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import { growingWait } from '../../errors/growing-wait.ts';
import { startThread } from '../../runtime/thread.ts';
import type { IngestMetrics } from '../metrics.ts';
import type { PackTerms } from '../streams/pack-terms.ts';

export type FromIntake = 'listens' | 'metrics';
export type ToIntake = 'stop' | { metrics: string };

/** What bodies within their bounds may need, several times over; buffers are outside of it and bounded by themselves. */
const HEAP_MB = 512;
const RESTART_AFTER_MS = { first: 1_000, most: 30_000 };
/** A thread that listened for this long did not fail at its start. */
const STEADY_MS = 60_000;

export class IntakeThread {
  #thread: Worker | undefined;
  #isStopping = false;
  /** Ends in a row. */
  #ends = 0;
  readonly #terms: PackTerms;
  readonly #metrics: IngestMetrics;
  readonly #log: Logger;

  /** `terms`: what events are checked against. */
  constructor(terms: PackTerms, metrics: IngestMetrics, log: Logger) {
    this.#terms = terms;
    this.#metrics = metrics;
    this.#log = log;
  }

  /** Resolves when it listens. Rejects when its first start fails; one that ends later is started again. */
  async start(): Promise<void> {
    const startedAt = performance.now();
    await this.#run((error) => {
      if (performance.now() - startedAt > STEADY_MS) this.#ends = 0;
      void this.#restart(error);
    });
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    const thread = this.#thread;
    if (!thread) return;
    const ended = new Promise((resolve) => thread.once('exit', resolve));
    thread.postMessage('stop' satisfies ToIntake);
    await ended;
  }

  /** `ended` is called when a thread that listened has ended. */
  #run(ended: (error: Error) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const thread = startThread(new URL('./thread-main.ts', import.meta.url), {
        workerData: this.#terms,
        resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
      });
      this.#thread = thread;
      let listens = false;
      let trouble: Error | undefined;
      thread.on('message', (message: FromIntake) => {
        if (message === 'listens') {
          listens = true;
          resolve();
        } else void this.#answer(thread);
      });
      thread.on('error', (error) => (trouble = error as Error));
      thread.on('exit', (code) => {
        this.#thread = undefined;
        const error = trouble ?? new Error(`the intake's thread ended with code ${code}`);
        if (listens) ended(error);
        else reject(error);
      });
    });
  }

  async #restart(error: Error): Promise<void> {
    for (let cause: unknown = error; !this.#isStopping;) {
      this.#log.error({ err: cause }, 'the intake ended; starting it again');
      this.#metrics.intakeRestarted();
      await sleep(growingWait(++this.#ends, RESTART_AFTER_MS.first, RESTART_AFTER_MS.most));
      if (this.#isStopping) return;
      try {
        return await this.start();
      } catch (again) {
        cause = again;
      }
    }
  }

  async #answer(thread: Worker): Promise<void> {
    thread.postMessage({ metrics: await this.#metrics.registry.metrics() } satisfies ToIntake);
  }
}
