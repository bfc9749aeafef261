/**
 * The kept figures: every dossier's state, the cubes of the watched periods and the trend, brought up to date by
 * following the event log. The cost of a tick is what changed since the last one.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import type { WatchPeriod } from '../../contract/live.ts';
import { localDay } from '../../contract/time.ts';
import { readJoinedPositions } from '../../clickhouse/lanes-table.ts';
import { countStateMends } from '../../clickhouse/ledger-checks-table.ts';
import { countStates, visitStates } from '../../clickhouse/states-table.ts';
import { DOSSIER_LOG } from '../../clickhouse/stream-log.ts';
import type { ProvincePack } from '../../pack/province-pack.ts';
import { Outage } from '../../errors/outage.ts';
import type { Counting } from './counting.ts';
import { DeadlineChange } from './deadline-change.ts';
import { Deadlines, type DeadlineSettings } from './deadlines.ts';
import { DossierStore, emptyFacts } from './dossier-store.ts';
import { LogReader } from './log-reader.ts';
import { PeriodBoard } from './period-board.ts';
import { PeriodBoards } from './period-boards.ts';
import { scanRows } from './row-scan.ts';
import type { BoardMark, Tick } from './tick.ts';
import { Timetable } from './timetable.ts';
import { TrendCounter } from './trend.ts';
import { UnitDirectory } from './unit-directory.ts';

/** A clock that goes back by less is waited for: the figures stand still so long. */
const WAITED_FOR_MS = 5_000;

export class Board {
  readonly store: DossierStore;
  readonly directory: UnitDirectory;
  readonly pack: ProvincePack;
  deadlines: Deadlines;
  trend: TrendCounter;
  /** The instant of the last tick, ms. */
  asOfMs = 0;
  /** All figures are being counted again, because the clock was put back. */
  isCountingAnew = false;
  /** Boards that took the place of others then, until a tick has told of them. */
  #countedAnew: ReadonlySet<PeriodBoard> = new Set();
  /** How often the states had been mended when they were read. */
  mends = 0;
  readonly #periods: PeriodBoards;
  readonly #reports = new Set<Counting>();
  readonly #change = new DeadlineChange();
  #timetable: Timetable;
  readonly #log: LogReader;
  readonly #facts = emptyFacts();
  readonly #client: ClickHouseClient;
  /** The running tick. */
  #ticking: Promise<Tick> | undefined;

  constructor(client: ClickHouseClient, pack: ProvincePack) {
    this.#client = client;
    this.pack = pack;
    const register = new Set(pack.procedures.map(({ code }) => code));
    this.store = new DossierStore(
      (procedureCode, receivedAt, channel, told) => {
        const unit = this.directory.resolve(told, this.directory.eraOf(receivedAt));
        return this.deadlines.computeDueAt(procedureCode, receivedAt, channel, unit);
      },
      {
        reduceUnit: (told) => this.directory.reduce(told),
        reduceProcedure: ([code = '', , , level = '']) => [register.has(code) ? code : '', '', '', level],
      },
    );
    this.#log = new LogReader(client, this.store);
    this.directory = new UnitDirectory(pack, this.store.units, localDay(Date.now()));
    this.trend = new TrendCounter(this.directory.units.length, localDay(Date.now()));
    this.deadlines = new Deadlines(pack, pack.procedures, this.directory.units);
    this.#timetable = new Timetable(this.deadlines, this.asOfMs);
    this.#periods = new PeriodBoards({
      create: (watch, ofMs) => new PeriodBoard(watch, ofMs, this.asOfMs, this.directory, this.deadlines),
      fill: async (board, signal) => {
        await this.#fill(board, signal);
        board.sheet.refresh(board.cube);
      },
    });
  }

  /** The latest event time counted, ms; 0 while there is none. */
  get dataTimeMs(): number {
    return this.#log.dataTimeMs;
  }

  /** How often the state of a corrected dossier was read from the log. */
  get correctedReads(): number {
    return this.#log.correctedReads;
  }

  /** Periods that are kept, and those that are about to begin. */
  get periodCount(): number {
    return [...this.#periods.all()].length;
  }

  get timetableSize(): number {
    return this.#timetable.size;
  }

  /** Reads the state of all dossiers; from then on {@link Board.tick} follows the log. */
  async load(nowMs: number): Promise<void> {
    this.mends = await countStateMends(this.#client, 'dossier');
    // The states hold the log up to here; the log is read from there, so nothing falls between the two.
    this.#log.startFrom(await readJoinedPositions(this.#client, 'dossier'));
    const rows = await countStates(this.#client, DOSSIER_LOG);
    this.store.reserve(rows);
    this.trend.reserve(rows);
    await this.#log.findCorrected();
    await visitStates(this.#client, DOSSIER_LOG, (state) => {
      this.store.joinState(state);
      this.#log.sawEventTime(state.status.at, nowMs);
    });
    await this.#log.readCorrected();
    this.#moveTo(nowMs);
    await this.forEachRow((row) => this.#placeEverywhere(row));
    await this.periodBoard('year', nowMs);
  }

  /** The figures are of a later instant than the clock shows, by more than is waited for. */
  isAheadOf(nowMs: number): boolean {
    return this.isCountingAnew || this.asOfMs > nowMs + WAITED_FOR_MS;
  }

  /**
   * The clock was put back: counts all that time has moved again as of `nowMs`, in turns, and exchanges it at once. No tick
   * may run meanwhile.
   */
  async countAnew(nowMs: number): Promise<void> {
    this.isCountingAnew = true;
    try {
      // From now on a board that somebody asks for is of this instant too.
      this.asOfMs = nowMs;
      this.#log.clockPutBack(nowMs);
      const boards = this.#periods.anew(nowMs);
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
        this.#log.sawEventTime(facts.statusAt, nowMs);
      });
      for (const board of boards.values()) board.sheet.refresh(board.cube);
      this.trend = trend;
      this.#timetable = timetable;
      this.#periods.replace(boards, nowMs);
      this.#countedAnew = new Set(boards.values());
    } finally {
      this.isCountingAnew = false;
    }
  }

  /**
   * Joins the states again, which had lost something when they were loaded; what they tell now counts from the next tick
   * on. Returns how many dossiers that changed. Not beside a tick.
   */
  async loadAgain(nowMs: number): Promise<number> {
    const mends = await countStateMends(this.#client, 'dossier');
    let changed = 0;
    await visitStates(this.#client, DOSSIER_LOG, (state) => {
      const row = this.store.joinState(state);
      if (!this.store.lastWasNews) return;
      changed++;
      this.#log.joinedBeside(row, state.status.at);
      this.#log.sawEventTime(state.status.at, nowMs);
    });
    this.mends = mends;
    return changed;
  }

  /**
   * Reads what is new in the log and brings every figure to `nowMs`. A tick that fails leaves the figures as they were;
   * the next one reads the same events again.
   */
  tick(nowMs: number): Promise<Tick> {
    this.#ticking = this.#runTick(nowMs).finally(() => (this.#ticking = undefined));
    return this.#ticking;
  }

  /**
   * The board of a period, kept up to date from now on; built when nobody has asked for it before.
   *
   * @throws PeriodsExhausted
   */
  periodBoard(watch: WatchPeriod, nowMs: number, signal?: AbortSignal): Promise<PeriodBoard> {
    return this.#periods.keep(watch, nowMs, signal);
  }

  /** The figures of a period at this moment; not kept when as many as can be are in use. */
  momentBoard(watch: WatchPeriod, nowMs: number, signal?: AbortSignal): Promise<PeriodBoard> {
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
   * Counts every dossier for a report, in turns beside the ticks. Settles with all of them counted as of the last tick
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

  /** From the next tick on counts by other deadlines; the dossiers follow by {@link Board.placeAgain}. */
  changeDeadlines(settings: DeadlineSettings): void {
    this.#change.begin(new Deadlines(settings, this.pack.procedures, this.directory.units));
  }

  /** Not every dossier stands by the deadlines that were last given. */
  get isChanging(): boolean {
    return this.#change.isRunning;
  }

  /** {@link Board.placeAgain} has work. */
  get isPlacing(): boolean {
    return this.#change.isPlacing;
  }

  /** Computes due dates anew and places dossiers by changed deadlines, some at a time. Call it between ticks only. */
  placeAgain(): void {
    if (this.#log.isAhead) return;
    this.#change.placeSome(this.store.size, (row) => {
      this.store.settleDue(row);
      this.#placeEverywhere(row);
    });
  }

  /** What the figures of the current year rest on. Call it in the turn of a tick: it belongs together then. */
  mark(): BoardMark {
    const { instants, cube } = this.#periods.year;
    const positions = this.#log.positions();
    return { positions, instants, deadlines: this.deadlines, counts: cube.counts.slice() };
  }

  /** The number of a unit as an event tells it of a dossier received in an era. */
  unitNumberOf(code: string, name: string, era: number): number {
    return this.directory.resolve(this.store.units.idOf([code, name]), era);
  }

  /** The number of a dossier's unit, as it was. */
  unitNumber(row: number): number {
    const { directory, store } = this;
    return directory.resolve(store.unitOf(row), directory.eraOf(store.receivedAt(row)));
  }

  /** Visits every dossier's row number, in turns with other work. */
  forEachRow(visit: (row: number) => void, signal?: AbortSignal): Promise<void> {
    return scanRows(this.store, visit, signal);
  }

  async #runTick(nowMs: number): Promise<Tick> {
    const news = await this.#log.readOn(nowMs);
    // From here on in one turn: positions, instant and figures belong together for whoever reads between ticks.
    const deadlinesChanged = this.#change.takeEnd();
    const deadlines = this.#change.take();
    if (deadlines) this.#follow(deadlines);
    const renewed = this.#moveTo(nowMs);
    const countedAnew = this.#countedAnew.size > 0;
    for (const board of this.#countedAnew) renewed.add(board);
    this.#countedAnew = new Set();
    if (deadlinesChanged) for (const board of this.#periods.shown()) renewed.add(board);
    for (const row of news.arrivals.keys()) this.#placeEverywhere(row);
    const passed = this.#passTime();
    const changes = new Map(
      [...this.#periods.shown()].map((board) => [board, board.sheet.refresh(board.cube)]),
    );
    this.#log.settle(news);
    const positions = this.#log.positions();
    const trendChanged = this.trend.takeChangedUnits();
    const what = { positions, passed, deadlinesChanged, countedAnew, renewed, changes, trendChanged };
    return { ...news, nowMs: this.asOfMs, ...what };
  }

  /** What arrives meanwhile is placed by the ticks, and again by the scan: the last one counts. */
  async #fill(counting: Counting, signal?: AbortSignal): Promise<void> {
    await this.forEachRow(
      (row) => counting.place(row, this.unitNumber(row), this.store.factsOf(row, this.#facts)),
      signal,
    );
    await this.#standStill();
  }

  /** Settles when state and figures are of one instant. @throws Outage when the store went away within a tick. */
  async #standStill(): Promise<void> {
    if (this.#log.isAhead) await this.#ticking?.catch(() => undefined);
    if (this.#log.isAhead)
      throw new Outage('the last tick was broken off: the state is between two instants');
  }

  *#countings(): Generator<Counting> {
    yield* this.#periods.all();
    yield* this.#reports;
  }

  /** Sets every clock; a machine's that went back a little is waited for. Returns the periods that rolled over. */
  #moveTo(nowMs: number): Set<PeriodBoard> {
    this.asOfMs = Math.max(this.asOfMs, nowMs);
    this.#timetable.moveTo(this.asOfMs);
    this.trend.moveTo(localDay(this.asOfMs));
    const renewed = this.#periods.moveTo(this.asOfMs);
    for (const report of this.#reports) report.moveTo(this.asOfMs);
    return renewed;
  }

  /** Every dossier is noted in the new timetable when it is placed anew. */
  #follow(deadlines: Deadlines): void {
    this.deadlines = deadlines;
    this.#timetable = new Timetable(deadlines, this.asOfMs);
    for (const board of this.#periods.all()) board.follow(deadlines);
  }

  /** Places anew what time alone moved since the last tick, so that every figure is as of now. */
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
