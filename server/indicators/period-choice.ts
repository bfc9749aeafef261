/** Which period an indicator is shown for: the one asked for or, when that has no value, the latest before it that has one. */
import type { Indicator } from '../../contract/indicator.ts';
import { periodBefore, toldPeriodOf, type ToldPeriod } from '../../contract/told-period.ts';

export interface AskedPeriod {
  /** Null: the latest there is. */
  period: ToldPeriod | null;
  /** The local day of now. */
  today: number;
}

/** How far back a value is looked for where sums are not complete. */
const MAX_TRIES = 60;

/** In the order in which they are tried. `told`: of which anything is told. */
export function periodsToTry(
  indicator: Indicator,
  asked: AskedPeriod,
  told: readonly ToldPeriod[],
  restsOnCases: boolean,
): ToldPeriod[] {
  const { period, today } = asked;
  const earlier = told
    .filter(({ fromDay, toDay }) => (period ? toDay <= period.toDay : fromDay <= today))
    .sort((a, b) => b.toDay - a.toDay || isOwn(b, indicator) - isOwn(a, indicator));
  const first = restsOnCases || period ? countedPeriods(indicator, asked) : [];
  return [...(period ? first.slice(0, 1) : first), ...earlier].slice(0, MAX_TRIES);
}

/** The periods for which a formula has its cases counted: the one asked for, or the one that goes on, and the one before. */
export function countedPeriods({ every }: Indicator, { period, today }: AskedPeriod): ToldPeriod[] {
  const first = period ? ofItsWeek(period, every) : toldPeriodOf(today, every);
  return [first, periodBefore(first)];
}

/** A day asked for of what is told by the week stands for its week. */
function ofItsWeek(period: ToldPeriod, every: Indicator['every']): ToldPeriod {
  return every === 'week' && period.length === 'day' ? toldPeriodOf(period.fromDay, 'week') : period;
}

const isOwn = ({ length }: ToldPeriod, { every }: Indicator) => Number(length === every);
