/** An index in one scope: what each component rests on, its score, what is told of it, and the sums. */
import type { IndicatorFigure } from '../../contract/indicator.ts';
import {
  ALL_POINTS,
  type Band,
  type ComponentReading,
  type IndexAnswer,
  type IndexComponent,
  type IndexFigure,
  type ScoreIndex,
  type ScoreOrigin,
} from '../../contract/score-index.ts';
import { formatTime } from '../../contract/time.ts';
import { ratioOf, total, type Figure } from '../indicators/figure.ts';
import { differenceOf, measuredPoints, scoreOf, sumOfScores } from './component-score.ts';

/** What is known of one scope in the period; null: not known. */
export interface IndexSource {
  /** A count or an amount; `isTold`: it rests on an observation. */
  count(figure: IndexFigure): { value: number; isTold: boolean } | null;
  indicator(figure: IndicatorFigure): Figure | null;
}

export interface IndexScope {
  /** As the pack names levels; undefined: the province, or none. */
  level: string | undefined;
  own: IndexSource;
  province: IndexSource;
}

type Reading = Pick<IndexAnswer, 'groups' | 'components' | 'measured' | 'score' | 'band'>;

export function indexReading(index: ScoreIndex, scope: IndexScope): Reading {
  const components = index.components.map((component) => componentReading(component, scope));
  const measured = measuredPoints(components);
  const score = sumOfScores(components);
  return {
    groups: index.groups.map(({ code, vi, en }) => {
      const own = components.filter(({ group }) => group === code);
      return { code, name: { vi, en }, measured: measuredPoints(own), score: sumOfScores(own) };
    }),
    components,
    measured,
    score,
    band: measured.points === ALL_POINTS && score !== null ? bandOf(index.bands, score) : null,
  };
}

function componentReading(component: IndexComponent, { level, own, province }: IndexScope): ComponentReading {
  const { code, vi, en, group, max, threshold, approximate, shownAs } = component;
  const told = component.told && own.indicator(component.told);
  const points = told?.value ?? null;
  const { value, ...measured } = measure(component, level, own, province);
  return {
    code,
    name: { vi, en },
    group,
    max,
    threshold,
    ...measured,
    ...(shownAs && { shown: { ...shownAs, value } }),
    told: points,
    toldAt: told?.toldMs == null ? null : formatTime(told.toldMs),
    difference: differenceOf(measured.score, points),
    approximate,
  };
}

type Measured = Pick<ComponentReading, 'numerator' | 'denominator' | 'score' | 'origin'> & {
  /** The share or mean. */
  value: number | null;
};

const UNKNOWN: Measured = { numerator: null, denominator: null, value: null, score: null, origin: null };

function measure(
  component: IndexComponent,
  level: string | undefined,
  own: IndexSource,
  province: IndexSource,
): Measured {
  const rule = level === undefined ? undefined : component.levels[level];
  if (rule === 'full') return { ...UNKNOWN, score: component.max, origin: 'full' };
  if (rule === 'none') return UNKNOWN;
  if (rule === undefined) return measureIn(component, own);
  const inherited = measureIn(component, province);
  return inherited.origin === null ? inherited : { ...inherited, origin: 'inherited' };
}

function measureIn(component: IndexComponent, source: IndexSource): Measured {
  const { numerator, denominator, value: alone, isTold } = partsOf(component, source);
  const { max } = component;
  const value =
    alone ?? (numerator === null || denominator === null ? null : ratioOf(numerator, denominator));
  // A share that is told without its parts is one of 1.
  const [above, below] = alone === null ? [numerator, denominator] : [alone, 1];
  const score = max === null ? null : scoreOf({ ...component, max }, above, below);
  const origin: ScoreOrigin = isTold ? 'told' : 'counted';
  const isKnown = (max === null ? value : score) !== null;
  return { numerator, denominator, value, score, origin: isKnown ? origin : null };
}

/** `value`: of a share or mean of which the parts are not known. */
interface Parts {
  numerator: number | null;
  denominator: number | null;
  value: number | null;
  isTold: boolean;
}

function partsOf({ source: of }: IndexComponent, source: IndexSource): Parts {
  if ('share' in of) {
    const {
      numerator = null,
      denominator = null,
      value = null,
      toldMs = null,
    } = source.indicator(of.share) ?? {};
    const hasParts = numerator !== null && denominator !== null;
    return { numerator, denominator, value: hasParts ? null : value, isTold: toldMs !== null };
  }
  const [above, below] = [of.numerator, of.denominator].map((figures) => sumOf(figures, source));
  return {
    numerator: above?.value ?? null,
    denominator: below?.value ?? null,
    value: null,
    isTold: [above, below].some((one) => one?.isTold),
  };
}

function sumOf(figures: readonly IndexFigure[], source: IndexSource) {
  const counts = figures.map((figure) => source.count(figure));
  return {
    value: total(counts.map((count) => count?.value ?? null)),
    isTold: counts.some((count) => count?.isTold),
  };
}

function bandOf(bands: readonly Band[], score: number): IndexAnswer['band'] {
  const band = bands.find(({ atLeast }) => score >= atLeast);
  return band ? { vi: band.vi, en: band.en } : null;
}
