/**
 * The kept figures of one kind of cases: every case's state, the cubes of the watched periods and the trend. Its log brings
 * it up to date (log-boards.ts); the cost of a tick is what changed since the last one.
 */
import type { FieldTable } from '../../contract/field-types.ts';
import type { KindCounting } from '../../contract/kind-counting.ts';
import type { WatchPeriod } from '../../contract/live.ts';
import { localDay } from '../../contract/time.ts';
import type { LogPosition } from '../../clickhouse/log-part.ts';
import type { ProvincePack } from '../../pack/province-pack.ts';
import { CaseStore, emptyFacts } from './cases/case-store.ts';
import type { Counting } from './periods/counting.ts';
import { DeadlineChange } from './cases/deadline-change.ts';
import type { Deadlines } from './cases/deadlines.ts';
import type { DueRule } from './cases/due-rule.ts';
import type { TextTuple } from './memory/interner.ts';
import type { LogPass } from './log/log-pass.ts';
import type { Arrivals } from './log/log-reader.ts';
import { PeriodFigures } from './periods/period-figures.ts';
import { KeptPeriods } from './periods/kept-periods.ts';
import { scanRows } from './memory/row-scan.ts';
import type { BoardMark, BoardTick } from './tick.ts';
import { Timetable } from './periods/timetable.ts';
import { ToldUnits } from './cases/told-units.ts';
import { TrendCounter } from './periods/trend.ts';
import type { UnitDirectory } from './cases/unit-directory.ts';

/** What a board is made of; all but the kind is shared by the boards of a server. */
export interface BoardSettings {
  counting: KindCounting;
  table: FieldTable;
  dueRule: DueRule;
  pack: ProvincePack;
  directory: UnitDirectory;
  deadlines: Deadlines;
  /** Of its log. */
  pass: LogPass;
  /** As in CaseStoreSettings. */
  reductions: Readonly<Record<string, (told: TextTuple) => TextTuple>>;
}

/** How much of the log figures hold. */
export interface LogHeld {
  /** The latest event time counted, ms; 0 while there is none. */
  readonly dataTimeMs: number;
  /** The log up to here is counted. */
  positions(): LogPosition[];
}

/** Lists wait for a tick no longer. */
const TICK_WAIT_MS = 2_000;

export class Board {
  readonly counting: KindCounting;
  readonly fields: FieldTable;
  readonly store: CaseStore;
  readonly directory: UnitDirectory;
  readonly pack: ProvincePack;
  deadlines: Deadlines;
  trend: TrendCounter;
  /** The instant of the last tick, ms. */
  asOfMs = 0;
  /** The latest event time counted, ms; 0 while there is none. */
  dataTimeMs = 0;
  #positions: LogPosition[] = [];
  /** Boards that took the place of others when all was counted again, until a tick has told of them. */
  #countedAgain: ReadonlySet<PeriodFigures> = new Set();
  readonly #told: ToldUnits;
  readonly #periods: KeptPeriods;
  readonly #reports = new Set<Counting>();
  readonly #change = new DeadlineChange();
  #timetable: Timetable;
  readonly #pass: LogPass;
  readonly #facts = emptyFacts();
  readonly #settings: BoardSettings;

  constructor(settings: BoardSettings) {
    this.#settings = settings;
    const { counting, table, dueRule, pack, directory, deadlines, pass, reductions } = settings;
    this.counting = counting;
    this.fields = table;
    this.pack = pack;
    this.directory = directory;
    this.deadlines = deadlines;
    this.#pass = pass;
    this.store = new CaseStore({
      table,
      counting,
      reductions: { unit: (told) => directory.reduce(told), ...reductions },
      dueAt: (row) => dueRule(this.store, row, this.deadlines, () => this.unitNumber(row)),
    });
    this.#told = new ToldUnits(directory, this.store.namesOf('unit'));
    this.trend = new TrendCounter(directory.units.length, localDay(Date.now()));
    this.#timetable = new Timetable(deadlines, this.asOfMs);
    this.#periods = new KeptPeriods({
      create: (watch, ofMs) =>
        new PeriodFigures(watch, ofMs, this.asOfMs, directory, this.deadlines, counting),
      fill: async (board, signal) => {
        await this.#fill(board, signal);
        board.sheet.refresh(board.cube);
      },
    });
  }

  /** Code of the kind. */
  get kind(): string {
    return this.counting.kind.kind;
  }

  /** Periods that are kept, and those that are about to begin. */
  get periodCount(): number {
    return [...this.#periods.all()].length;
  }

  get timetableSize(): number {
    return this.#timetable.size;
  }

  /** One of its kind without a case, as of an instant: nothing brings it up to date. */
  emptyAt(asOfMs: number): Board {
    const board = new Board({ ...this.#settings, deadlines: this.deadlines });
    board.asOfMs = asOfMs;
    return board;
  }

  /** Makes room for so many cases at once. */
  reserve(cases: number): void {
    this.store.reserve(cases);
    this.trend.reserve(cases);
  }

  /** The states are read: counts them all as of `nowMs`. */
  async countLoaded(nowMs: number): Promise<void> {
    this.#moveTo(nowMs);
    await this.forEachRow((row) => this.#placeEverywhere(row));
    await this.periodFigures('year', nowMs);
  }

  /** What the figures hold of the log from now on. */
  holds(log: LogHeld): void {
    this.dataTimeMs = log.dataTimeMs;
    this.#positions = log.positions();
  }

  /**
   * The clock was put back: counts all that time has moved again as of `nowMs`, in turns, and exchanges it at once. No tick
   * may run meanwhile. `saw`: is told when each status was told, ms.
   */
  async countAgain(nowMs: number, saw: (statusAt: number) => void): Promise<void> {
    // From now on a board that somebody asks for is of this instant too.
    this.asOfMs = nowMs;
    const boards = this.#periods.countedAgain(nowMs);
    const trend = new TrendCounter(this.directory.units.length, localDay(nowMs));
    const timetable = new Timetable(this.deadlines, nowMs);
    const running = [...this.#periods.momentary(), ...this.#reports];
    for (const counting of running) counting.moveTo(nowMs);
    const countings: Counting[] = [...boards.values(), ...running];
    await this.forEachRow((row) => {
      const facts = this.store.factsOf(row, this.#facts);
      const unit = this.unitNumber(row);
      for (const counting of countings) counting.place(row, unit, facts);
      trend.place(row, unit, facts, nowMs);
      timetable.note(row, unit, facts);
      saw(facts.statusAt);
    });
    for (const board of boards.values()) board.sheet.refresh(board.cube);
    this.trend = trend;
    this.#timetable = timetable;
    this.#periods.replace(boards, nowMs);
    this.#countedAgain = new Set(boards.values());
  }

  /** Counts what arrived in the store and brings every figure to `nowMs`, in one turn. */
  advance(arrivals: Arrivals, nowMs: number): BoardTick {
    const deadlinesChanged = this.#change.takeEnd();
    const deadlines = this.#change.take();
    if (deadlines) this.#follow(deadlines);
    const renewed = this.#moveTo(nowMs);
    const countedAgain = this.#countedAgain.size > 0;
    for (const board of this.#countedAgain) renewed.add(board);
    this.#countedAgain = new Set();
    if (deadlinesChanged) for (const board of this.#periods.shown()) renewed.add(board);
    for (const row of arrivals.keys()) this.#placeEverywhere(row);
    const passed = this.#passTime();
    const changes = new Map(
      [...this.#periods.shown()].map((board) => [board, board.sheet.refresh(board.cube)]),
    );
    const trendChanged = this.trend.takeChangedUnits();
    return {
      nowMs: this.asOfMs,
      ...{ arrivals, passed, deadlinesChanged, countedAgain, renewed, changes, trendChanged },
    };
  }

  /**
   * The board of a period, kept up to date from now on; built when nobody has asked for it before.
   *
   * @throws PeriodsExhausted
   */
  periodFigures(watch: WatchPeriod, nowMs: number, signal?: AbortSignal): Promise<PeriodFigures> {
    return this.#periods.keep(watch, nowMs, signal);
  }

  /** The figures of a period at this moment; not kept when as many as can be are in use. */
  momentFigures(watch: WatchPeriod, nowMs: number, signal?: AbortSignal): Promise<PeriodFigures> {
    return this.#periods.moment(watch, nowMs, signal);
  }

  /** Nobody watches it live any more: it makes room for others. */
  unwatchPeriod(key: string): void {
    this.#periods.unwatch(key);
  }

  /** Its board is there: asking for it costs nothing. */
  keepsPeriod(watch: WatchPeriod): boolean {
    return this.#periods.has(watch);
  }

  /**
   * Counts every case for a report, in turns beside the ticks. Settles with all of them counted as of the last tick
   * ({@link Board.asOfMs}): read the result before anything else is awaited.
   */
  async countAll(counting: Counting, signal: AbortSignal): Promise<void> {
    this.#reports.add(counting);
    try {
      await this.#fill(counting, signal);
    } finally {
      this.#reports.delete(counting);
    }
  }

  /** From the next tick on counts by other deadlines; the cases follow by {@link Board.placeAgain}. */
  changeDeadlines(deadlines: Deadlines): void {
    this.#change.begin(deadlines);
  }

  /** Not every case stands by the deadlines that were last given. */
  get isChanging(): boolean {
    return this.#change.isRunning;
  }

  /** {@link Board.placeAgain} has work. */
  get isPlacing(): boolean {
    return this.#change.isPlacing;
  }

  /** Finds due dates again and places cases by changed deadlines, some at a time. Call it between ticks only. */
  placeAgain(): void {
    if (this.#pass.isAhead) return;
    this.#change.placeSome(this.store.size, (row) => {
      this.store.settleDue(row);
      this.#placeEverywhere(row);
    });
  }

  /** What the figures of the current year rest on. Call it in the turn of a tick: it belongs together then. */
  mark(): BoardMark {
    const { instants, cube } = this.#periods.year;
    return {
      positions: this.#positions,
      instants,
      deadlines: this.deadlines,
      counts: cube.counts.slice(),
      sums: cube.sums?.slice(),
    };
  }

  /** The number of a unit as an event tells it of a case received in an era. */
  unitNumberOf(code: string, name: string, era: number): number {
    return this.#told.resolve(this.store.namesOf('unit').idOf([code, name]), era);
  }

  /** The number of a case's unit, as it was. */
  unitNumber(row: number): number {
    return this.#told.resolve(this.store.unitOf(row), this.directory.eraOf(this.store.receivedAt(row)));
  }

  /** Settles when a tick that reads the log has counted it: what is looked at in one turn then is of {@link Board.asOfMs}. */
  betweenTicks(): Promise<void> {
    return this.#pass.pause(TICK_WAIT_MS);
  }

  /** Visits every case's row number, in turns with other work. */
  forEachRow(visit: (row: number) => void, signal?: AbortSignal): Promise<void> {
    return scanRows(this.store, visit, signal);
  }

  /** What arrives meanwhile is placed by the ticks, and again by the scan: the last one counts. */
  async #fill(counting: Counting, signal?: AbortSignal): Promise<void> {
    await this.forEachRow(
      (row) => counting.place(row, this.unitNumber(row), this.store.factsOf(row, this.#facts)),
      signal,
    );
    await this.#pass.standStill();
  }

  *#countings(): Generator<Counting> {
    yield* this.#periods.all();
    yield* this.#reports;
  }

  /** Sets every clock; a machine's that went back a little is waited for. Returns the periods that rolled over. */
  #moveTo(nowMs: number): Set<PeriodFigures> {
    this.asOfMs = Math.max(this.asOfMs, nowMs);
    this.#timetable.moveTo(this.asOfMs);
    this.trend.moveTo(localDay(this.asOfMs));
    const renewed = this.#periods.moveTo(this.asOfMs);
    for (const report of this.#reports) report.moveTo(this.asOfMs);
    return renewed;
  }

  /** Every case is noted in the new timetable when it is placed again. */
  #follow(deadlines: Deadlines): void {
    this.deadlines = deadlines;
    this.#timetable = new Timetable(deadlines, this.asOfMs);
    for (const board of this.#periods.all()) board.follow(deadlines);
  }

  /** Places again what time alone moved since the last tick, so that every figure is as of now. */
  #passTime(): number[] {
    const passed: number[] = [];
    for (const row of this.#timetable.passed()) {
      this.#placeEverywhere(row);
      passed.push(row);
    }
    return passed;
  }

  #placeEverywhere(row: number): void {
    const facts = this.store.factsOf(row, this.#facts);
    const unit = this.unitNumber(row);
    for (const counting of this.#countings()) counting.place(row, unit, facts);
    this.trend.place(row, unit, facts, this.asOfMs);
    this.#timetable.note(row, unit, facts);
  }
}
