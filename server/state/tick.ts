/** What a tick of the board tells, and what its figures rest on. */
import type { LogPosition } from '../../clickhouse/log-part.ts';
import type { Deadlines, UnitInstants } from './deadlines.ts';
import type { SheetChanges } from './figure-sheet.ts';
import type { LogNews } from './log-reader.ts';
import type { PeriodBoard } from './period-board.ts';

/** What one tick changed. */
export interface Tick extends LogNews {
  nowMs: number;
  /** The log up to here is counted. */
  positions: LogPosition[];
  /** Dossiers (row numbers) that time alone moved. */
  passed: readonly number[];
  /** Other deadlines count since this tick, and every dossier has been placed by them. */
  deadlinesChanged: boolean;
  /** Every figure was counted again since the tick before, because the clock was put back. */
  countedAnew: boolean;
  /** Periods whose figures are new as a whole: they rolled over, or count by other deadlines. */
  renewed: ReadonlySet<PeriodBoard>;
  /** What changed in the figures of each period. */
  changes: ReadonlyMap<PeriodBoard, SheetChanges>;
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
}
