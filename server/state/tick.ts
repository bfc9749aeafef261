/** What a tick tells, and what figures rest on. */
import type { LogPosition } from '../../clickhouse/log-part.ts';
import type { StreamName } from '../../contract/streams.ts';
import type { Board } from './board.ts';
import type { Deadlines, UnitInstants } from './cases/deadlines.ts';
import type { SheetChanges } from './periods/figure-sheet.ts';
import type { Arrivals } from './log/log-reader.ts';
import type { PeriodFigures } from './periods/period-figures.ts';

/** What one tick read of a stream's log, and what that and the time changed on its boards. */
export interface Tick {
  stream: StreamName;
  nowMs: number;
  events: number;
  /** How long reading took, ms. */
  readMs: number;
  /** Cases that came to have told more events than a sound source tells, since the start. */
  crowded: number;
  /** The log up to here is counted. */
  positions: LogPosition[];
  boards: ReadonlyMap<Board, BoardTick>;
}

/** What one tick changed on a board. */
export interface BoardTick {
  /** The instant of its figures. */
  nowMs: number;
  arrivals: Arrivals;
  /** Cases (row numbers) that time alone moved. */
  passed: readonly number[];
  /** Other deadlines count since this tick, and every case has been placed by them. */
  deadlinesChanged: boolean;
  /** Every figure was counted again since the tick before, because the clock was put back. */
  countedAgain: boolean;
  /** Periods whose figures are new as a whole: they rolled over, or count by other deadlines. */
  renewed: ReadonlySet<PeriodFigures>;
  /** What changed in the figures of each period. */
  changes: ReadonlyMap<PeriodFigures, SheetChanges>;
  /** Units whose trend changed. */
  trendChanged: ReadonlySet<number>;
}

/** Figures and what they rest on. */
export interface BoardMark {
  /** The log up to here is counted. */
  positions: LogPosition[];
  instants: UnitInstants;
  deadlines: Deadlines;
  /** As in Cube. */
  counts: Int32Array;
  sums: Float64Array | undefined;
}
