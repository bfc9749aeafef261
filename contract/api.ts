/** Shapes of the HTTP answers of the server (8080). Times are RFC 3339 with an offset, dates `YYYY-MM-DD` local. */
import type { LatenessRule } from './counting.ts';
import type { CaseCounts, Counts } from './counts.ts';
import type { DossierDetails } from './fields.ts';
import type { IdentityReason } from './identity.ts';
import type { Wording } from './kind.ts';
import type { Channel, OnlineLevel, Status } from './status.ts';

/** Code of the area of units that lie in no area (the province's departments). */
export const NO_AREA = 'none';
/** Code of the unit of dossiers whose unit the registry does not know. */
export const UNMAPPED_UNIT = 'unmapped';

/**
 * `asWas` counts a dossier under the unit of its time, `asNow` under the one that took over; both have the same totals.
 * They differ where units ended and have successors.
 */
export const EDITIONS = ['asNow', 'asWas'] as const;
export type EditionName = (typeof EDITIONS)[number];

/**
 * `live`: caught up; `delayed`: behind, or in doubt after a fault of the server; `stale`: so for a minute, the figures are old;
 * `down`: the store is away.
 */
export type FeedState = 'live' | 'delayed' | 'stale' | 'down';

export interface Feed {
  /** How long ago the figures last held everything that Kafka had, ms. */
  lagMs: number;
  /** Messages in the dead-letter topic, ever. */
  deadLetters: number;
  state: FeedState;
  /** Figures that the last recount found otherwise than shown: anything but 0 is a fault of the product. */
  differences: number;
  /** Messages that were not counted and that Kafka no longer has, as long as no administrator has seen it. */
  missing: number;
  /** Why the state is not live; absent when it is. */
  reason?: string;
  /** Why a changed calendar of the pack is not taken: the one before stands; absent when it is. */
  calendarTrouble?: string;
  /** Which clock is wrong by how much, so that the figures are of another instant; absent when none is. */
  clockTrouble?: string;
}

export interface AreaFigures<Counted extends CaseCounts = Counts> {
  code: string;
  name: string;
  counts: Counted;
}

export interface UnitFigures<Counted extends CaseCounts = Counts> {
  code: string;
  name: string;
  /** Area code, {@link NO_AREA} for none. */
  area: string;
  counts: Counted;
}

/** Cases received and closed per hour or day; `start` is the first local hour (RFC 3339) or day (`YYYY-MM-DD`). */
export interface Trend {
  hours: { start: string; received: number[]; resolved: number[] };
  days: { start: string; received: number[]; resolved: number[] };
}

/** `GET /api/v1/usual-day?kind=&scope=`: what is usual of today's weekday, by local hour. */
export interface UsualDay {
  kind: string;
  scope: string;
  /** 1 is Monday, 7 Sunday. */
  weekday: number;
  /** Of how many such days before today the medians are; 0: none is known, the hours are empty. */
  days: number;
  /** 24 hours, or none. */
  received: number[];
  resolved: number[];
}

/** `GET /api/v1/sources?kind=`: where events come from, by name. */
export interface SourcesAnswer {
  kind: string;
  asOf: string;
  sources: { source: string; lastEventAt: string; isSilent: boolean }[];
}

/** The figures of one scope and period at an instant. `scope` is named as in scope.ts. */
export interface ScopeFigures<Counted extends CaseCounts = Counts> {
  /** Code of the kind; absent: dossiers. */
  kind?: string;
  scope: string;
  period: { from: string; to: string };
  /** The instant the figures are of. */
  asOf: string;
  /** The latest event time that is counted; null while there is none. */
  dataTime: string | null;
  /** What decides which cases are late: figures of another rule or version are not to be compared with these. */
  rule: { name: LatenessRule; version: number };
  /** Years of the period whose public holidays are those of the law, without swapped days: the calendar has none. */
  filledYears: number[];
  counts: Counted;
  /** The areas of the scope; `none` stands for units in no area. */
  areas: AreaFigures<Counted>[];
  /** The units of the scope; `unmapped` is listed when it holds cases. */
  units: UnitFigures<Counted>[];
  /** Today by hour (24) and the last 30 days by day, of the scope, whatever the period. */
  trend: Trend;
}

/** The same as of now, and how fresh they are. */
export interface Figures<Counted extends CaseCounts = Counts> extends ScopeFigures<Counted> {
  feed: Feed;
}

/**
 * What the figures of an instant are counted from. `arrival`: what the figures shown then were counted from. `eventTime`: no
 * figures were shown so early, so the events of that time and earlier are counted, whenever they arrived.
 */
export type AsOfBasis = 'arrival' | 'eventTime';

/** Of which instant an answer is, and in the past what it rests on. */
export interface AsOf {
  asOf: string;
  asOfBasis?: AsOfBasis;
}

/** `GET /api/v1/snapshot?asOf=`: figures as they were shown at an instant. How fresh they were then is not kept. */
export interface PastFigures<Counted extends CaseCounts = Counts> extends ScopeFigures<Counted> {
  asOfBasis: AsOfBasis;
}

/** The working calendar of a unit, or of all units without rows of their own. */
export interface CalendarAnswer {
  /** Unit code; null for the province's. */
  unit: string | null;
  rule: Figures['rule'];
  /** All years that are filled, as in {@link Figures}. */
  filledYears: number[];
  /** As in {@link Feed}. */
  trouble: string | null;
  /** `sessions` such as `07:30-11:30`, none on a day off; `name` of the holiday or swapped day. */
  days: { date: string; sessions: string[]; name: string | null }[];
}

export const LATENESS = ['early', 'onTime', 'late', 'withinDue', 'dueSoon', 'none'] as const;
/** `none`: paused, withdrawn or outside. `late` is open and late, or resolved late. */
export type Lateness = (typeof LATENESS)[number];

export interface Officer {
  id: string | null;
  name: string | null;
}

export interface DossierItem {
  code: string;
  procedure: {
    code: string | null;
    name: string | null;
    field: string | null;
    onlineLevel: OnlineLevel | null;
  } | null;
  unit: { code: string; name: string };
  area: { code: string; name: string };
  status: Status | null;
  channel: Channel;
  receivedAt: string;
  dueAt: string | null;
  /** The due date was computed from the procedure's legal time. */
  dueComputed: boolean;
  finishedAt: string | null;
  lateness: Lateness;
  /** Working days after the due day, up to the closing or today; 0 when not late. */
  lateWorkingDays: number;
  officer: Officer | null;
}

/** A case of a kind of the pack. Codes of status, channel and category are those of its kind; null: none is told. */
export interface CaseItem {
  kind: string;
  code: string;
  unit: { code: string; name: string };
  area: { code: string; name: string };
  status: string | null;
  channel: string | null;
  category: string | null;
  receivedAt: string;
  /** Null: it has none, or its clock stands still. */
  dueAt: string | null;
  /** The due date was computed from the limits of its kind. */
  dueComputed: boolean;
  finishedAt: string | null;
  lateness: Lateness;
  /** As of a dossier. */
  lateWorkingDays: number;
  officer: Officer | null;
  /** Only of kinds that have the measure. */
  amountVnd?: number | null;
  score?: number | null;
}

/**
 * The order of a list. `newestLate`: late ones first, the latest due first, then by due date; `overdue`: late ones first, the
 * longest overdue first, then by due date; `due`: the earliest due date first; `received`: what came last first.
 */
export const CASE_SORTS = ['newestLate', 'overdue', 'due', 'received'] as const;
export type CaseSort = (typeof CASE_SORTS)[number];

/** A page of a list of cases. */
interface Listed extends AsOf {
  total: number;
  nextCursor: string | null;
}

export interface CasePage extends Listed {
  items: CaseItem[];
}

/** What cases are counted by in `GET /api/v1/case-counts`; procedures and their fields are those of dossiers. */
export const COUNTED_BY = ['officer', 'procedure', 'field'] as const;
export type CountedBy = (typeof COUNTED_BY)[number];

export interface CaseCountItem {
  /** What a list is asked for as `officer=`, `procedure=` or `field=`. */
  code: string;
  /** '' when none is told. */
  name: string;
  /** All cases, those in progress, and of these the late ones. */
  total: number;
  open: number;
  late: number;
}

/** `GET /api/v1/case-counts`: the most late first, at most 500; `total`: how many officers, procedures or fields there are. */
export interface CaseCountsAnswer {
  kind: string;
  scope: string;
  by: CountedBy;
  asOf: string;
  items: CaseCountItem[];
  total: number;
}

/** A stage of the handling that has begun (contract/kind.ts). */
export interface CaseStage extends Wording {
  name: string;
  startedAt: string | null;
  dueAt: string | null;
  /** Null while it runs. */
  endedAt: string | null;
  /** It ended after its due date, or runs past it. */
  overdue: boolean;
}

/** Beside these every other field of the case under its name, as events tell it; null: none. */
export interface CaseDetail extends CaseItem, CaseEvents, AsOf {
  statusAt: string | null;
  course: CaseCourse;
  stages: CaseStage[];
  [field: string]: unknown;
}

export interface DossierPage extends Listed {
  items: DossierItem[];
}

/** Where cases in progress became late most recently. */
export interface NewestLateUnit {
  code: string;
  name: string;
  /** The latest local day on which late cases of it were due, `YYYY-MM-DD`. */
  dueDay: string;
  /** Late cases that were due on that day. */
  count: number;
  /** How many cases were late at the end of each of the last 14 local days, by what is known of them now; the last is today. */
  lateByDay: number[];
}

/** `GET /api/v1/newest-late`. */
export interface NewestLateAnswer extends AsOf {
  kind: string;
  scope: string;
  /** The latest day first, on it the unit with the most; none without late cases. */
  units: NewestLateUnit[];
}

/** A time within which one officer held a case, or nobody: while it was paused, or nobody was told. */
export interface Holding {
  officer: Officer | null;
  paused: boolean;
  from: string;
  /** Null: to this day. */
  to: string | null;
  /** Working time of it, by the calendar of the unit. */
  workingMs: number;
}

/** An event told another due date than was known. */
export interface DueChange {
  /** Event time. */
  at: string;
  source: string;
  /** Which of them: `extendedTo` goes before. */
  field: 'dueAt' | 'extendedTo';
  /** Null: it was taken back. */
  dueAt: string | null;
}

/** The course of a case by the events that count, in their order. */
export interface CaseCourse {
  holdings: Holding[];
  dueChanges: DueChange[];
  /** False: it rests on the last events alone, there were too many. */
  isWhole: boolean;
}

/** One event of a case, as it was told. `fields` has what it told; null is cleared. */
export interface CaseEventItem {
  id: string;
  source: string;
  type: string;
  time: string;
  /** Its sender's name at the intake; null for what was written to Kafka without one. */
  sender: string | null;
  /** What a correction says; null of any other event. */
  correction: { revokes: { source: string; id: string }[]; reason: string; by: string | null } | null;
  /** The correction by which this event no longer counts, the earliest; null while it counts. */
  revokedBy: { source: string; id: string; time: string; reason: string; by: string | null } | null;
  fields: Record<string, unknown>;
}

export interface CaseEvents {
  /** The newest first, as many as were asked for. */
  events: CaseEventItem[];
  eventsTotal: number;
  /** As `eventsCursor` it asks for the events behind these; null: these are the oldest. */
  nextEventsCursor: string | null;
}

export interface DossierStep {
  startedAt: string | null;
  dueAt: string | null;
  department: string | null;
  officer: Officer | null;
  status: Status | null;
  /** The step's own due date passed before the next step began, the dossier closed or was paused, or before now. */
  overdue: boolean;
}

export interface DossierDetail extends DossierItem, DossierDetails, CaseEvents, AsOf {
  statusAt: string | null;
  /** The last ones, in their order. */
  steps: DossierStep[];
  stepsTotal: number;
  course: CaseCourse;
}

/** RFC 9457 problem details; a refused parameter adds its name, the value given and what is accepted. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  field?: string;
  value?: unknown;
  accepted?: string;
  /** Of what is asked of accounts, devices and tokens. */
  reason?: IdentityReason;
  /** Of a dossier of which corrections revoke every event: it does not exist, but what was told of it stays. */
  history?: CaseEvents;
}
