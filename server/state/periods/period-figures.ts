/** One watched period: its cube, its figures and the instants it is classified by. */
import type { EditionName } from '../../../contract/api.ts';
import type { KindCounting } from '../../../contract/kind-counting.ts';
import type { WatchPeriod } from '../../../contract/live.ts';
import { periodEnd, type Period } from '../../../contract/period.ts';
import { resolvePeriod } from '../../../contract/watch-period.ts';
import type { StoredFacts } from '../cases/case-store.ts';
import type { Counting } from './counting.ts';
import { Cube } from '../memory/cube.ts';
import type { Deadlines, UnitInstants } from '../cases/deadlines.ts';
import { FigureSheet } from './figure-sheet.ts';
import type { UnitDirectory } from '../cases/unit-directory.ts';

export class PeriodFigures implements Counting {
  readonly watch: WatchPeriod;
  readonly period: Period;
  readonly cube: Cube;
  /** As it is now. */
  readonly sheet: FigureSheet;
  instants: UnitInstants;
  /** When it was last asked for, by the ticks' time. */
  lastUsedAt = 0;
  /** When it was last watched live. */
  lastWatchedAt = 0;
  /** Every case stands in it. */
  isFilled = false;
  /** Settles then. */
  filled: Promise<void> = Promise.resolve();
  readonly #directory: UnitDirectory;
  readonly #counting: KindCounting;
  #deadlines: Deadlines;
  #asOfMs: number;

  /** The period that `watch` names at `ofMs`, which may lie ahead, as of `nowMs`. */
  constructor(
    watch: WatchPeriod,
    ofMs: number,
    nowMs: number,
    directory: UnitDirectory,
    deadlines: Deadlines,
    counting: KindCounting,
  ) {
    this.watch = watch;
    this.period = resolvePeriod(watch, ofMs);
    this.cube = new Cube(directory.units.length, counting);
    this.#directory = directory;
    this.#counting = counting;
    this.sheet = new FigureSheet(directory, directory.editions.asNow, counting);
    this.#deadlines = deadlines;
    this.#asOfMs = nowMs;
    this.instants = deadlines.periodInstants(this.period, nowMs);
  }

  /** The figures of an edition: kept as it is now, else folded at this moment. */
  sheetOf(edition: EditionName): FigureSheet {
    if (edition === 'asNow') return this.sheet;
    const sheet = new FigureSheet(this.#directory, this.#directory.editions[edition], this.#counting);
    sheet.fold(this.cube, this.#directory.units.keys());
    return sheet;
  }

  /** The named period has rolled over: another board takes its place. */
  isOver(nowMs: number): boolean {
    return resolvePeriod(this.watch, nowMs).fromDay !== this.period.fromDay;
  }

  /** Sets the instants to a moment. */
  moveTo(nowMs: number): void {
    const stands = periodEnd(this.period, nowMs) === periodEnd(this.period, this.#asOfMs);
    this.#asOfMs = nowMs;
    if (!stands) this.instants = this.#deadlines.periodInstants(this.period, nowMs);
  }

  /** From now on every case that is placed is placed by these. */
  follow(deadlines: Deadlines): void {
    this.#deadlines = deadlines;
    this.instants = deadlines.periodInstants(this.period, this.#asOfMs);
  }

  place(row: number, unit: number, facts: StoredFacts): void {
    this.cube.place(row, unit, facts, this.instants.of(unit));
  }
}
