/**
 * The figures of indicators in one scope: of a formula where there is one and it has a value, else as they are told. So an
 * indicator that is counted from cases where these are sent has its sums told where they are not.
 */
import {
  NO_BREAKDOWN,
  type CaseFigure,
  type Formula,
  type Indicator,
  type NamedFigure,
} from '../../contract/indicator.ts';
import { distinct, type ToldPeriod } from '../../contract/told-period.ts';
import { collect, greatest, least, NOTHING, ratioOf, total, type Figure, type Found } from './figure.ts';
import type { Place } from './places.ts';
import type { ToldFigures } from './told-figures.ts';

/** A figure of the cases in the scope. */
type CaseFigures = (figure: CaseFigure, period: ToldPeriod) => number | null;

export class IndicatorFigures {
  readonly #byCode: ReadonlyMap<string, Indicator>;
  readonly #place: Place;
  readonly #told: ToldFigures;
  readonly #cases: CaseFigures;
  readonly #computed = new Map<string, Found>();
  readonly #periods = new Map<string, ToldPeriod[]>();

  constructor(indicators: readonly Indicator[], place: Place, told: ToldFigures, cases: CaseFigures) {
    this.#byCode = new Map(indicators.map((indicator) => [indicator.code, indicator]));
    this.#place = place;
    this.#told = told;
    this.#cases = cases;
  }

  find(indicator: Indicator, breakdown: string, period: ToldPeriod): Found {
    const computed = breakdown === NO_BREAKDOWN ? this.#compute(indicator, period) : NOTHING;
    if (computed.figure) return computed;
    const told = this.#told.find(indicator, breakdown, this.#place, period);
    return told.figure || told.missing.length > 0 ? told : computed;
  }

  /** The periods told of an indicator and, when it is computed, of those that it rests on. */
  periodsOf(indicator: Indicator, breakdown: string): ToldPeriod[] {
    const key = `${indicator.code}|${breakdown}`;
    let periods = this.#periods.get(key);
    if (!periods) {
      const figures = breakdown === NO_BREAKDOWN ? (indicator.formula?.figures ?? []) : [];
      const below = figures.flatMap((figure) => {
        const named = figure.of === 'indicator' ? this.#byCode.get(figure.indicator) : undefined;
        return named && figure.of === 'indicator' ? this.periodsOf(named, figure.breakdown) : [];
      });
      periods = distinct([...this.#told.periodsOf(indicator, breakdown, this.#place), ...below]);
      this.#periods.set(key, periods);
    }
    return periods;
  }

  #compute({ code, formula }: Indicator, period: ToldPeriod): Found {
    if (formula === null) return NOTHING;
    const key = `${code}|${period.text}`;
    const known = this.#computed.get(key);
    if (known) return known;
    const found = this.#apply(formula, period);
    this.#computed.set(key, found);
    return found;
  }

  #apply({ operation, figures }: Formula, period: ToldPeriod): Found {
    const parts = figures.map((figure) => this.#named(figure, period));
    const values = parts.map(({ figure }) => figure?.value ?? null);
    if (values.includes(null)) {
      const missing = parts.map(({ figure, missing: below }, i) =>
        figure?.value != null || below.length > 0 ? below : [(figures[i] as NamedFigure).name],
      );
      return { figure: null, missing: collect(missing) };
    }
    const [first = 0, second = 0] = values as number[];
    const known = parts.flatMap(({ figure }) => figure ?? []);
    const isRatio = operation === 'ratio';
    const value = isRatio ? ratioOf(first, second) : operation === 'sum' ? total(values) : first - second;
    return {
      figure: {
        value,
        numerator: isRatio ? first : null,
        denominator: isRatio ? second : null,
        of: null,
        origin: 'computed',
        printed: null,
        toldMs: greatest(known.map(({ toldMs }) => toldMs)),
        toDay: least(known.map(({ toDay }) => toDay)),
      },
      missing: [],
    };
  }

  #named(figure: NamedFigure, period: ToldPeriod): Found {
    if (figure.of === 'cases') {
      const value = this.#cases(figure, period);
      return value === null ? NOTHING : { figure: counted(value), missing: [] };
    }
    const indicator = this.#byCode.get(figure.indicator);
    return indicator ? this.find(indicator, figure.breakdown, period) : NOTHING;
  }
}

const counted = (value: number): Figure => ({
  value,
  numerator: null,
  denominator: null,
  of: null,
  origin: 'computed',
  printed: null,
  toldMs: null,
  toDay: null,
});

/** The kinds whose cases an indicator rests on, by way of others too. */
export function kindsOf(indicator: Indicator, byCode: ReadonlyMap<string, Indicator>): Set<string> {
  const kinds = new Set<string>();
  const seen = new Set<Indicator>();
  const visit = (one: Indicator) => {
    if (seen.has(one)) return;
    seen.add(one);
    for (const figure of one.formula?.figures ?? []) {
      if (figure.of === 'cases') kinds.add(figure.kind);
      const named = figure.of === 'indicator' ? byCode.get(figure.indicator) : undefined;
      if (named) visit(named);
    }
  };
  visit(indicator);
  return kinds;
}
