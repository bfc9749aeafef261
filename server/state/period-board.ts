/** One watched period: its cube, its figures and the instants it is classified by. */
import type { WatchPeriod } from '../../contract/live.ts';
import { periodEnd, periodStart, type Period } from '../../contract/period.ts';
import { resolvePeriod } from '../../contract/watch-period.ts';
import { Cube } from './cube.ts';
import type { Deadlines, UnitInstants } from './deadlines.ts';
import { FigureSheet } from './figure-sheet.ts';
import type { UnitDirectory } from './unit-directory.ts';

export class PeriodBoard {
  readonly watch: WatchPeriod;
  readonly period: Period;
  readonly cube: Cube;
  readonly sheet: FigureSheet;
  instants: UnitInstants;
  /** When it was last asked for, by the ticks' time. */
  lastUsedAt = 0;
  /** Settles when every dossier stands in it. */
  filled: Promise<void> = Promise.resolve();
  private deadlines: Deadlines;
  private endMs = 0;

  constructor(watch: WatchPeriod, nowMs: number, directory: UnitDirectory, deadlines: Deadlines) {
    this.watch = watch;
    this.period = resolvePeriod(watch, nowMs);
    this.cube = new Cube(directory.units.length);
    this.sheet = new FigureSheet(directory);
    this.deadlines = deadlines;
    this.endMs = periodEnd(this.period, nowMs);
    this.instants = deadlines.instants(periodStart(this.period), this.endMs);
  }

  /** The named period has rolled over: another board takes its place. */
  isOver(nowMs: number): boolean {
    return resolvePeriod(this.watch, nowMs).fromDay !== this.period.fromDay;
  }

  /** Sets the instants to a moment. */
  moveTo(nowMs: number): void {
    const endMs = periodEnd(this.period, nowMs);
    if (endMs === this.endMs) return;
    this.endMs = endMs;
    this.instants = this.deadlines.instants(periodStart(this.period), endMs);
  }

  /** From now on every dossier that is placed is placed by these. */
  follow(deadlines: Deadlines): void {
    this.deadlines = deadlines;
    this.instants = deadlines.instants(periodStart(this.period), this.endMs);
  }
}
