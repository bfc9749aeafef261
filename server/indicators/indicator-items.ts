/** Indicators as the API shows them: value, period, target, change, age, parts. */
import {
  NO_BREAKDOWN,
  SERIES_PERIODS,
  type Breakdown,
  type BreakdownReading,
  type Indicator,
  type IndicatorItem,
  type IndicatorReading,
  type PeriodValue,
} from '../../contract/indicator.ts';
import { DAY_MS, dayStart, formatTime } from '../../contract/time.ts';
import { periodAfter, periodBefore, toldPeriodOf, type ToldPeriod } from '../../contract/told-period.ts';
import { doPartsAgree } from './agreement.ts';
import { isRounded, least, NOTHING, type Figure, type Found } from './figure.ts';
import type { IndicatorFigures } from './indicator-figures.ts';
import { periodsToTry, type AskedPeriod } from './period-choice.ts';
import { isMet, type Targets } from './targets.ts';

export interface ItemsDeps {
  figures: IndicatorFigures;
  targets: Targets;
  /** As targets name it. */
  scope: string;
  asked: AskedPeriod;
  nowMs: number;
  restsOnCases: (indicator: Indicator) => boolean;
}

export function indicatorItem(indicator: Indicator, deps: ItemsDeps): IndicatorItem {
  const { figures, asked } = deps;
  const { period, whole } = choose(indicator, deps);
  const find = (breakdown: string) => (period ? figures.find(indicator, breakdown, period) : NOTHING);
  const parts = partCodes(indicator).map(find);
  const targetDay = (period ?? asked.period)?.toDay ?? asked.today;
  const earlier = period ? periodsBefore(period) : [];
  const series = earlier.flatMap((one) => periodValue(figures.find(indicator, NO_BREAKDOWN, one), one));
  const [last] = earlier;
  return {
    code: indicator.code,
    name: { vi: indicator.vi, en: indicator.en },
    group: indicator.group,
    number: indicator.number,
    measure: indicator.measure,
    decimals: indicator.decimals,
    direction: indicator.direction,
    every: indicator.every,
    source: indicator.source,
    ...reading(indicator, NO_BREAKDOWN, whole, targetDay, deps),
    period: period?.text ?? null,
    stale: isStale(indicator, [whole, ...parts], deps),
    previous: series.find((one) => one.period === last?.text) ?? null,
    series: series.toReversed(),
    breakdowns: indicator.breakdowns.map((breakdown) =>
      breakdownReading(indicator, breakdown, whole.figure, find, targetDay, deps),
    ),
  };
}

/** Where the whole is never told, the period is the latest of its parts. */
function choose(indicator: Indicator, deps: ItemsDeps): { period: ToldPeriod | null; whole: Found } {
  const { figures, asked } = deps;
  const restsOnCases = deps.restsOnCases(indicator);
  const told = figures.periodsOf(indicator, NO_BREAKDOWN);
  let missing: string[] = [];
  for (const period of periodsToTry(indicator, asked, told, restsOnCases)) {
    const whole = figures.find(indicator, NO_BREAKDOWN, period);
    if (missing.length === 0) ({ missing } = whole);
    if (whole.figure) return { period, whole: { ...whole, missing } };
  }
  const codes = partCodes(indicator);
  const ofParts = codes.flatMap((code) => figures.periodsOf(indicator, code));
  const period = periodsToTry(indicator, asked, ofParts, false).find((one) =>
    codes.some((code) => figures.find(indicator, code, one).figure),
  );
  return { period: period ?? null, whole: { figure: null, missing } };
}

function breakdownReading(
  indicator: Indicator,
  { code, parts }: Breakdown,
  whole: Figure | null,
  find: (breakdown: string) => Found,
  targetDay: number,
  deps: ItemsDeps,
): BreakdownReading {
  const found = parts.map((part) => find(part.code));
  return {
    code,
    parts: parts.map((part, i) => ({
      code: part.code,
      name: { vi: part.vi, en: part.en },
      ...reading(indicator, part.code, found[i] as Found, targetDay, deps),
    })),
    agrees: indicator.check.includes(code)
      ? doPartsAgree(
          indicator.number,
          whole,
          found.map(({ figure }) => figure),
        )
      : null,
  };
}

function reading(
  indicator: Indicator,
  breakdown: string,
  { figure, missing }: Found,
  targetDay: number,
  { targets, scope }: ItemsDeps,
): IndicatorReading {
  const target = targets.find({ indicator: indicator.code, breakdown, scope }, targetDay);
  const value = figure?.value ?? null;
  const printed = figure?.printed ?? null;
  return {
    value,
    numerator: figure?.numerator ?? null,
    denominator: figure?.denominator ?? null,
    of: figure?.of ?? null,
    origin: figure?.origin ?? null,
    toldAt: figure?.toldMs == null ? null : formatTime(figure.toldMs),
    printed:
      printed === null
        ? null
        : { value: printed, agrees: value !== null && isRounded(printed, value, indicator.number) },
    missing,
    target: target
      ? { atLeast: target.atLeast, atMost: target.atMost, from: target.from, to: target.to }
      : null,
    met: target && value !== null ? isMet(value, target, indicator.direction) : null,
  };
}

/** By now, or by the end of the period asked for, the one after the last that is told should have been told too. */
function isStale(
  { every, graceDays }: Indicator,
  found: readonly Found[],
  { asked, nowMs }: ItemsDeps,
): boolean {
  const toDay = least(found.map(({ figure }) => figure?.toDay ?? null));
  if (toDay === null) return false;
  const atMs = asked.period ? Math.min(nowMs, dayStart(asked.period.toDay + 1)) : nowMs;
  const next = periodAfter(toldPeriodOf(toDay, every));
  return atMs > dayStart(next.toDay + 1) + graceDays * DAY_MS;
}

/** The latest first. */
function periodsBefore(period: ToldPeriod): ToldPeriod[] {
  const periods: ToldPeriod[] = [];
  for (let at = period; periods.length < SERIES_PERIODS;) periods.push((at = periodBefore(at)));
  return periods;
}

function periodValue({ figure }: Found, { text }: ToldPeriod): PeriodValue[] {
  if (!figure) return [];
  const { value, numerator, denominator, of } = figure;
  return [{ period: text, value, numerator, denominator, of }];
}

function partCodes({ breakdowns }: Indicator): string[] {
  return breakdowns.flatMap(({ parts }) => parts.map(({ code }) => code));
}
