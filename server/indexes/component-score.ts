/** The points of a component and their sums, in hundredths as the national portal rounds them. */
import type { IndexComponent, MeasuredPoints } from '../../contract/score-index.ts';

type Scored = Pick<IndexComponent, 'threshold' | 'whenEmpty'> & { max: number };

/**
 * In proportion to the share, all points from the threshold on. Null when a part is not known.
 *
 * Example: 52 of 89 with 2 points from 80% on are 1.46.
 */
export function scoreOf(
  { max, threshold, whenEmpty }: Scored,
  numerator: number | null,
  denominator: number | null,
): number | null {
  if (numerator === null || denominator === null) return null;
  if (denominator === 0) return { zero: 0, full: max, none: null }[whenEmpty];
  return roundPoints(Math.min(max, (max * numerator) / denominator / threshold));
}

interface ScoredComponent {
  /** Null: it has no points. */
  max: number | null;
  score: number | null;
}

/** The scores that are known added up; null when none is. */
export function sumOfScores(components: readonly ScoredComponent[]): number | null {
  const known = components.flatMap(({ score }) => score ?? []);
  return known.length === 0 ? null : sumOfPoints(known);
}

export function measuredPoints(components: readonly ScoredComponent[]): MeasuredPoints {
  const maxOf = (some: readonly ScoredComponent[]) => sumOfPoints(some.map(({ max }) => max ?? 0));
  return { points: maxOf(components.filter(({ score }) => score !== null)), of: maxOf(components) };
}

/** Null unless both are known. */
export function differenceOf(score: number | null, told: number | null): number | null {
  return score === null || told === null ? null : roundPoints(score - told);
}

function sumOfPoints(points: readonly number[]): number {
  return roundPoints(points.reduce((sum, one) => sum + one, 0));
}

/** Halves up; those of binary fractions are not exact. */
function roundPoints(points: number): number {
  return Math.round(100 * points + 1e-9) / 100;
}
