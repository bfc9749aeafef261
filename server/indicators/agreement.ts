/** Whether the parts of a breakdown add up to the whole. */
import type { IndicatorNumber } from '../../contract/indicator.ts';
import { isRatio, total, type Figure } from './figure.ts';

/** Amounts may have digits after the point, which binary fractions do not add up exactly. */
const TOLERANCE = 1e-9;

/**
 * Of shares the numerators add up, and each has the denominator of the whole (501 and 754 of 1,961 are 1,255 of 1,961) or
 * these add up too (48 of 501 and 76 of 754 are 124 of 1,255). Null when a part or the whole is not known.
 */
export function doPartsAgree(
  number: IndicatorNumber,
  whole: Figure | null,
  parts: readonly (Figure | null)[],
): boolean | null {
  if (!whole || parts.includes(null)) return null;
  const known = parts as readonly Figure[];
  if (!isRatio(number))
    return isSum(
      whole.value,
      known.map(({ value }) => value),
    );
  const { denominator } = whole;
  const denominators = known.map((part) => part.denominator);
  const isNumerator = isSum(
    whole.numerator,
    known.map((part) => part.numerator),
  );
  const isDenominator = isSum(denominator, denominators);
  if (isNumerator === null || isDenominator === null) return null;
  return isNumerator && (isDenominator || denominators.every((one) => one === denominator));
}

function isSum(whole: number | null, parts: readonly (number | null)[]): boolean | null {
  const sum = total(parts);
  if (whole === null || sum === null) return null;
  return Math.abs(sum - whole) <= TOLERANCE * Math.max(1, Math.abs(whole));
}
