/**
 * The kept figures: every dossier's state, the cubes of the watched periods and the trend, brought up to date by
 * following the event log. The cost of a tick is what changed since the last one.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { WatchPeriod } from '../../contract/live.ts';
import { localDay } from '../../contract/time.ts';
import { watchKey } from '../../contract/watch-period.ts';
import { readAllStates } from '../../clickhouse/dossiers-table.ts';
import { readEventsFrom, type LogPosition } from '../../clickhouse/events-table.ts';
import { readLanes } from '../../clickhouse/lanes-table.ts';
import type { ProvincePack } from '../../pack/province-pack.ts';
import { isSettled } from './cube.ts';
import { Deadlines, type DeadlineSettings, type UnitInstants } from './deadlines.ts';
import { DossierStore, emptyFacts } from './dossier-store.ts';
import type { SheetChanges } from './figure-sheet.ts';
import { LogFollower } from './log-follower.ts';
import { PeriodBoard } from './period-board.ts';
import { TrendCounter } from './trend.ts';
import { UnitDirectory } from './unit-directory.ts';

/** Dossiers classified before other work may run. */
const ROWS_PER_TURN = 100_000;
/** Dossiers placed again by other deadlines before other work may run. */
const ROWS_PLACED_AGAIN = 20_000;
const MINUTE_MS = 60_000;
/** So many periods are kept; past it the one that nobody asked for the longest makes room. */
const MAX_BOARDS = 12;
/** A board that was asked for since is in use; live viewers ask at each tick. */
const IN_USE_MS = 5_000;
/** Event times further ahead than this are a sender's wrong clock: they do not become the data time. */
const CLOCK_TOLERANCE_MS = 60_000;

/** As many periods as can be kept are in use. */
export class PeriodsExhausted extends Error {
  override readonly name = 'PeriodsExhausted';
  readonly status = 429;

  constructor() {
    super(`too many periods are watched; accepted: up to ${MAX_BOARDS} at a time`);
  }
}

/** What one tick changed. */
export interface Tick {
  nowMs: number;
  /** Events read. */
  events: number;
  /** Dossiers (row numbers) that events told of -> the greatest event time among them, ms. */
  arrivals: ReadonlyMap<number, number>;
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

export class Board {
  readonly store: DossierStore;
  readonly directory: UnitDirectory;
  readonly pack: ProvincePack;
  deadlines: Deadlines;
  trend: TrendCounter;
  /** The latest event time counted, ms; 0 while there is none. */
  dataTimeMs = 0;
  /** The instant of the last tick, ms. */
  asOfMs = 0;
  private readonly boards = new Map<string, PeriodBoard>();
  private readonly unsettled = new Set<number>();
  private readonly follower = new LogFollower();
  private readonly facts = emptyFacts();
  private readonly client: ClickHouseClient;
  private minute = 0;
  /** Taken by the next tick. */
  private nextDeadlines: Deadlines | undefined;
  /** Dossiers before this row stand by the present deadlines; undefined when all do. */
  private placedAgain: number | undefined;
  private renewAll = false;

  constructor(client: ClickHouseClient, pack: ProvincePack) {
    this.client = client;
    this.pack = pack;
    this.store = new DossierStore((procedureCode, receivedAt, channel, told) =>
      this.deadlines.computeDueAt(procedureCode, receivedAt, channel, this.directory.resolve(told)),
    );
    this.directory = new UnitDirectory(pack, this.store.units);
    this.deadlines = new Deadlines(pack, pack.procedures, this.directory.units);
    this.trend = new TrendCounter(this.directory.units.length, localDay(Date.now()));
  }

  /** Reads the state of all dossiers; from then on {@link Board.tick} follows the log. */
  async load(nowMs: number): Promise<void> {
    // What ingest confirmed is whole in `dossiers`; the log is read from there, so nothing falls between the two.
    this.follower.startFrom(await readLanes(this.client));
    for await (const states of readAllStates(this.client)) {
      for (const state of states) {
        this.store.joinState(state);
        this.sawEventTime(state.status[0], nowMs);
      }
    }
    this.asOfMs = nowMs;
    this.minute = Math.floor(nowMs / MINUTE_MS);
    await this.renewTrend(nowMs);
    await this.periodBoard('year', nowMs);
  }

  /** Reads what is new in the log and brings every figure to `nowMs`. */
  async tick(nowMs: number): Promise<Tick> {
    this.takeDeadlines();
    const arrivals = new Map<number, number>();
    let events = 0;
    for await (const rows of readEventsFrom(this.client, this.follower.positions())) {
      for (const row of rows) {
        this.follower.saw(row);
        const number = this.store.joinEvent(row);
        arrivals.set(number, Math.max(row.eventTime, arrivals.get(number) ?? 0));
        this.sawEventTime(row.eventTime, nowMs);
        events++;
      }
    }
    this.follower.endPass();
    this.asOfMs = nowMs;
    const renewed = await this.renewPeriods(nowMs);
    for (const board of this.boards.values()) board.moveTo(nowMs);
    for (const row of arrivals.keys()) this.placeEverywhere(row, nowMs);
    this.passTime(nowMs);
    const changes = new Map(
      [...this.boards.values()].map((board) => [board, board.sheet.refresh(board.cube)]),
    );
    return { nowMs, events, arrivals, renewed, changes, trendChanged: this.trend.takeChangedUnits() };
  }

  /**
   * The board of a period, kept up to date from now on; built when nobody has asked for it before.
   *
   * @throws PeriodsExhausted
   */
  async periodBoard(watch: WatchPeriod, nowMs: number): Promise<PeriodBoard> {
    const key = watchKey(watch);
    let board = this.boards.get(key);
    if (!board) {
      if (!this.makeRoom(nowMs)) throw new PeriodsExhausted();
      board = this.createBoard(watch, nowMs);
      // Changes that arrive while it is filled are placed by the ticks, and again by the scan: the last one counts.
      this.boards.set(key, board);
      board.filled = this.fill(board);
    }
    board.lastUsedAt = nowMs;
    await board.filled;
    return board;
  }

  /** The figures of a period at this moment; not kept when as many as can be are in use. */
  async momentBoard(watch: WatchPeriod, nowMs: number): Promise<PeriodBoard> {
    if (this.boards.has(watchKey(watch)) || this.makeRoom(nowMs)) return this.periodBoard(watch, nowMs);
    const board = this.createBoard(watch, nowMs);
    await this.fill(board);
    return board;
  }

  /**
   * From the next tick on counts by other deadlines. The dossiers follow by {@link Board.placeAgain}: until the last one
   * has, figures hold dossiers of both.
   */
  changeDeadlines(settings: DeadlineSettings): void {
    this.nextDeadlines = new Deadlines(settings, this.pack.procedures, this.directory.units);
  }

  /** Not every dossier stands by the deadlines that were last given. */
  get isChanging(): boolean {
    return this.nextDeadlines !== undefined || this.placedAgain !== undefined;
  }

  /** {@link Board.placeAgain} has work. */
  get isPlacing(): boolean {
    return this.placedAgain !== undefined;
  }

  /** Computes due dates anew and places dossiers by changed deadlines, some at a time. Call it between ticks only. */
  placeAgain(): void {
    if (this.placedAgain === undefined) return;
    const end = Math.min(this.store.size, this.placedAgain + ROWS_PLACED_AGAIN);
    for (let row = this.placedAgain; row < end; row++) {
      this.store.settleDue(row);
      this.placeEverywhere(row, this.asOfMs);
    }
    this.placedAgain = end < this.store.size ? end : undefined;
    this.renewAll = this.placedAgain === undefined;
  }

  /** Places every dossier that time can move as of the next tick, not as of the last full minute. */
  classifyAllAtNextTick(): void {
    this.minute = -1;
  }

  /**
   * What the figures of the current year rest on. Call it in the turn of a tick that followed
   * {@link Board.classifyAllAtNextTick}: between ticks, log positions, instants and counts belong together.
   */
  mark(): BoardMark {
    const board = this.boards.get('year') as PeriodBoard;
    return {
      positions: this.follower.positions(),
      instants: board.instants,
      deadlines: this.deadlines,
      counts: board.cube.counts.slice(),
    };
  }

  /** The number of a unit as an event tells it. */
  unitNumberOf(code: string, name: string): number {
    return this.directory.resolve(this.store.units.idOf([code, name]));
  }

  /** Rows that time alone can still move; all open dossiers are among them. */
  *unsettledRows(): Iterable<number> {
    yield* this.unsettled;
  }

  private createBoard(watch: WatchPeriod, nowMs: number): PeriodBoard {
    return new PeriodBoard(watch, nowMs, this.directory, this.deadlines);
  }

  private takeDeadlines(): void {
    if (!this.nextDeadlines) return;
    this.deadlines = this.nextDeadlines;
    this.nextDeadlines = undefined;
    for (const board of this.boards.values()) board.follow(this.deadlines);
    this.placedAgain = 0;
  }

  private async fill(board: PeriodBoard): Promise<void> {
    await this.forEachRow((row) => this.placeIn(board, row));
    board.sheet.refresh(board.cube);
  }

  private async renewPeriods(nowMs: number): Promise<Set<PeriodBoard>> {
    const renewed = new Set<PeriodBoard>(this.renewAll ? this.boards.values() : []);
    this.renewAll = false;
    for (const [key, board] of this.boards) {
      if (!board.isOver(nowMs)) continue;
      const next = this.createBoard(board.watch, nowMs);
      next.lastUsedAt = board.lastUsedAt;
      await this.fill(next);
      this.boards.set(key, next);
      renewed.add(next);
    }
    if (localDay(nowMs) !== this.trend.today) await this.renewTrend(nowMs);
    return renewed;
  }

  private async renewTrend(nowMs: number): Promise<void> {
    const trend = new TrendCounter(this.directory.units.length, localDay(nowMs));
    await this.forEachRow((row) => {
      this.store.factsOf(row, this.facts);
      trend.place(row, this.unitNumber(row), this.facts, nowMs);
      this.noteSettled(row, nowMs);
    });
    this.trend = trend;
  }

  /** Each minute, what time alone can move is classified again. */
  private passTime(nowMs: number): void {
    const minute = Math.floor(nowMs / MINUTE_MS);
    if (minute === this.minute) return;
    this.minute = minute;
    for (const row of [...this.unsettled]) this.placeEverywhere(row, nowMs);
  }

  private placeEverywhere(row: number, nowMs: number): void {
    for (const board of this.boards.values()) this.placeIn(board, row);
    this.store.factsOf(row, this.facts);
    this.trend.place(row, this.unitNumber(row), this.facts, nowMs);
    this.noteSettled(row, nowMs);
  }

  private placeIn(board: PeriodBoard, row: number): void {
    this.store.factsOf(row, this.facts);
    const unit = this.unitNumber(row);
    board.cube.place(row, unit, this.facts, board.instants.of(unit));
  }

  private noteSettled(row: number, nowMs: number): void {
    if (isSettled(this.facts, nowMs)) this.unsettled.delete(row);
    else this.unsettled.add(row);
  }

  private unitNumber(row: number): number {
    return this.directory.resolve(this.store.unitOf(row));
  }

  private sawEventTime(timeMs: number, nowMs: number): void {
    if (timeMs > this.dataTimeMs && timeMs <= nowMs + CLOCK_TOLERANCE_MS) this.dataTimeMs = timeMs;
  }

  private async forEachRow(visit: (row: number) => void): Promise<void> {
    for (let row = 0; row < this.store.size; row++) {
      visit(row);
      if (row % ROWS_PER_TURN === ROWS_PER_TURN - 1) await nextTurn();
    }
  }

  /** Whether one more board can be kept; drops the one that was not used for the longest. */
  private makeRoom(nowMs: number): boolean {
    if (this.boards.size < MAX_BOARDS) return true;
    const [idle] = [...this.boards.entries()]
      .filter(([key, { lastUsedAt }]) => key !== 'year' && lastUsedAt < nowMs - IN_USE_MS)
      .sort(([, a], [, b]) => a.lastUsedAt - b.lastUsedAt);
    return idle !== undefined && this.boards.delete(idle[0]);
  }
}
