import type { Child } from './child.ts';

/** A part of the stack that is kept running. */
export interface Part {
  name: string;
  start: () => Promise<Child>;
  /** Exit code 0 means done, not to be started again. */
  mayFinish?: boolean;
  /** Not to be started again whatever happens. */
  once?: boolean;
}

const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 10_000;
/** After running this long, the next fall is a first one again. */
const STEADY_MS = 30_000;

/** Keeps parts running, starts what falls again, and stops all in reverse order. */
export class Supervisor {
  readonly #log: (line: string) => void;
  readonly #running: Array<{ name: string; child: Child }> = [];
  readonly #firstDelayMs: number;
  #stopping = false;

  constructor(log: (line: string) => void, firstDelayMs = FIRST_DELAY_MS) {
    this.#log = log;
    this.#firstDelayMs = firstDelayMs;
  }

  /** Starts a part and watches it from now on; a part that cannot even start the first time is the caller's. */
  async start(part: Part): Promise<Child> {
    const child = await part.start();
    const entry = { name: part.name, child };
    this.#running.push(entry);
    void this.#watch(part, entry);
    if (this.#stopping) await child.kill();
    return child;
  }

  /** Stops everything, the last started first. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const { child } of this.#running.toReversed()) await child.stop();
  }

  async kill(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#running.map(({ child }) => child.kill()));
  }

  async #watch(part: Part, entry: { name: string; child: Child }): Promise<void> {
    let delayMs = this.#firstDelayMs;
    for (;;) {
      const since = performance.now();
      const code = await entry.child.exited;
      if (this.#stopping || part.once) return;
      if (code === 0 && part.mayFinish) return this.#log(`${part.name}: done`);
      if (performance.now() - since > STEADY_MS) delayMs = this.#firstDelayMs;
      this.#log(`${part.name} ended with exit code ${code}; starting it again in ${delayMs / 1000} s`);
      await new Promise((next) => setTimeout(next, delayMs));
      delayMs = Math.min(delayMs * 2, MAX_DELAY_MS);
      if (!(await this.#restart(part, entry))) return;
    }
  }

  /** Tries until the part runs again; false when all is to stop meanwhile. */
  async #restart(part: Part, entry: { child: Child }): Promise<boolean> {
    let delayMs = this.#firstDelayMs;
    while (!this.#stopping) {
      try {
        entry.child = await part.start();
        this.#log(`${part.name} runs again`);
        if (!this.#stopping) return true;
        await entry.child.kill();
      } catch (error) {
        delayMs = Math.min(delayMs * 2, MAX_DELAY_MS);
        this.#log(`${part.name}: ${(error as Error).message}; next try in ${delayMs / 1000} s`);
        await new Promise((next) => setTimeout(next, delayMs));
      }
    }
    return false;
  }
}
