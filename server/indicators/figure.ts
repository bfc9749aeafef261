/** Arithmetic of indicators. A figure that is not known makes no sum: it is never 0. */
import {
  MAX_MISSING,
  type Indicator,
  type IndicatorNumber,
  type IndicatorValue,
  type Origin,
} from '../../contract/indicator.ts';

export interface Figure extends IndicatorValue {
  origin: Origin;
  /** The value as told beside its parts. */
  printed: number | null;
  /** When the latest that it rests on was told; null when it rests on no observation. */
  toldMs: number | null;
  /** Up to which local day it is told; null when nothing has to be told. */
  toDay: number | null;
}

/** A figure, or the keys and names of what it was missed for: none when nothing of it was ever told. */
export interface Found {
  figure: Figure | null;
  missing: string[];
}

export const NOTHING: Found = { figure: null, missing: [] };

/** Whether its value is that of a numerator by a denominator. */
export function isRatio(number: IndicatorNumber): boolean {
  return number === 'share' || number === 'mean' || number === 'score';
}

/** Null of 0: then there is no share. */
export function ratioOf(numerator: number, denominator: number): number | null {
  return denominator === 0 ? null : numerator / denominator;
}

/** The sum of figures; undefined when one of them cannot be added up: a share told without its parts. */
export function addUp({ number }: Indicator, figures: readonly Figure[], origin: Origin): Figure | undefined {
  const toldMs = greatest(figures.map((figure) => figure.toldMs));
  const rest = { origin, of: null, printed: null, toldMs, toDay: null };
  if (!isRatio(number)) {
    const value = total(figures.map((figure) => figure.value));
    return value === null ? undefined : { ...rest, value, numerator: null, denominator: null };
  }
  const numerator = total(figures.map((figure) => figure.numerator));
  const denominator = total(figures.map((figure) => figure.denominator));
  if (numerator === null || denominator === null) return undefined;
  return { ...rest, value: ratioOf(numerator, denominator), numerator, denominator };
}

/** As many of the keys of what is missing as an answer names. */
export function collect(lists: readonly (readonly string[])[]): string[] {
  const keys: string[] = [];
  for (const list of lists) {
    if (keys.length >= MAX_MISSING) break;
    keys.push(...list.slice(0, MAX_MISSING - keys.length));
  }
  return keys;
}

export function total(values: readonly (number | null)[]): number | null {
  return values.reduce((sum, value) => (sum === null || value === null ? null : sum + value), 0);
}

export function greatest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}

export function least(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.min(...known);
}

/** As many digits as a percentage has that is printed without any after its point. */
const SHARE_DIGITS = 2;

/** Whether a printed value is what a computed one rounds to, with the digits that it is printed with. */
export function isRounded(printed: number, value: number, number: IndicatorNumber): boolean {
  const digits = Math.max((`${printed}`.split('.')[1] ?? '').length, number === 'share' ? SHARE_DIGITS : 0);
  // The halves of binary fractions are not exact.
  return Math.abs(printed - value) <= 0.5 * 10 ** -digits * (1 + 1e-9);
}
