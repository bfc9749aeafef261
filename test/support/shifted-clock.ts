import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PRELOAD = join(import.meta.dirname, 'shifted-clock.mjs');

/** The clock of processes that are started with its environment. */
export class ShiftedClock {
  readonly #dir: string;

  private constructor(dir: string) {
    this.#dir = dir;
  }

  static async create(): Promise<ShiftedClock> {
    const clock = new ShiftedClock(await mkdtemp(join(tmpdir(), 'clock-')));
    await clock.shift(0);
    return clock;
  }

  get env(): Record<string, string> {
    return { CLOCK_SHIFT_FILE: this.#file, NODE_OPTIONS: `--import ${PRELOAD}` };
  }

  /** From now on the clock is off by so much. */
  async shift(ms: number): Promise<void> {
    await writeFile(`${this.#file}.new`, String(ms));
    await rename(`${this.#file}.new`, this.#file);
  }

  async remove(): Promise<void> {
    await rm(this.#dir, { recursive: true, force: true });
  }

  get #file(): string {
    return join(this.#dir, 'shift');
  }
}
