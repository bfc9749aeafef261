/** What an index rests on in one scope, by the code that counts the snapshot, the services and the indicators. */
import type { CaseFigure, Indicator } from '../../contract/indicator.ts';
import type { ComponentSource, IndexFigure, ScoreIndex } from '../../contract/score-index.ts';
import type { ToldPeriod } from '../../contract/told-period.ts';
import { IndicatorFigures } from '../indicators/indicator-figures.ts';
import type { Place } from '../indicators/places.ts';
import type { ToldFigures } from '../indicators/told-figures.ts';
import { serviceFigure } from '../services/service-figure.ts';
import type { CountedServices } from '../services/service-figures.ts';
import type { IndexSource } from './index-reading.ts';

export interface ScopeFigures {
  indicators: ReadonlyMap<string, Indicator>;
  place: Place;
  told: ToldFigures;
  /** A figure of the cases of the scope in the period; null when it is not known. */
  cases: (figure: CaseFigure) => number | null;
  /** Null when no dossier was ever told of. */
  services: CountedServices | null;
  /** Undefined: nothing is told of the period. */
  period: ToldPeriod | undefined;
}

export function scopeSource(of: ScopeFigures): IndexSource {
  const { indicators, place, told, cases, services, period } = of;
  const figures = new IndicatorFigures([...indicators.values()], place, told, cases);
  const indicator: IndexSource['indicator'] = ({ indicator: code, breakdown }) => {
    const named = indicators.get(code);
    return named && period ? figures.find(named, breakdown, period).figure : null;
  };
  const counted = (value: number | null) => (value === null ? null : { value, isTold: false });
  return {
    indicator,
    count: (figure) => {
      if (figure.of === 'cases') return counted(cases(figure));
      if (figure.of === 'services') return counted(services && serviceFigure(services, figure.figure));
      const found = indicator(figure);
      return found?.value == null ? null : { value: found.value, isTold: found.toldMs !== null };
    },
  };
}

/** What has to be read for an index. */
export interface IndexNeeds {
  kinds: string[];
  services: boolean;
  /** Those that it names and those that these rest on. */
  indicators: Indicator[];
}

export function needsOf({ components }: ScoreIndex, byCode: ReadonlyMap<string, Indicator>): IndexNeeds {
  const [kinds, indicators] = [new Set<string>(), new Set<Indicator>()];
  let services = false;
  const need = (figure: IndexFigure) => {
    if (figure.of === 'cases') kinds.add(figure.kind);
    else if (figure.of === 'services') services = true;
    else needIndicator(byCode.get(figure.indicator));
  };
  const needIndicator = (indicator: Indicator | undefined) => {
    if (!indicator || indicators.has(indicator)) return;
    indicators.add(indicator);
    indicator.formula?.figures.forEach(need);
  };
  for (const { source, told } of components) {
    figuresOf(source).forEach(need);
    if (told) need(told);
  }
  return { kinds: [...kinds], services, indicators: [...indicators] };
}

function figuresOf(source: ComponentSource): IndexFigure[] {
  return 'share' in source ? [source.share] : [...source.numerator, ...source.denominator];
}
