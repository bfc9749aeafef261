/** The live feed: socket.io namespace `/live`. */
import type { AlertsChanged } from './alerts.ts';
import type { AreaFigures, Feed, Figures, Trend, UnitFigures } from './api.ts';
import type { CaseCounts, Counts } from './counts.ts';
import type { PeriodName } from './period.ts';

export const LIVE_NAMESPACE = '/live';

/** A period of two local dates (both inclusive), or the current day, month or year. Absent: the current year. */
export type WatchPeriod = PeriodName | { from: string; to: string };

export interface WatchRequest {
  scope: string;
  period?: WatchPeriod;
  /** Code of a kind of cases; absent: dossiers. */
  kind?: string;
}

/** `notPermitted`: the scope is not open to who asks; absent: it may come right by itself. */
export type WatchAnswer = { ok: true } | { error: string; reason?: 'notPermitted' | 'unknown' };

/** Identifies one stream of snapshot and deltas: `seq` grows by one; another `epoch` or a gap asks for a snapshot. */
export interface LivePosition {
  scope: string;
  /** As the client asked for it; absent: the current year. */
  watch: WatchPeriod;
  /** The same; absent: dossiers. */
  kind?: string;
  epoch: string;
  seq: number;
}

export type LiveSnapshot<Counted extends CaseCounts = Counts> = LivePosition & Figures<Counted>;

/** Absolute values of what changed since `seq - 1`. `areas` and `units` hold the changed ones whole. */
export interface LiveChanges<Counted extends CaseCounts = Counts> {
  asOf?: string;
  dataTime?: string | null;
  counts?: Counted;
  areas?: AreaFigures<Counted>[];
  units?: UnitFigures<Counted>[];
  trend?: Trend;
  feed?: Feed;
}

export interface LiveDelta<Counted extends CaseCounts = Counts> extends LivePosition {
  changes: LiveChanges<Counted>;
}

export interface LiveHeartbeat {
  epoch: string;
  serverTime: string;
  dataTime: string | null;
  lagMs: number;
  state: Feed['state'];
  deadLetters: number;
  /** As in Feed. */
  differences: number;
  /** As in Feed. */
  missing: number;
  /** As in Feed. */
  calendarTrouble?: string;
  /** As in Feed. */
  clockTrouble?: string;
  /** Sources of events that have been silent for longer than is usual of them (contract/quality.ts), by name; absent: none. */
  silentSources?: string[];
  /** How long the last tick took, ms. */
  tickMs: number;
  /** Of the build: a page of another one reloads. */
  version: string;
}

export interface ServerToClient {
  'scope:snapshot': (snapshot: LiveSnapshot) => void;
  'scope:delta': (delta: LiveDelta) => void;
  'feed:heartbeat': (beat: LiveHeartbeat) => void;
  'alerts:changed': (alerts: AlertsChanged) => void;
}

export interface ClientToServer {
  'scope:watch': (request: WatchRequest, answer: (result: WatchAnswer) => void) => void;
  'scope:leave': (request: WatchRequest, answer?: (result: WatchAnswer) => void) => void;
}
