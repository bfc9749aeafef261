/**
 * Notices when parts of the province pack change while the server runs. Looks at the files' times each second, which works
 * on every file system and mount; a file that is being written is taken when it has stood still for one look.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { PackError } from '../pack/pack-error.ts';
import { FAULT_TOLD, type ServerFaults } from './server-faults.ts';

const LOOK_EVERY_MS = 1_000;

/** What may change without a restart. */
export interface PackPart {
  /** Where a fault of it counts. */
  place: 'calendar' | 'alerts' | 'walls';
  /** As the log calls it. */
  name: string;
  /** What `stamp` said before the part in use was read. */
  stampInUse: string;
  /** Differs when one of its files was changed, replaced, added or removed. */
  stamp(): Promise<string>;
  /**
   * Reads it anew and puts it to use.
   *
   * @throws PackError when it cannot be used; nothing has changed then.
   */
  take(): Promise<void>;
  /** Why it cannot be taken; the one before stands. Undefined once it can. */
  refused(trouble: string | undefined): void;
}

export class PackWatch {
  readonly #parts: readonly PackPart[];
  readonly #faults: ServerFaults;
  readonly #log: Logger;
  readonly #stopping = new AbortController();
  #running: Promise<unknown> | undefined;

  constructor(parts: readonly PackPart[], faults: ServerFaults, log: Logger) {
    this.#parts = parts;
    this.#faults = faults;
    this.#log = log;
  }

  start(): void {
    this.#running = Promise.all(this.#parts.map((part) => this.#watch(part)));
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #watch(part: PackPart): Promise<void> {
    let inUse = part.stampInUse;
    let lastSeen = inUse;
    while (!this.#stopping.signal.aborted) {
      const seen = await part.stamp();
      if (seen !== inUse && seen === lastSeen) {
        inUse = seen;
        await this.#take(part);
      }
      lastSeen = seen;
      await sleep(LOOK_EVERY_MS, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
    }
  }

  async #take(part: PackPart): Promise<void> {
    try {
      await part.take();
      part.refused(undefined);
      this.#log.info(`the changed ${part.name} is taken`);
    } catch (error) {
      if (!(error instanceof PackError)) {
        part.refused(FAULT_TOLD);
        return void this.#faults.failed(error, part.place, `a changed ${part.name} could not be read`);
      }
      const trouble = error.message;
      part.refused(trouble);
      this.#log.error({ trouble }, `the changed ${part.name} is not taken; the one before stands`);
    }
  }
}
