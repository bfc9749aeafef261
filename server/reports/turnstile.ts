/** Lets one task run at a time; the others wait in the order in which they came, up to a number. */

/** So many wait already that one more is refused. */
export class TurnRefused extends Error {
  override readonly name = 'TurnRefused';
  readonly status = 429;
  readonly retryAfterSeconds: number;

  constructor(maxWaiting: number, retryAfterSeconds: number) {
    super(`too many reports are asked for at a time; accepted: one and ${maxWaiting} that wait`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export class Turnstile {
  private readonly maxWaiting: number;
  private readonly retryAfterSeconds: number;
  private inside = 0;
  private last: Promise<unknown> = Promise.resolve();

  constructor(maxWaiting: number, retryAfterSeconds: number) {
    this.maxWaiting = maxWaiting;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** @throws TurnRefused */
  async pass<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.inside > this.maxWaiting) throw new TurnRefused(this.maxWaiting, this.retryAfterSeconds);
    this.inside++;
    const turn = this.last.then(task);
    this.last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.inside--;
    }
  }
}
