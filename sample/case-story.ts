/**
 * How cases of a kind usually go, as data: paths through the statuses of the kind, how often each is taken and how long
 * its steps take. Kinds that case-stories.ts tells nothing of, or only with statuses that the pack's kind lacks, go by
 * their groups (general-story.ts).
 */
import type { CaseMoment, Kind } from '../contract/kind.ts';
import { CASE_STORIES } from './case-stories.ts';
import { generalStory } from './general-story.ts';

/** Least and most. */
export type Range = readonly [number, number];
/** Code -> how often among the others, 1 where absent. */
export type Weights = Readonly<Record<string, number>>;

export interface StoryStep {
  status: string;
  /**
   * Working days of 8 hours, or minutes by the clock, after the step before. Neither: the step closes the case, within
   * the limit that its kind gives or, now and then, behind it.
   */
  days?: Range;
  minutes?: Range;
  /** Fields that say when the step was taken. */
  tells?: readonly (Exclude<CaseMoment, 'receivedAt'> | 'suspendedFrom' | 'suspendedTo')[];
  /** The case goes to another unit. */
  transfer?: true;
  /** Its time is extended, by calendar days. */
  extendedByDays?: number;
  /** Points that are given: one number of the range. */
  score?: Range;
  outcome?: string;
}

export interface Path {
  weight: number;
  /** The first is taken when the case is received. */
  steps: readonly [StoryStep, ...StoryStep[]];
}

export interface Story {
  /** Begins the codes of its cases. */
  prefix: string;
  /** Cases received on an average working day. */
  perDay: number;
  /** Also in the evening and on days off. */
  aroundTheClock: boolean;
  /** Received by the centre of the province, where it has a unit for that, before a unit gets it. */
  byCentre?: true;
  /** No officer handles it. */
  byMachine?: true;
  paths: readonly Path[];
  channels?: Weights;
  categories?: Weights;
  /** How many are of a dossier, as a share, and their categories. */
  ofDossier?: { share: number; feesOnly: boolean; categories: Weights };
  /** VND by category; for others {@link OTHER_AMOUNTS}. */
  amounts?: Readonly<Record<string, Range>>;
  /** Working days until the due date that its sender tells. */
  dueDays?: Range;
}

export const OTHER_AMOUNTS: Range = [10_000, 2_000_000];

export function storyOf(kind: Kind): Story {
  const known = CASE_STORIES[kind.kind];
  const codes = new Set(kind.statuses.map(({ code }) => code));
  const paths = known?.paths.filter(({ steps }) => steps.every(({ status }) => codes.has(status))) ?? [];
  return known === undefined || paths.length === 0 ? generalStory(kind) : { ...known, paths };
}
