/**
 * Does work when something has changed, but not more often than may be: at once, then at most once in a while, the last change
 * always. The pause begins when the work has ended.
 */
export class Pace {
  readonly #work: () => Promise<void>;
  readonly #pauseMs: () => number;
  #state: 'idle' | 'busy' | 'busyAndAsked' | 'stopped' = 'idle';
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `work` does not fail. */
  constructor(work: () => Promise<void>, pauseMs: () => number) {
    this.#work = work;
    this.#pauseMs = pauseMs;
  }

  ask(): void {
    if (this.#state === 'idle') void this.#run();
    else if (this.#state === 'busy') this.#state = 'busyAndAsked';
  }

  stop(): void {
    this.#state = 'stopped';
    clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    this.#state = 'busy';
    await this.#work();
    if (this.#isStopped()) return;
    this.#timer = setTimeout(() => this.#rested(), this.#pauseMs());
  }

  #rested(): void {
    if (this.#state === 'busyAndAsked') void this.#run();
    else this.#state = 'idle';
  }

  #isStopped(): boolean {
    return this.#state === 'stopped';
  }
}
