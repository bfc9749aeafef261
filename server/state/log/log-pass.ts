/**
 * Whether state and figures are of one instant. While a tick reads the log the state runs ahead of the figures, and when
 * it is broken off it stays so until the next one.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Outage } from '../../../errors/outage.ts';

export class LogPass {
  /** Events have been joined that are not counted. */
  isAhead = false;
  #running: Promise<unknown> | undefined;

  /** Runs one tick. */
  run<T>(tick: () => Promise<T>): Promise<T> {
    const running = tick().finally(() => (this.#running = undefined));
    this.#running = running;
    return running;
  }

  /** Settles when no tick has the state run ahead, or after `withinMs`: where the store hangs, what is known is to be had. */
  async pause(withinMs: number): Promise<void> {
    if (!this.isAhead) return;
    const gaveUp = new AbortController();
    const ended = this.#running?.catch(() => undefined);
    await Promise.race([ended, sleep(withinMs, undefined, { signal: gaveUp.signal }).catch(() => undefined)]);
    gaveUp.abort();
  }

  /** Settles when state and figures are of one instant. @throws Outage when the store went away within a tick. */
  async standStill(): Promise<void> {
    if (this.isAhead) await this.#running?.catch(() => undefined);
    if (this.isAhead) throw new Outage('the last tick was broken off: the state is between two instants');
  }
}
