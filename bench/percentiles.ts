/** Nearest-rank percentiles, rounded to a tenth. */
export function percentiles(values: readonly number[]): { p50: number; p99: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => {
    const value = sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? NaN;
    return Math.round(value * 10) / 10;
  };
  return { p50: at(0.5), p99: at(0.99) };
}
