/** Units of whose cases in progress too large a share is late: from a threshold on and after a delay, until below another one. */
import type { AlertRule } from '../../../pack/alert-rule.ts';
import type { UnitCases } from './case-watch.ts';

export type LateRateRule = Extract<AlertRule, { condition: 'lateRate' }>;

export class LateRates {
  /** `RULE KIND UNIT` -> since when the share is above the threshold, ms. */
  readonly #aboveSince = new Map<string, number>();

  /**
   * Whether the condition holds of a unit; undefined: between the thresholds, or not for long enough: as it was. `key` names rule,
   * kind and unit.
   */
  holds(
    rule: LateRateRule,
    key: string,
    { inProgress, late }: UnitCases,
    nowMs: number,
  ): boolean | undefined {
    const rate = inProgress === 0 ? 0 : late / inProgress;
    const isAbove = inProgress >= rule.atLeast && rate > rule.above;
    if (!isAbove) {
      this.#aboveSince.delete(key);
      return rate < rule.below || inProgress < rule.atLeast ? false : undefined;
    }
    const sinceMs = this.#aboveSince.get(key) ?? nowMs;
    this.#aboveSince.set(key, sinceMs);
    return nowMs - sinceMs >= rule.forMs ? true : undefined;
  }
}
