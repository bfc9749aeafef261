/**
 * A kind of cases that the centre follows: what its statuses are and count as, from when to when its clock runs, within
 * which limits. `dossier` (dossier-kind.ts) is the first; others are files of the pack (pack/kind-file.ts).
 *
 * Codes are what events tell and what stands in addresses; the words beside them are what people read.
 */
import type { StatusGroup } from './status.ts';

/** What people read of a code, in both languages of the pages. */
export interface Wording {
  vi: string;
  /** The Vietnamese words where the pack has no English ones. */
  en: string;
}

export interface Term extends Wording {
  code: string;
}

export interface KindStatus extends Term {
  /** 1 to {@link MAX_STATUS_NUMBER}, never changed: of two statuses told for one instant the greater number is taken. */
  n: number;
  group: StatusGroup;
}

/** As many as a stored status has values; 0 is no status. */
export const MAX_STATUS_NUMBER = 255;

/** Moments of a case that its events tell, between which a clock or a stage may run. */
export const CASE_MOMENTS = [
  'receivedAt',
  'acceptedAt',
  'transferredAt',
  'supplementAskedAt',
  'finishedAt',
  'publishedAt',
] as const;
export type CaseMoment = (typeof CASE_MOMENTS)[number];

/**
 * Runs from the first of `from` that is told, in the order listed, to the first of `to`; without one to when the status
 * was told that closes the case.
 */
export interface Clock {
  from: CaseMoment[];
  to: CaseMoment[];
}

/** `workingDay`: by the working calendar of the unit; `day`: calendar days. */
export const LIMIT_UNITS = ['workingDay', 'day'] as const;

export interface Span {
  amount: number;
  unit: (typeof LIMIT_UNITS)[number];
}

/**
 * How long the clock may run. Of the limits that speak of a case, one for its status goes before one for its category,
 * this before one for all, and of these the one that is valid from the latest day. A due date that is told goes before all.
 */
export interface Limit extends Span {
  /** For clocks that start on this local day (`YYYY-MM-DD`) or later; null: for all. */
  validFrom: string | null;
  /** For cases in this status, or of this category, alone; null: for all. */
  status: string | null;
  category: string | null;
}

/** A part of the handling with a limit of its own, which runs once `from` is told, until `to` is. */
export interface Stage extends Span, Wording {
  name: string;
  from: CaseMoment;
  to: CaseMoment;
}

/** Figures that a page shows of a kind, in its order. */
export const TILES = ['open', 'lateNow', 'onTime', 'byUnit', 'trend'] as const;

/** What is summed up beside the count: an amount of money in VND, a score with the number of cases that have one. */
export const MEASURES = ['amountVnd', 'score'] as const;

export interface Kind {
  /** `dossier`, or the name of its file. */
  kind: string;
  name: Wording;
  statuses: KindStatus[];
  /** Null: such a case is never late. */
  clock: Clock | null;
  /** None: due when a due date is told. */
  limits: Limit[];
  stages: Stage[];
  categories: Term[];
  channels: Term[];
  measures: (typeof MEASURES)[number][];
  /** Lists and single cases open to leaders and administrators alone. */
  confidential: boolean;
  /** In the order of the page. */
  tiles: (typeof TILES)[number][];
}

/** `GET /api/v1/kinds`: the dossier's first, then those of the pack by their names. */
export interface KindsAnswer {
  kinds: Kind[];
}
