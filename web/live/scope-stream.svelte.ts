/** The figures of one scope and period as they arrive. */
import type { Figures } from '../../contract/api.ts';
import type { LiveDelta, LiveSnapshot, WatchRequest } from '../../contract/live.ts';
import type { Refused } from './figure-feed.ts';
import { applyDelta, fromSnapshot, type StreamState } from './apply-delta.ts';

export class ScopeStream {
  readonly request: WatchRequest;
  #state = $state.raw<StreamState>();
  #refused = $state.raw<Refused>();
  #synced = $state(false);
  #appliedAtMs = $state(0);

  constructor(request: WatchRequest) {
    this.request = request;
  }

  /** The last figures known; they stay while the link is lost. */
  get figures(): Figures | undefined {
    return this.#state?.figures;
  }

  get hasFigures(): boolean {
    return this.#state !== undefined;
  }

  /** Why the server refuses this scope, if it does. */
  get refused(): Refused | undefined {
    return this.#refused;
  }

  /** Nothing is known to be missing. */
  get synced(): boolean {
    return this.#synced;
  }

  /** When figures last arrived, on the page's own time (performance.now). */
  get appliedAtMs(): number {
    return this.#appliedAtMs;
  }

  takeSnapshot(snapshot: LiveSnapshot): void {
    this.#state = fromSnapshot(snapshot);
    this.#refused = undefined;
    this.#synced = true;
    this.#appliedAtMs = performance.now();
  }

  /** True when a fresh snapshot has to be asked for. */
  takeDelta(delta: LiveDelta): boolean {
    // While a snapshot is on its way every delta is a part of it or follows it.
    if (!this.#synced) return false;
    const result = applyDelta(this.#state, delta);
    if (result.kind === 'applied') {
      this.#state = result.state;
      this.#appliedAtMs = performance.now();
    }
    return result.kind === 'gap';
  }

  takeRefusal(refused: Refused): void {
    this.#refused = refused;
  }

  markUnsynced(): void {
    this.#synced = false;
  }
}
