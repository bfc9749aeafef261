/**
 * The walls that are open to this screen, asked for until they are there and again from time to time. The device keeps what it
 * got last, so that a wall that opens while the server is away stands with its tiles.
 */
import type { Wall, WallsAnswer } from '../../contract/wall.ts';
import { ApiError, getJson } from '../api/client.ts';

const KEY = 'walls';
const RETRY_MS = 3_000;
/** A changed walls.json reaches a screen within this time, ms. */
const REFRESH_MS = 60_000;

export class WallStore {
  #walls = $state.raw<readonly Wall[] | undefined>(kept());
  #error = $state.raw<ApiError>();

  get walls(): readonly Wall[] | undefined {
    return this.#walls;
  }

  get error(): ApiError | undefined {
    return this.#error;
  }

  /** The one of this code, the first when none is named; undefined when there is none, or none yet. */
  find(code: string | null): Wall | undefined {
    return code === null ? this.#walls?.[0] : this.#walls?.find(({ wall }) => wall === code);
  }

  #forget(): void {
    this.#walls = undefined;
    keep(undefined);
  }

  /** Returns the clean-up. */
  listen(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = new AbortController();
    let text = JSON.stringify(this.#walls ?? []);
    const load = async () => {
      let waitMs = REFRESH_MS;
      try {
        const { walls } = await getJson<WallsAnswer>('api/v1/walls', stop.signal);
        this.#error = undefined;
        // The same walls are kept, so that nothing is drawn anew.
        if (JSON.stringify(walls) !== text) this.#walls = walls;
        text = JSON.stringify(walls);
        keep(text);
      } catch (error) {
        if (stop.signal.aborted) return;
        this.#error = error instanceof ApiError ? error : new ApiError(String(error));
        // They are of who was let in.
        if (this.#error.problem?.status === 403 || this.#error.problem?.status === 401) this.#forget();
        waitMs = RETRY_MS;
      }
      if (!stop.signal.aborted) timer = setTimeout(load, waitMs);
    };
    void load();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }
}

/** Undefined where nothing is kept, what is kept is no list, or the browser keeps nothing. */
function kept(): readonly Wall[] | undefined {
  try {
    const walls: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    return Array.isArray(walls) ? (walls as Wall[]) : undefined;
  } catch {
    return undefined;
  }
}

function keep(text: string | undefined): void {
  try {
    if (text === undefined) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, text);
  } catch {
    // The wall then waits for the server when it opens.
  }
}
