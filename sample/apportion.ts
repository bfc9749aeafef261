/**
 * Splits a whole number over places in proportion to weights, exactly: the parts are whole, none exceeds its cap, and
 * they add up to the total (largest remainders first, then the earlier place).
 *
 * Example: apportion(10, [1, 1, 1]) is [4, 3, 3].
 */
export function apportion(total: number, weights: readonly number[], caps?: readonly number[]): number[] {
  const parts = weights.map(() => 0);
  const room = (i: number) => (caps?.[i] ?? Infinity) - (parts[i] as number);
  let left = total;
  while (left > 0) {
    const open = weights.map((weight, i) => (weight > 0 && room(i) > 0 ? weight : 0));
    const sum = open.reduce((a, b) => a + b, 0);
    if (sum === 0) throw new RangeError(`${left} of ${total} cannot be placed`);
    const shares = open.map((weight) => (left * weight) / sum);
    const before = left;
    shares.forEach((share, i) => {
      const take = Math.min(Math.floor(share), room(i));
      parts[i] = (parts[i] as number) + take;
      left -= take;
    });
    // Whole shares that hit a cap are shared out again; what is left after that are fractions.
    if (left !== before && shares.some((share, i) => share > 0 && room(i) === 0)) continue;
    const byRemainder = shares
      .map((share, i) => ({ i, remainder: share - Math.floor(share) }))
      .filter(({ i }) => (open[i] as number) > 0 && room(i) > 0)
      .sort((a, b) => b.remainder - a.remainder || a.i - b.i);
    for (const { i } of byRemainder.slice(0, left)) {
      parts[i] = (parts[i] as number) + 1;
      left--;
    }
  }
  return parts;
}
