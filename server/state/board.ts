/**
 * The kept figures: every dossier's state, the cubes of the watched periods and the trend, brought up to date by
 * following the event log. The cost of a tick is what changed since the last one.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DossierFacts, Instants } from '../../contract/counting.ts';
import type { WatchPeriod } from '../../contract/live.ts';
import { localDay } from '../../contract/time.ts';
import { watchKey } from '../../contract/watch-period.ts';
import { readAllStates } from '../../clickhouse/dossiers-table.ts';
import { readEventsFrom } from '../../clickhouse/events-table.ts';
import { readJoinedPositions } from '../../clickhouse/lanes-table.ts';
import type { LogPosition } from '../../clickhouse/log-position.ts';
import { computeDueAt } from '../../pack/due-date.ts';
import type { ProvincePack } from '../../pack/province-pack.ts';
import { WorkingCalendar } from '../../pack/working-calendar.ts';
import { CHANNELS } from '../../contract/status.ts';
import { isSettled } from './cube.ts';
import { DossierStore, emptyFacts, type ComputeDueAt } from './dossier-store.ts';
import type { SheetChanges } from './figure-sheet.ts';
import { LogFollower } from './log-follower.ts';
import { PassingTime } from './passing-time.ts';
import { PeriodBoard } from './period-board.ts';
import { dueSoonUntil } from './period-instants.ts';
import { TrendCounter } from './trend.ts';
import { UnitDirectory } from './unit-directory.ts';

/** A scan of all dossiers lets other work run after so long, and looks at the clock each so many. */
const TURN_MS = 8;
const ROWS_PER_LOOK = 4_096;
/** So many periods are kept; past it the one that nobody asked for the longest makes room. */
const MAX_BOARDS = 12;
/** A board that was asked for since is in use; live viewers ask at each tick. */
const IN_USE_MS = 5_000;
/** Event times further ahead than this are a sender's wrong clock: they do not become the data time. */
export const CLOCK_TOLERANCE_MS = 60_000;

/** As many periods as can be kept are in use. */
export class PeriodsExhausted extends Error {
  override readonly name = 'PeriodsExhausted';
  readonly status = 429;

  constructor() {
    super(`too many periods are watched; accepted: up to ${MAX_BOARDS} at a time`);
  }
}

/** Something that counts every dossier and is told of each one that moves. */
export interface Counting {
  /** From now on dossiers are placed as of this instant. */
  moveTo(nowMs: number): void;
  /** Where a dossier stands now; `unit` is its unit's number. It is told again when it moves. */
  place(row: number, unit: number, facts: DossierFacts): void;
}

/** What one tick changed. */
export interface Tick {
  nowMs: number;
  /** Events read. */
  events: number;
  /** The log up to here is counted. */
  positions: LogPosition[];
  /** Dossiers (row numbers) that events told of -> the greatest event time among them, ms. */
  arrivals: ReadonlyMap<number, number>;
  /** Periods that rolled over: their figures are new as a whole. */
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
  instants: Instants;
  /** As in Cube. */
  counts: Int32Array;
}

export class Board {
  readonly store: DossierStore;
  readonly directory: UnitDirectory;
  readonly calendar: WorkingCalendar;
  readonly pack: ProvincePack;
  readonly computeDueAt: ComputeDueAt;
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
  private readonly countings = new Set<Counting>();
  private passing: PassingTime;
  /** The running tick. */
  private ticking: Promise<Tick> | undefined;
  /** Events have been joined that no tick has placed: the state is ahead of the figures. */
  private halfRead = false;

  constructor(client: ClickHouseClient, pack: ProvincePack) {
    this.client = client;
    this.pack = pack;
    this.calendar = new WorkingCalendar(pack.calendar);
    const procedures = new Map(pack.procedures.map((procedure) => [procedure.code, procedure]));
    this.computeDueAt = (code, receivedAt, channel) => {
      const procedure = procedures.get(code);
      if (!procedure) return 0;
      return computeDueAt(procedure, receivedAt, CHANNELS[channel - 1] ?? null, this.calendar) ?? 0;
    };
    this.store = new DossierStore(this.computeDueAt);
    this.directory = new UnitDirectory(pack, this.store.units, localDay(Date.now()));
    this.trend = new TrendCounter(this.directory.units.length, localDay(Date.now()));
    this.passing = this.passingFrom(Date.now());
  }

  /** Reads the state of all dossiers; from then on {@link Board.tick} follows the log. */
  async load(nowMs: number): Promise<void> {
    // The states hold the log up to here; the log is read from there, so nothing falls between the two.
    this.follower.startFrom(await readJoinedPositions(this.client));
    for await (const states of readAllStates(this.client)) {
      for (const state of states) {
        this.store.joinState(state);
        const at = state.status[0];
        if (isDataTime(at, nowMs)) this.dataTimeMs = Math.max(this.dataTimeMs, at);
      }
    }
    this.asOfMs = nowMs;
    this.passing = this.passingFrom(nowMs);
    await this.renewTrend(nowMs);
    await this.periodBoard('year', nowMs);
  }

  /**
   * Reads what is new in the log and brings every figure to `nowMs`. A tick that fails leaves the figures as they were;
   * the next one reads the same events again.
   */
  tick(nowMs: number): Promise<Tick> {
    this.ticking = this.runTick(nowMs).finally(() => (this.ticking = undefined));
    return this.ticking;
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
      this.boards.set(key, board);
      board.filled = this.fill(board).then(() => this.standStill());
      board.filled.catch(() => this.boards.delete(key));
    }
    board.lastUsedAt = nowMs;
    await board.filled;
    return board;
  }

  /** The figures of a period at this moment; not kept when as many as can be are in use. */
  async momentBoard(watch: WatchPeriod, nowMs: number): Promise<PeriodBoard> {
    if (this.boards.has(watchKey(watch)) || this.makeRoom(nowMs)) return this.periodBoard(watch, nowMs);
    const board = this.createBoard(watch, nowMs);
    await this.countAll(board);
    board.sheet.refresh(board.cube);
    return board;
  }

  /**
   * Counts every dossier, in turns beside the ticks. Settles with all of them counted as of the last tick
   * ({@link Board.asOfMs}): read the result before anything else is awaited.
   */
  async countAll(counting: Counting): Promise<void> {
    this.countings.add(counting);
    try {
      await this.forEachRow((row) => this.placeIn(counting, row));
      await this.standStill();
    } finally {
      this.countings.delete(counting);
    }
  }

  /** What the figures of the current year rest on. Call it in the turn of a tick: it belongs together then. */
  mark(): BoardMark {
    const board = this.boards.get('year') as PeriodBoard;
    return {
      positions: this.follower.positions(),
      instants: board.instants,
      counts: board.cube.counts.slice(),
    };
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

  /** Rows that time alone can still move; all open dossiers are among them. */
  *unsettledRows(): Iterable<number> {
    yield* this.unsettled;
  }

  private createBoard(watch: WatchPeriod, nowMs: number): PeriodBoard {
    return new PeriodBoard(watch, nowMs, this.directory, this.calendar, this.pack.latenessRule);
  }

  /** What arrives meanwhile is placed by the ticks, and again by the scan: the last one counts. */
  private async fill(board: PeriodBoard): Promise<void> {
    await this.forEachRow((row) => this.placeIn(board, row));
    board.sheet.refresh(board.cube);
  }

  private async runTick(nowMs: number): Promise<Tick> {
    const arrivals = new Map<number, number>();
    let events = 0;
    let dataTimeMs = this.dataTimeMs;
    for await (const rows of readEventsFrom(this.client, this.follower.positions())) {
      this.halfRead = true;
      for (const row of rows) {
        this.follower.saw(row);
        const number = this.store.joinEvent(row);
        arrivals.set(number, Math.max(row.eventTime, arrivals.get(number) ?? 0));
        if (isDataTime(row.eventTime, nowMs)) dataTimeMs = Math.max(dataTimeMs, row.eventTime);
        events++;
      }
    }
    const renewed = await this.renewPeriods(nowMs);
    // From here on in one turn: positions, instant and figures belong together for whoever reads between ticks.
    this.follower.endPass();
    this.asOfMs = nowMs;
    this.dataTimeMs = dataTimeMs;
    for (const board of renewed) this.boards.set(watchKey(board.watch), board);
    for (const counting of this.allCountings()) counting.moveTo(nowMs);
    for (const row of arrivals.keys()) this.placeEverywhere(row, nowMs);
    for (const row of this.passing.advance(nowMs)) this.placeEverywhere(row, nowMs);
    const changes = new Map(
      [...this.boards.values()].map((board) => [board, board.sheet.refresh(board.cube)]),
    );
    this.halfRead = false;
    const positions = this.follower.positions();
    const trendChanged = this.trend.takeChangedUnits();
    return { nowMs, events, positions, arrivals, renewed, changes, trendChanged };
  }

  /** Settles when state and figures are of one instant. @throws Error when the store went away within a tick. */
  private async standStill(): Promise<void> {
    if (this.halfRead) await this.ticking?.catch(() => undefined);
    if (this.halfRead) throw new Error('the last tick was broken off: the state is between two instants');
  }

  private *allCountings(): Iterable<Counting> {
    yield* this.boards.values();
    yield* this.countings;
  }

  private passingFrom(nowMs: number): PassingTime {
    const facts = emptyFacts();
    return new PassingTime(
      nowMs,
      (row) => this.store.factsOf(row, facts),
      (atMs) => dueSoonUntil(atMs, this.calendar),
    );
  }

  private async renewPeriods(nowMs: number): Promise<Set<PeriodBoard>> {
    const renewed = new Set<PeriodBoard>();
    for (const board of this.boards.values()) {
      if (!board.isOver(nowMs)) continue;
      const next = this.createBoard(board.watch, nowMs);
      next.lastUsedAt = board.lastUsedAt;
      await this.fill(next);
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

  private placeEverywhere(row: number, nowMs: number): void {
    this.store.factsOf(row, this.facts);
    const unit = this.unitNumber(row);
    for (const counting of this.allCountings()) counting.place(row, unit, this.facts);
    this.trend.place(row, unit, this.facts, nowMs);
    this.noteSettled(row, nowMs);
  }

  private placeIn(counting: Counting, row: number): void {
    counting.place(row, this.unitNumber(row), this.store.factsOf(row, this.facts));
  }

  private noteSettled(row: number, nowMs: number): void {
    if (isSettled(this.facts, nowMs)) this.unsettled.delete(row);
    else this.unsettled.add(row);
    this.passing.note(row, this.facts);
  }

  private async forEachRow(visit: (row: number) => void): Promise<void> {
    let turnEndsAt = performance.now() + TURN_MS;
    for (let row = 0; row < this.store.size; row++) {
      visit(row);
      if (row % ROWS_PER_LOOK === ROWS_PER_LOOK - 1 && performance.now() > turnEndsAt) {
        await nextTurn();
        turnEndsAt = performance.now() + TURN_MS;
      }
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

/** Whether an event's time may stand as the time that the figures reach to. */
function isDataTime(eventTimeMs: number, nowMs: number): boolean {
  return eventTimeMs <= nowMs + CLOCK_TOLERANCE_MS;
}
