/**
 * A change that is being asked of the server: one at a time, and why the last one was not made. Its buttons are `aria-disabled`
 * meanwhile, for a disabled one would lose the focus.
 */
import { ApiError } from '../api/client.ts';

export class Change {
  #busy = $state(false);
  #error = $state.raw<ApiError>();

  get busy(): boolean {
    return this.#busy;
  }

  /** Undefined while one is being made. */
  get error(): ApiError | undefined {
    return this.#error;
  }

  /** `work`: the request and what follows when it is granted. Asked a second time meanwhile, nothing happens. */
  async make(work: () => Promise<void>): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    this.#error = undefined;
    try {
      await work();
    } catch (error) {
      this.#error = error instanceof ApiError ? error : new ApiError(String(error));
    }
    this.#busy = false;
  }
}
