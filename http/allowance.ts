/** How often something may be done: so many times at once, then a steady number a second. */
export interface AllowanceBounds {
  atOnce: number;
  perSecond: number;
}

export class Allowance {
  readonly #bounds: AllowanceBounds;
  #left: number;
  #countedAtMs: number;

  constructor(bounds: AllowanceBounds, nowMs: number) {
    this.#bounds = bounds;
    this.#left = bounds.atOnce;
    this.#countedAtMs = nowMs;
  }

  isOpen(nowMs: number): boolean {
    const { atOnce, perSecond } = this.#bounds;
    this.#left = Math.min(atOnce, this.#left + ((nowMs - this.#countedAtMs) / 1_000) * perSecond);
    this.#countedAtMs = nowMs;
    return this.#left >= 1;
  }

  /** Call it when {@link Allowance.isOpen} said so. */
  take(): void {
    this.#left = Math.max(0, this.#left - 1);
  }
}
