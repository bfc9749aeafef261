/** One thing that a page loads: loading, there, or failed, told apart. A newer request replaces an older one. */
import { ApiError } from '../api/client.ts';

export class PageData<T> {
  #value = $state.raw<T>();
  #error = $state.raw<ApiError>();
  #loading = $state(false);
  #loadedAtMs = $state<number>();
  #request: AbortController | undefined;

  get value(): T | undefined {
    return this.#value;
  }

  get error(): ApiError | undefined {
    return this.#error;
  }

  /** When what is there was asked for, on the page's own time. */
  get loadedAtMs(): number | undefined {
    return this.#loadedAtMs;
  }

  get loading(): boolean {
    return this.#loading;
  }

  /** Forgets what was there; for another dossier, not for a refresh of the same. */
  clear(): void {
    this.#value = undefined;
  }

  async load(get: (signal: AbortSignal) => Promise<T>): Promise<void> {
    this.#request?.abort();
    const request = new AbortController();
    this.#request = request;
    this.#loading = true;
    const askedAtMs = performance.now();
    try {
      const value = await get(request.signal);
      if (request.signal.aborted) return;
      this.#value = value;
      this.#loadedAtMs = askedAtMs;
      this.#error = undefined;
    } catch (error) {
      if (request.signal.aborted) return;
      this.#error = error instanceof ApiError ? error : new ApiError(String(error));
    }
    this.#loading = false;
  }

  abort(): void {
    this.#request?.abort();
  }
}
