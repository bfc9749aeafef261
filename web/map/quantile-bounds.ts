/** Classes of counts that nobody has set bounds for. */

const MOST_BOUNDS = 4;
/** So that the classes do not change under the reader. */
const STEADY_MS = 10_000;

/**
 * Round lower bounds that part the values into at most five classes of about as many, ascending; none when all are equal. No
 * class below the first or above the last bound is empty. Values are counts. Pure.
 */
export function quantileBounds(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  const [least, most] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  const bounds: number[] = [];
  for (let i = 1; i <= MOST_BOUNDS; i++) {
    const bound = roundCount(sorted[Math.floor((i * sorted.length) / (MOST_BOUNDS + 1))] ?? 0);
    if (bound > Math.max(least, bounds.at(-1) ?? -1) && bound <= most) bounds.push(bound);
  }
  if (bounds.length === 0 && most > least) bounds.push(least + 1);
  return bounds;
}

/** To one digit that counts, or to 15, 25 and their tenfolds. */
function roundCount(value: number): number {
  if (value < 10) return Math.round(value);
  const unit = 10 ** Math.floor(Math.log10(value));
  const steps = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map((step) => step * unit);
  return steps.reduce((best, step) => (Math.abs(step - value) < Math.abs(best - value) ? step : best));
}

/** Bounds that are computed anew no more often than each ten seconds, or when they are of something else. */
export class SteadyBounds {
  #of: string | undefined;
  #atMs = -Infinity;
  #bounds: number[] = [];

  take(of: string, values: readonly number[], nowMs: number): number[] {
    if (of !== this.#of || nowMs - this.#atMs >= STEADY_MS) {
      this.#bounds = quantileBounds(values);
      this.#of = of;
      this.#atMs = nowMs;
    }
    return this.#bounds;
  }
}
