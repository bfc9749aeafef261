/** How many alerts are open, as the server told last, and that some of them changed. */
import type { AlertCounts, AlertsChanged } from '../../contract/alerts.ts';

export class AlertStream {
  #counts = $state.raw<AlertCounts>();
  #changes = $state(0);
  #synced = $state(false);
  #appliedAtMs = $state(0);

  /** Of all that is open to the viewer; they stay while the link is lost. */
  get counts(): AlertCounts | undefined {
    return this.#counts;
  }

  /** Grows with each change: who shows alerts asks for them again. */
  get changes(): number {
    return this.#changes;
  }

  get hasFigures(): boolean {
    return this.#counts !== undefined;
  }

  /** Nothing is known to be missing. */
  get synced(): boolean {
    return this.#synced;
  }

  /** When counts last arrived, on the page's own time (performance.now). */
  get appliedAtMs(): number {
    return this.#appliedAtMs;
  }

  take({ counts }: AlertsChanged): void {
    this.#counts = counts;
    this.#changes += 1;
    this.#synced = true;
    this.#appliedAtMs = performance.now();
  }

  /** Until the next connection tells them anew. */
  markUnsynced(): void {
    this.#synced = false;
  }
}
