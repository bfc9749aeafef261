/**
 * A queue for dear work of one sort: so much runs at a time, who asks takes turns with the others who ask, and what
 * nobody waits for any more is not begun, or broken off.
 */

export interface TurnstileBounds {
  /** As refusals and metrics call it. */
  name: string;
  /** At a time. */
  running: number;
  /** Questions of one identity that may wait. */
  waitingOfOne: number;
  /** Questions that may wait in all. */
  waiting: number;
  retryAfterSeconds: number;
  /** Whether who asks the same while it is being answered gets that answer, which may be older than the question. */
  sharesRunning: boolean;
}

export interface Asker {
  /** Whose share it uses: a token, an address. */
  identity: string;
  /** Aborts when who asks has gone. */
  signal: AbortSignal;
}

/** So much waits already that one more is refused: 429 of the own doing, 503 of all together. */
export class TooMuchAsked extends Error {
  override readonly name = 'TooMuchAsked';
  readonly status: 429 | 503;
  readonly retryAfterSeconds: number;

  constructor({ name, running, waitingOfOne, waiting, retryAfterSeconds }: TurnstileBounds, ofOne: boolean) {
    const accepted = ofOne
      ? `${waitingOfOne} that wait for one token or address`
      : `${waiting} that wait in all`;
    super(
      `too many ${name} are asked for; accepted: ${running} at a time and up to ${accepted}; come again in ${retryAfterSeconds} s`,
    );
    this.status = ofOne ? 429 : 503;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Who asked has gone. The status is what proxies log for it; nobody reads it. */
export class GivenUp extends Error {
  override readonly name = 'GivenUp';
  readonly status = 499;

  constructor() {
    super('who asked has gone');
  }
}

interface Waiter {
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

interface Turn {
  readonly key: string;
  readonly work: (signal: AbortSignal) => Promise<unknown>;
  readonly waiters: Set<Waiter>;
  /** Aborts when nobody waits any more. */
  readonly abandoned: AbortController;
}

export class Turnstile {
  readonly bounds: TurnstileBounds;
  refused = 0;
  givenUp = 0;
  /** Identity -> the turns that it waits for, in order. Who is next stands first. */
  readonly #queues = new Map<string, Turn[]>();
  readonly #inside = new Set<Turn>();

  constructor(bounds: TurnstileBounds) {
    this.bounds = bounds;
  }

  get running(): number {
    return this.#inside.size;
  }

  get waiting(): number {
    return new Set([...this.#queues.values()].flat()).size;
  }

  /** Who asks the same `key` meanwhile shares the answer. @throws TooMuchAsked, GivenUp */
  run<Result>(
    { identity, signal }: Asker,
    key: string,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    if (signal.aborted) return Promise.reject(new GivenUp());
    const known = this.#find(key);
    const refusal = known ? undefined : this.#refusal(identity);
    if (refusal) return Promise.reject(refusal);
    const turn = known ?? { key, work, waiters: new Set(), abandoned: new AbortController() };
    // Also of another's question: it is answered when the first of those who wait for it is next.
    const own = this.#queues.get(identity) ?? [];
    if (!this.#inside.has(turn) && !own.includes(turn)) this.#queues.set(identity, [...own, turn]);
    const answer = this.#wait(turn, signal);
    this.#admit();
    return answer as Promise<Result>;
  }

  #find(key: string): Turn | undefined {
    const shared = [...(this.bounds.sharesRunning ? this.#inside : []), ...[...this.#queues.values()].flat()];
    return shared.find((turn) => turn.key === key && turn.waiters.size > 0);
  }

  #refusal(identity: string): TooMuchAsked | undefined {
    const { running, waitingOfOne, waiting } = this.bounds;
    if (this.running < running) return undefined;
    const ofOne = (this.#queues.get(identity)?.length ?? 0) >= waitingOfOne;
    if (!ofOne && this.waiting < waiting) return undefined;
    this.refused++;
    return new TooMuchAsked(this.bounds, ofOne);
  }

  #wait(turn: Turn, signal: AbortSignal): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        turn.waiters.delete(waiter);
        this.givenUp++;
        if (turn.waiters.size === 0) this.#abandon(turn);
        reject(new GivenUp());
      };
      const stay = () => signal.removeEventListener('abort', leave);
      const waiter: Waiter = {
        resolve: (result) => {
          stay();
          resolve(result);
        },
        reject: (error) => {
          stay();
          reject(error as Error);
        },
      };
      turn.waiters.add(waiter);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  /** It is not begun; what has begun is broken off, and makes room when it has ended. */
  #abandon(turn: Turn): void {
    turn.abandoned.abort(new GivenUp());
    this.#leaveQueues(turn);
  }

  #leaveQueues(turn: Turn): void {
    for (const [identity, queue] of this.#queues) {
      const rest = queue.filter((one) => one !== turn);
      if (rest.length === 0) this.#queues.delete(identity);
      else if (rest.length < queue.length) this.#queues.set(identity, rest);
    }
  }

  #admit(): void {
    while (this.#inside.size < this.bounds.running) {
      const [first] = this.#queues;
      if (!first) return;
      const [identity, queue] = first;
      const turn = queue[0] as Turn;
      // Whoever has had a turn stands last.
      this.#queues.delete(identity);
      this.#queues.set(identity, queue);
      this.#leaveQueues(turn);
      this.#inside.add(turn);
      void this.#answer(turn);
    }
  }

  async #answer(turn: Turn): Promise<void> {
    try {
      const result = await turn.work(turn.abandoned.signal);
      for (const waiter of turn.waiters) waiter.resolve(result);
    } catch (error) {
      for (const waiter of turn.waiters) waiter.reject(error);
    } finally {
      this.#inside.delete(turn);
      this.#admit();
    }
  }
}
