/**
 * An index that scores the work of a province, such as that of Decision 766/QĐ-TTg: components with so many points each,
 * 100 together, as one file of the pack says (pack/index-file.ts). docs/indicators.md has the rules.
 */
import type { Indicator, IndicatorFigure, NamedFigure } from './indicator.ts';
import type { Term, Wording } from './kind.ts';
import type { ServiceFigureName } from './services.ts';

export const ALL_POINTS = 100;

/** The points of a component with a denominator of 0: none, all, or not known. */
export const WHEN_EMPTY = ['zero', 'full', 'none'] as const;

/** At a level below the province: as the province has it, all points since it does not apply, or not known. */
export const LEVEL_RULES = ['inherit', 'full', 'none'] as const;
export type LevelRule = (typeof LEVEL_RULES)[number];

/** A figure of the online services that dossiers used, such as `dossier.services.digitised`. */
export interface ServiceFigure {
  of: 'services';
  name: string;
  figure: ServiceFigureName;
}

export type IndexFigure = NamedFigure | ServiceFigure;

/**
 * Figures that are added up to numerator and denominator, or a share of an indicator, which has both or its value alone; a mean
 * too where it has no points.
 */
export type ComponentSource =
  { numerator: IndexFigure[]; denominator: IndexFigure[] } | { share: IndicatorFigure };

/** As an indicator is written. */
export type ShownAs = Pick<Indicator, 'number' | 'measure' | 'decimals'>;

export interface IndexComponent extends Term {
  /** Code of its group. */
  group: string;
  /** Points; null: it is shown, not scored. */
  max: number | null;
  /** How it is written, of a component without points. */
  shownAs?: ShownAs;
  source: ComponentSource;
  /** The share from which on it has all points, above 0 to 1. */
  threshold: number;
  whenEmpty: (typeof WHEN_EMPTY)[number];
  /** Levels of units and areas where it is not measured by itself. */
  levels: Record<string, LevelRule>;
  /** The score as somebody else tells it, such as the national portal; null: nobody does. */
  told: IndicatorFigure | null;
  /** In what it differs from the rule, where it is measured only nearly; null: it is not. */
  approximate: Wording | null;
}

/** What a score is called from so many points on. */
export interface Band extends Wording {
  atLeast: number;
}

export interface ScoreIndex {
  /** As its file and its address are named. */
  code: string;
  name: Wording;
  /** Of the rules, as people know it. */
  version: string;
  /** The local day from which on it applies, `YYYY-MM-DD`. */
  validFrom: string;
  groups: Term[];
  components: IndexComponent[];
  /** The highest first. */
  bands: Band[];
}

/**
 * What a score rests on: figures counted here, observations, the province's own figures, or nothing, since the component
 * does not apply at this level.
 */
export type ScoreOrigin = 'counted' | 'told' | 'inherited' | 'full';

/** Null: not known, which is never 0. */
export interface ComponentReading {
  code: string;
  name: Wording;
  /** Code of its group. */
  group: string;
  /** Null: it is shown, not scored, and has {@link shown}. */
  max: number | null;
  threshold: number;
  numerator: number | null;
  denominator: number | null;
  /** Points, rounded to hundredths. */
  score: number | null;
  /** Of a component without points: the share or mean; null: not known. */
  shown?: ShownAs & { value: number | null };
  /** Null without a score, and without what is shown. */
  origin: ScoreOrigin | null;
  /** The points that somebody else tells. */
  told: number | null;
  /** When, RFC 3339. */
  toldAt: string | null;
  /** score - told. */
  difference: number | null;
  approximate: Wording | null;
}

/** Of these points those of the components that have a score. */
export interface MeasuredPoints {
  points: number;
  of: number;
}

export interface GroupReading {
  code: string;
  name: Wording;
  measured: MeasuredPoints;
  /** The sum of the scores that are known; null when none is. */
  score: number | null;
}

/** `GET /api/v1/indexes/NAME`. */
export interface IndexAnswer {
  code: string;
  name: Wording;
  version: string;
  validFrom: string;
  scope: string;
  scopeName: string;
  period: { from: string; to: string };
  /** The period whose observations stand for this one (contract/told-period.ts); null: there is none, so that nothing is told. */
  toldPeriod: string | null;
  asOf: string;
  groups: GroupReading[];
  components: ComponentReading[];
  measured: MeasuredPoints;
  /** The sum of the scores that are known; null when none is. */
  score: number | null;
  /** Null unless all points are measured. */
  band: Wording | null;
  /** As in {@link IndicatorsAnswer}. */
  cut: boolean;
}

/** `GET /api/v1/indexes`: in the order of their names. */
export interface IndexesAnswer {
  indexes: Pick<ScoreIndex, 'code' | 'name' | 'version' | 'validFrom'>[];
}
