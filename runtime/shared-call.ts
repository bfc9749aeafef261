/** Work that callers share: each gets the answer of a run that began after its call, and at most one runs at a time. */
export class SharedCall<T> {
  /** The run under way. */
  #running: Promise<unknown> = Promise.resolve();
  /** The run that begins when that one has ended. */
  #next: Promise<T> | undefined;
  readonly #work: () => Promise<T>;

  constructor(work: () => Promise<T>) {
    this.#work = work;
  }

  /** Rejects with what its run fails with. */
  call(): Promise<T> {
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      const answer = this.#work();
      this.#running = answer.catch(() => undefined);
      return answer;
    });
    return this.#next;
  }
}
