/**
 * An indicator: a figure that the centre follows and that is told (contract/observation.ts) or computed from other figures,
 * as one row of the pack (pack/indicator-file.ts) says. docs/indicators.md has the rules.
 *
 * A share is from 0 to 1 and shown in percent; an amount is in its unit of measure; a rank is of so many (`of`).
 */
import type { Term, Wording } from './kind.ts';
import type { Every } from './told-period.ts';

export const INDICATOR_NUMBERS = ['count', 'share', 'rank', 'amount', 'score', 'mean'] as const;
export type IndicatorNumber = (typeof INDICATOR_NUMBERS)[number];

/** Which way is better. */
export const DIRECTIONS = ['up', 'down', 'none'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** How an area has it from its units: values added up, numerators and denominators added up, not at all. */
export type OverUnits = 'sum' | 'parts' | 'none';
/** How a year has it from its months: added up (of a share numerators and denominators), the last one told, not at all. */
export type OverTime = 'sum' | 'last' | 'none';

/** A way to divide an indicator, such as by level; no two of an indicator have a part of the same code. */
export interface Breakdown {
  code: string;
  parts: Term[];
}

export interface Indicator extends Term {
  group: Term;
  number: IndicatorNumber;
  /** Unit of measure. */
  measure: Wording;
  /** Shown after the point; of a share those of the percentage. */
  decimals: number;
  direction: Direction;
  overUnits: OverUnits;
  overTime: OverTime;
  every: Every;
  /** Days after the end of a period within which it is told. */
  graceDays: number;
  breakdowns: Breakdown[];
  /** Codes of the breakdowns whose parts must add up to the whole. */
  check: string[];
  /** Who tells it, as people read it; '' when the pack does not say. */
  source: string;
  /** Null: it is told alone. With a formula it may be told too, for where the formula has no value. */
  formula: Formula | null;
}

/** A figure of the cases of a kind, such as `dossier.resolved.onTime`. */
export interface CaseFigure {
  of: 'cases';
  name: string;
  kind: string;
  /** Such as `resolved.onTime`: pack/case-figures.ts lists them. */
  figure: string;
}

/** Another indicator, or a part of it: `procedures`, `procedures.commune`. */
export interface IndicatorFigure {
  of: 'indicator';
  name: string;
  indicator: string;
  /** '' for the whole. */
  breakdown: string;
}

export type NamedFigure = CaseFigure | IndicatorFigure;

export const OPERATIONS = ['ratio', 'sum', 'difference'] as const;

/** Of a ratio and a difference two figures: the numerator first, what is taken off last. */
export interface Formula {
  operation: (typeof OPERATIONS)[number];
  figures: NamedFigure[];
}

/** What an indicator should reach in a scope, in periods that end from `from` to `to`. One bound at least. */
export interface Target {
  indicator: string;
  /** '' for the whole. */
  breakdown: string;
  /** Named as in scope.ts, the code as the pack spells it. */
  scope: string;
  /** `YYYY-MM-DD`, both inclusive; null = no limit. */
  from: string | null;
  to: string | null;
  atLeast: number | null;
  atMost: number | null;
}

export const NO_BREAKDOWN = '';

/** Null: not known, which is never 0. A share's value is that of its numerator and denominator when both are known. */
export interface IndicatorValue {
  value: number | null;
  numerator: number | null;
  denominator: number | null;
  /** Of a rank: how many are ranked. */
  of: number | null;
}

/**
 * `told`: by an observation; `lastTold`: the last one told within the period; `sumOfUnits`, `sumOfPeriods`: added up from
 * those told of its units, of shorter periods; `computed`: by its formula.
 */
export type Origin = 'told' | 'lastTold' | 'sumOfUnits' | 'sumOfPeriods' | 'computed';

export interface IndicatorReading extends IndicatorValue {
  /** Null when there is no value. */
  origin: Origin | null;
  /** When the latest of what it rests on was told, RFC 3339; null when it rests on no observation. */
  toldAt: string | null;
  /** The value as its source prints it beside its numerator and denominator; null unless all three are told. */
  printed: { value: number; agrees: boolean } | null;
  /** What a value was missed for: at most {@link MAX_MISSING} of those that were to be told and were not. */
  missing: string[];
  target: { atLeast: number | null; atMost: number | null; from: string | null; to: string | null } | null;
  /** Whether the target is met; null without a value or a target. */
  met: boolean | null;
}

export interface PartReading extends IndicatorReading {
  code: string;
  name: Wording;
}

export interface BreakdownReading {
  code: string;
  parts: PartReading[];
  /** Whether the parts add up to the whole; null unless this is checked and all of them are known. */
  agrees: boolean | null;
}

export interface PeriodValue extends IndicatorValue {
  period: string;
}

export interface IndicatorItem extends IndicatorReading {
  code: string;
  name: Wording;
  group: Term;
  number: IndicatorNumber;
  measure: Wording;
  decimals: number;
  direction: Direction;
  every: Every;
  source: string;
  /** What the value is of: the period asked for, or the latest one before it that has a value. Null without a value. */
  period: string | null;
  /** Whether a later period should have been told by now, or by the end of the period asked for. */
  stale: boolean;
  /** Of the period of the same length just before; null when it has no value. */
  previous: PeriodValue | null;
  /** Those of the {@link SERIES_PERIODS} periods before that have a value, the earliest first. */
  series: PeriodValue[];
  breakdowns: BreakdownReading[];
}

export const SERIES_PERIODS = 12;
export const MAX_MISSING = 20;

/** `GET /api/v1/indicators`: in the order of the pack. */
export interface IndicatorsAnswer {
  scope: string;
  scopeName: string;
  /** As asked for; null: now. */
  period: string | null;
  asOf: string;
  items: IndicatorItem[];
  /** Whether older observations were left out, since there are more than are read for one answer. */
  cut: boolean;
}
