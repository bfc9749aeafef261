/** The indicators of one scope, from what is told of all and what is counted in it. */
import type { CaseFigure, Indicator, IndicatorItem } from '../../contract/indicator.ts';
import type { ToldPeriod } from '../../contract/told-period.ts';
import type { Observation } from '../../clickhouse/observations.ts';
import { IndicatorFigures, kindsOf } from './indicator-figures.ts';
import { indicatorItem } from './indicator-items.ts';
import type { AskedPeriod } from './period-choice.ts';
import type { Place, Places } from './places.ts';
import type { Targets } from './targets.ts';
import { ToldFigures } from './told-figures.ts';

export interface ScopeIndicators {
  indicators: readonly Indicator[];
  targets: Targets;
  places: Places;
  observations: readonly Observation[];
  /** The scope. */
  place: Place;
  /** A figure of its cases; null when it is not known. */
  cases: (figure: CaseFigure, period: ToldPeriod) => number | null;
  asked: AskedPeriod;
  nowMs: number;
}

/** In the order of the pack, each worked out when it is taken: sums over a hundred thousand observations take seconds. */
export function* indicatorsIn(of: ScopeIndicators): Generator<IndicatorItem, void> {
  const { indicators, targets, places, place, asked, nowMs } = of;
  const byCode = new Map(indicators.map((indicator) => [indicator.code, indicator]));
  const told = new ToldFigures(
    indicators,
    of.observations,
    (scope, period) => places.nameOf(scope, period),
    nowMs,
  );
  const figures = new IndicatorFigures(indicators, place, told, of.cases);
  const restsOnCases = (indicator: Indicator) => kindsOf(indicator, byCode).size > 0;
  for (const indicator of indicators)
    yield indicatorItem(indicator, { figures, targets, scope: place.name, asked, nowMs, restsOnCases });
}
