/** One watched period: its cube, its figures and the instants it is classified by. */
import type { WatchPeriod } from '../../contract/live.ts';
import type { Instants, LatenessRule } from '../../contract/counting.ts';
import { periodEnd, periodStart, type Period } from '../../contract/period.ts';
import { resolvePeriod } from '../../contract/watch-period.ts';
import { WORKING_DAY_MS, type WorkingCalendar } from '../../pack/working-calendar.ts';
import { Cube } from './cube.ts';
import { FigureSheet } from './figure-sheet.ts';
import type { UnitDirectory } from './unit-directory.ts';

export class PeriodBoard {
  readonly watch: WatchPeriod;
  readonly period: Period;
  readonly cube: Cube;
  readonly sheet: FigureSheet;
  instants: Instants;
  /** When it was last asked for, by the ticks' time. */
  lastUsedAt = 0;
  /** Every dossier stands in it. */
  isFilled = false;
  /** Settles then. */
  filled: Promise<void> = Promise.resolve();
  private readonly calendar: WorkingCalendar;

  /** The period that `watch` names at `ofMs`, which may lie ahead, as of `nowMs`. */
  constructor(
    watch: WatchPeriod,
    ofMs: number,
    nowMs: number,
    directory: UnitDirectory,
    calendar: WorkingCalendar,
    rule: LatenessRule,
  ) {
    this.watch = watch;
    this.period = resolvePeriod(watch, ofMs);
    this.cube = new Cube(directory.units.length);
    this.sheet = new FigureSheet(directory);
    this.calendar = calendar;
    this.instants = { startMs: periodStart(this.period), endMs: 0, dueSoonMs: 0, rule };
    this.moveTo(nowMs);
  }

  /** The named period has rolled over: another board takes its place. */
  isOver(nowMs: number): boolean {
    return resolvePeriod(this.watch, nowMs).fromDay !== this.period.fromDay;
  }

  /** Sets the instants to a moment. */
  moveTo(nowMs: number): void {
    const endMs = periodEnd(this.period, nowMs);
    if (endMs === this.instants.endMs) return;
    const dueSoonMs = this.calendar.addWorkingTime(endMs, WORKING_DAY_MS);
    this.instants = { ...this.instants, endMs, dueSoonMs };
  }
}
