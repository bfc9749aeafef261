/** The figures of one scope and period as they were shown at an instant: asked for until they come or are refused. */
import type { PastFigures } from '../../contract/api.ts';
import type { WatchRequest } from '../../contract/live.ts';
import { ApiError, getPastFigures } from '../api/client.ts';
import type { FigureStream, Refused } from './figure-feed.ts';
import { pastQuery, retryAfterMs } from './past-request.ts';

export class PastStream implements FigureStream {
  readonly request: WatchRequest;
  readonly atMs: number;
  #figures = $state.raw<PastFigures>();
  #failure = $state.raw<ApiError>();
  #isFinal = $state(false);
  readonly #onSettled: (stream: PastStream) => void;
  readonly #stopping = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Begins to ask; `onSettled` hears of each answer and each refusal. */
  constructor(
    request: WatchRequest,
    atMs: number,
    onSettled: (stream: PastStream) => void = () => undefined,
  ) {
    this.request = request;
    this.atMs = atMs;
    this.#onSettled = onSettled;
    void this.#ask(1);
  }

  get figures(): PastFigures | undefined {
    return this.#figures;
  }

  get hasFigures(): boolean {
    return this.#figures !== undefined;
  }

  /** The last refusal, until figures come. */
  get failure(): ApiError | undefined {
    return this.#failure;
  }

  /** It is not asked for again. */
  get isRefused(): boolean {
    return this.#isFinal;
  }

  get refused(): Refused | undefined {
    if (!this.#isFinal) return undefined;
    const { status, detail } = this.#failure?.problem ?? {};
    return { error: `${status} ${detail}`, reason: status === 403 ? 'notPermitted' : 'unknown' };
  }

  get synced(): boolean {
    return this.hasFigures;
  }

  /** It never grows old. */
  get appliedAtMs(): number {
    return 0;
  }

  stop(): void {
    this.#stopping.abort();
    clearTimeout(this.#timer);
  }

  async #ask(tries: number): Promise<void> {
    const { signal } = this.#stopping;
    try {
      const figures = await getPastFigures(pastQuery(this.request, this.atMs), signal);
      if (signal.aborted) return;
      this.#figures = figures;
      this.#failure = undefined;
    } catch (error) {
      if (signal.aborted) return;
      this.#failure = error instanceof ApiError ? error : new ApiError(String(error));
      const waitMs = retryAfterMs(tries, this.#failure.problem, Math.random());
      if (waitMs === undefined) this.#isFinal = true;
      else this.#timer = setTimeout(() => void this.#ask(tries + 1), waitMs);
    }
    this.#onSettled(this);
  }
}
