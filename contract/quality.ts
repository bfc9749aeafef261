/**
 * The answer of `GET /api/v1/quality`: what is wrong with the data of one kind of cases, per source. Durations are in ms.
 * Of another kind than the dossier, `dossiers` are its cases.
 */
import type { Status } from './status.ts';

/**
 * - `neverPaused`: many resolved dossiers and none ever paused: the source may tell 9 in the place of 5, 6 and 8. Not of a
 *   kind without a paused status.
 * - `reopened`: dossiers told processed (9), cases of other kinds told resolved, and later in progress again: that may have
 *   stood for a pause.
 */
export type RewritingNote = 'neverPaused' | 'reopened';

export interface Silence {
  /** At the end of the period, or now: no event for more than twice the usual gap. */
  isSilent: boolean;
  /** Office time since the last event. */
  officeMs: number;
  /** Office time that 19 of 20 gaps between its events do not exceed; null while there is no gap. */
  usualGapMs: number | null;
}

/** A unit that the source names and the province's list has not; both null: the dossiers name no unit. */
export interface UnmappedUnit {
  code: string | null;
  name: string | null;
  dossiers: number;
}

/** A status that may not follow another (contract/status-order.ts): of dossiers alone, whose order of statuses is known. */
export interface ImpossibleTransition {
  from: Status;
  to: Status;
  count: number;
  dossiers: number;
  /** The least code of one. */
  example: string;
}

/** A dossier has some ten to thirty events: one with more than this is a fault of its source. */
export const MANY_EVENTS = 1_000;
/** A province has a few thousand officers and procedures: a source that tells more names than this makes them up. */
export const MANY_NAMES = 20_000;

/** A province has some ten sources; a sender that makes sources up must not fill the memory of who reads the report. */
export const MAX_SOURCES = 200;

/** An event is in the period by its time, or, when its time is ahead of its storing, by the latter. */
export interface SourceQuality {
  /** CloudEvents `source`. */
  source: string;
  events: number;
  /** Dossiers that they tell of. */
  dossiers: number;
  /** Who sent them: names of senders at the intake, '' for what was written to Kafka without one; by name. */
  senders: string[];
  /** Up to the end of the period, so also of a source that told nothing in it. */
  lastEventAt: string;
  lastStoredAt: string;
  silence: Silence;
  /** Dossiers are listed at the source that told their unit, without one at the last that told of them. */
  unmappedUnits: UnmappedUnit[];
  /** Of the open and the resolved dossiers, those without a due date told or computable; none of a kind without a clock. */
  missingDueDates: { count: number; of: number };
  /** Events whose time is more than a minute ahead of their storing. */
  clockSkew: { events: number; greatestMs: number };
  /** Events stored more than a day after their time. */
  lateArrivals: { events: number; greatestMs: number };
  /** Events whose (source, id) had been stored before. */
  duplicates: number;
  /**
   * Dossiers of which the source told more than {@link MANY_EVENTS} events in the period; the ones with most, of which a
   * confidential kind names none.
   */
  crowdedDossiers: { dossiers: number; most: { code: string; events: number }[] };
  /**
   * Distinct units, procedures and officers as told, about. Over {@link MANY_NAMES} of one is a finding. Other kinds have no
   * procedures (0), and their categories are words of the pack, which no source makes up.
   */
  names: { units: number; procedures: number; officers: number };
  impossibleTransitions: ImpossibleTransition[];
  statusRewriting: {
    /** Dossiers told processed or returned, and those told paused (5, 6, 8); of other kinds by the groups of their statuses. */
    resolved: number;
    paused: number;
    /** How often processed was followed by received or processing; of other kinds a resolved status by one in progress. */
    reopenings: number;
    notes: RewritingNote[];
  };
}

/** Dead letters of one field; values in the reason are left out, so that the same fault stands once. */
export interface DeadLetterGroup {
  field: string;
  reason: string;
  count: number;
  lastSeen: string;
}

/** Offsets of a partition, both ends in it, whose messages were never counted and that nobody can read again. */
export interface MissingMessages {
  partition: number;
  /** Offsets name a message only within one life of a partition. */
  life: number;
  from: number;
  to: number;
  /** `deleted`: Kafka deleted them before they were read; `lost`: the store lost them, and Kafka has them no longer. */
  cause: 'deleted' | 'lost';
  foundAt: string;
  /** When an administrator noted that they were seen. */
  seenAt: string | null;
}

export interface QualityReport {
  period: { from: string; to: string };
  asOf: string;
  /** All that there are. */
  sourcesTotal: number;
  /** The {@link MAX_SOURCES} that told most, by name. */
  sources: SourceQuality[];
  /**
   * First seen in the period; a dead letter has no source, since it may not be readable, and no kind: those of the stream
   * of cases stand at each kind that comes by it.
   */
  deadLetters: {
    total: number;
    /** The most frequent; their counts add up to the total when all are listed. */
    groups: DeadLetterGroup[];
  };
  /** Of the stream, whatever the period; the latest first. */
  missing: {
    total: number;
    unseen: number;
    /** The first hundred. */
    ranges: MissingMessages[];
  };
}
