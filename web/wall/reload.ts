/**
 * Every reload of the wall goes through here: the page is let go only when the server has another to give. Where it has
 * none, the page stays with its last figures and asks again later.
 */
import type { ServedPage } from './served-page.ts';

/** ms; the first wait is spread, so that all walls of a province do not come in one instant. */
const FIRST_WITHIN_MS = 3_000;
const AGAIN_AFTER_LEAST_MS = 8_000;
const AGAIN_AFTER_MOST_MS = 16_000;

/** `newBuild`: the server announced another one, so a page of this build is not worth a reload. */
export type ReloadReason = 'quietHour' | 'newBuild' | 'contextLost';

export interface ReloadDeps {
  askServedPage: () => Promise<ServedPage>;
  reload: () => void;
}

export class Reload {
  readonly #deps: ReloadDeps;
  #wanted: ReloadReason | undefined;

  constructor(deps: ReloadDeps) {
    this.#deps = deps;
  }

  /** Once the page is let go nothing else is wanted of it, so a second reason adds nothing to the first. */
  want(reason: ReloadReason): void {
    const isAsking = this.#wanted !== undefined;
    // Any page will do for the other reasons, which therefore end the wait for a new one.
    if (this.#wanted === undefined || this.#wanted === 'newBuild') this.#wanted = reason;
    if (!isAsking) this.#askAfter(Math.random() * FIRST_WITHIN_MS);
  }

  /** For a page that was opened while the server was away, and so never heard an announcement. */
  async wantIfOther(): Promise<void> {
    if ((await this.#deps.askServedPage()) === 'other') this.want('newBuild');
  }

  #askAfter(ms: number): void {
    setTimeout(() => void this.#ask(), ms);
  }

  async #ask(): Promise<void> {
    const served = await this.#deps.askServedPage();
    if (served === 'other' || (served === 'same' && this.#wanted !== 'newBuild')) {
      this.#deps.reload();
      return;
    }
    const spreadMs = AGAIN_AFTER_MOST_MS - AGAIN_AFTER_LEAST_MS;
    this.#askAfter(AGAIN_AFTER_LEAST_MS + Math.random() * spreadMs);
  }
}
