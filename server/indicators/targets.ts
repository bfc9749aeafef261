/** What indicators should reach, and whether they do. */
import type { Direction, Target } from '../../contract/indicator.ts';
import { formatDay } from '../../contract/time.ts';

export class Targets {
  readonly #targets = new Map<string, Target[]>();

  constructor(targets: readonly Target[]) {
    for (const target of targets) {
      const key = keyOf(target);
      this.#targets.set(key, [...(this.#targets.get(key) ?? []), target]);
    }
  }

  /** The one for a period that ends on a local day: of several that of the latest `from`. */
  find(of: Pick<Target, 'indicator' | 'breakdown' | 'scope'>, toDay: number): Target | undefined {
    const day = formatDay(toDay);
    const holding = (this.#targets.get(keyOf(of)) ?? []).filter(
      ({ from, to }) => (from ?? day) <= day && day <= (to ?? day),
    );
    return holding.sort((a, b) => ((a.from ?? '') < (b.from ?? '') ? 1 : -1))[0];
  }
}

/**
 * Of a range only its near end counts where one way is better: 7% meets a target of 3 to 5% of an indicator that should go
 * up. A single bound counts as it stands.
 */
export function isMet(
  value: number,
  { atLeast, atMost }: Pick<Target, 'atLeast' | 'atMost'>,
  direction: Direction,
): boolean {
  const isRange = atLeast !== null && atMost !== null;
  const isEnough = atLeast === null || value >= atLeast || (isRange && direction === 'down');
  const isLittle = atMost === null || value <= atMost || (isRange && direction === 'up');
  return isEnough && isLittle;
}

const keyOf = ({ indicator, breakdown, scope }: Pick<Target, 'indicator' | 'breakdown' | 'scope'>) =>
  `${indicator}|${breakdown}|${scope}`;
