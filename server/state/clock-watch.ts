/**
 * Whether this machine's clock can be believed. Figures, due dates and alerts are of the instant that it shows, so one
 * that jumps makes every open dossier late.
 *
 * It is held against ClickHouse's each second. In between a clock that only goes forward tells a jump at once.
 */

/** More than clocks that are kept by NTP, or set by hand, ever differ. */
export const MAX_CLOCK_DIFFERENCE_MS = 30_000;

/** Clocks of the machine; tests have their own. */
export interface Clocks {
  /** The time of day, ms; somebody may set it. */
  now(): number;
  /** Since some moment, ms; it only goes forward. */
  elapsed(): number;
}

const CLOCKS: Clocks = { now: () => Date.now(), elapsed: () => performance.now() };

export class ClockWatch {
  /** How far the clock was ahead of ClickHouse's when it was last compared. */
  #known = { aheadMs: 0, nowMs: 0, elapsedMs: 0 };
  /** The same of the clock of ingest. */
  #ingestAheadMs = 0;
  readonly #clocks: Clocks;

  constructor(clocks = CLOCKS) {
    this.#clocks = clocks;
    this.#known = { aheadMs: 0, nowMs: clocks.now(), elapsedMs: clocks.elapsed() };
  }

  /** Asks for ClickHouse's clock, ms. */
  async compare(readStoreMs: () => Promise<number>): Promise<void> {
    const askedAt = this.#clocks.elapsed();
    const storeMs = await readStoreMs();
    const [nowMs, elapsedMs] = [this.#clocks.now(), this.#clocks.elapsed()];
    // It was read at some moment between: half the way is the error.
    const halfMs = (elapsedMs - askedAt) / 2;
    this.#known = { aheadMs: withoutError(nowMs - halfMs - storeMs, halfMs), nowMs, elapsedMs };
  }

  /** How far the clocks of those that report were ahead of ClickHouse's; a report that was on its way makes it less. */
  ingestTold(aheadMs: readonly number[]): void {
    this.#ingestAheadMs = aheadMs.reduce((far, ms) => (Math.abs(ms) > Math.abs(far) ? ms : far), 0);
  }

  /** As of now, a jump since the last comparison included. */
  get aheadMs(): number {
    const { aheadMs, nowMs, elapsedMs } = this.#known;
    return aheadMs + (this.#clocks.now() - nowMs) - (this.#clocks.elapsed() - elapsedMs);
  }

  /** Which clock differs from ClickHouse's by how much; undefined when none does by more than is accepted. */
  get trouble(): string | undefined {
    const { aheadMs } = this;
    if (Math.abs(aheadMs) > MAX_CLOCK_DIFFERENCE_MS) return describe("the server's clock", aheadMs);
    if (Math.abs(this.#ingestAheadMs) > MAX_CLOCK_DIFFERENCE_MS)
      return describe("ingest's clock", this.#ingestAheadMs);
    return undefined;
  }
}

function withoutError(differenceMs: number, errorMs: number): number {
  return Math.sign(differenceMs) * Math.max(0, Math.abs(differenceMs) - errorMs);
}

function describe(whose: string, aheadMs: number): string {
  const seconds = Math.round(Math.abs(aheadMs) / 1_000);
  const accepted = MAX_CLOCK_DIFFERENCE_MS / 1_000;
  return `${whose} is ${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} ClickHouse's; accepted: up to ${accepted} s`;
}
