/** Long reads one after another, so that those who ask cannot take the store from the tick. */

const MAX_WAITING = 20;

/** As many reads as may wait are waiting. */
export class ReportsBusy extends Error {
  override readonly name = 'ReportsBusy';
  readonly status = 429;

  constructor() {
    super(`too many reports are asked for; accepted: up to ${MAX_WAITING} at a time`);
  }
}

export class ReportTurns {
  private readonly waiting = new Map<string, Promise<unknown>>();
  private last: Promise<unknown> = Promise.resolve();

  /**
   * Who asks for the same `key` before it is read gets the same answer.
   *
   * @throws ReportsBusy
   */
  run<Result>(key: string, read: () => Promise<Result>): Promise<Result> {
    const known = this.waiting.get(key);
    if (known) return known as Promise<Result>;
    if (this.waiting.size >= MAX_WAITING) return Promise.reject(new ReportsBusy());
    const turn = this.last.then(read).finally(() => this.waiting.delete(key));
    this.waiting.set(key, turn);
    // A failed read is its callers' matter; the next one has its turn all the same.
    this.last = turn.catch(() => undefined);
    return turn;
  }
}
