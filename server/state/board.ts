/**
 * The kept figures: every dossier's state, the cubes of the watched periods and the trend, brought up to date by
 * following the event log. The cost of a tick is what changed since the last one.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Instants } from '../../contract/counting.ts';
import type { WatchPeriod } from '../../contract/live.ts';
import { localDay } from '../../contract/time.ts';
import { countStates, visitStates } from '../../clickhouse/dossiers-table.ts';
import { readEventsFrom } from '../../clickhouse/events-table.ts';
import { readJoinedPositions } from '../../clickhouse/lanes-table.ts';
import type { LogPosition } from '../../clickhouse/log-position.ts';
import { computeDueAt } from '../../pack/due-date.ts';
import type { ProvincePack } from '../../pack/province-pack.ts';
import { WorkingCalendar } from '../../pack/working-calendar.ts';
import { CHANNELS } from '../../contract/status.ts';
import { DossierStore, emptyFacts, type ComputeDueAt } from './dossier-store.ts';
import type { SheetChanges } from './figure-sheet.ts';
import { LogFollower } from './log-follower.ts';
import { PeriodBoard } from './period-board.ts';
import { PeriodBoards } from './period-boards.ts';
import { Timetable } from './timetable.ts';
import { TrendCounter } from './trend.ts';
import { UnitDirectory } from './unit-directory.ts';

/** Dossiers classified before other work may run. */
const ROWS_PER_TURN = 50_000;
/** Event times further ahead than this are a sender's wrong clock: they do not become the data time. */
const CLOCK_TOLERANCE_MS = 60_000;

/** What one tick changed. */
export interface Tick {
  nowMs: number;
  /** Events read. */
  events: number;
  /** How long reading them took, ms. */
  readMs: number;
  /** Dossiers (row numbers) that events told of -> the greatest event time among them, ms. */
  arrivals: ReadonlyMap<number, number>;
  /** Dossiers (row numbers) that time alone moved. */
  passed: readonly number[];
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
  readonly trend: TrendCounter;
  /** The latest event time counted, ms; 0 while there is none. */
  dataTimeMs = 0;
  /** The instant of the last tick, ms. */
  asOfMs = 0;
  private readonly periods: PeriodBoards;
  private readonly timetable: Timetable;
  private readonly follower = new LogFollower();
  private readonly facts = emptyFacts();
  private readonly client: ClickHouseClient;

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
    this.directory = new UnitDirectory(pack, this.store.units);
    this.trend = new TrendCounter(this.directory.units.length, localDay(Date.now()));
    this.timetable = new Timetable(pack.latenessRule, this.calendar);
    this.periods = new PeriodBoards({
      create: (watch, ofMs) =>
        new PeriodBoard(watch, ofMs, this.asOfMs, this.directory, this.calendar, pack.latenessRule),
      fill: (board) => this.fill(board),
    });
  }

  /** Periods that are kept, and those that are about to begin. */
  get periodCount(): number {
    return [...this.periods.all()].length;
  }

  get timetableSize(): number {
    return this.timetable.size;
  }

  /** Reads the state of all dossiers; from then on {@link Board.tick} follows the log. */
  async load(nowMs: number): Promise<void> {
    // The states hold the log up to here; the log is read from there, so nothing falls between the two.
    this.follower.startFrom(await readJoinedPositions(this.client));
    const rows = await countStates(this.client);
    this.store.reserve(rows);
    this.trend.reserve(rows);
    await visitStates(this.client, (state) => {
      this.store.joinState(state);
      this.sawEventTime(state.statusAt, nowMs);
    });
    this.moveTo(nowMs);
    await this.forEachRow((row) => this.placeEverywhere(row));
    await this.periodBoard('year', nowMs);
  }

  /** Reads what is new in the log and brings every figure to `nowMs`. */
  async tick(nowMs: number): Promise<Tick> {
    const arrivals = new Map<number, number>();
    let events = 0;
    const startedAt = performance.now();
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
    const readMs = performance.now() - startedAt;
    const renewed = this.moveTo(nowMs);
    for (const row of arrivals.keys()) this.placeEverywhere(row);
    const passed = await this.passTime();
    const changes = new Map(
      [...this.periods.shown()].map((board) => [board, board.sheet.refresh(board.cube)]),
    );
    const trendChanged = this.trend.takeChangedUnits();
    return { nowMs: this.asOfMs, events, readMs, arrivals, passed, renewed, changes, trendChanged };
  }

  /**
   * The board of a period, kept up to date from now on; built when nobody has asked for it before.
   *
   * @throws PeriodsExhausted
   */
  periodBoard(watch: WatchPeriod, nowMs: number): Promise<PeriodBoard> {
    return this.periods.keep(watch, nowMs);
  }

  /** The figures of a period at this moment; not kept when as many as can be are in use. */
  momentBoard(watch: WatchPeriod, nowMs: number): Promise<PeriodBoard> {
    return this.periods.moment(watch, nowMs);
  }

  /**
   * What the figures of the current year rest on. Call it in the turn in which a tick ends: between ticks, log
   * positions, instants and counts belong together.
   */
  mark(): BoardMark {
    const { instants, cube } = this.periods.year;
    return { positions: this.follower.positions(), instants, counts: cube.counts.slice() };
  }

  /** The number of a unit as an event tells it. */
  unitNumberOf(code: string, name: string): number {
    return this.directory.resolve(this.store.units.idOf([code, name]));
  }

  /** Visits every dossier's row number, in turns with other work. */
  async forEachRow(visit: (row: number) => void): Promise<void> {
    for (let row = 0; row < this.store.size; row++) {
      visit(row);
      if (row % ROWS_PER_TURN === ROWS_PER_TURN - 1) await nextTurn();
    }
  }

  private async fill(board: PeriodBoard): Promise<void> {
    await this.forEachRow((row) => {
      const facts = this.store.factsOf(row, this.facts);
      board.cube.place(row, this.unitNumber(row), facts, board.instants);
    });
    board.sheet.refresh(board.cube);
  }

  /** Sets every clock; a machine's that is put back is waited for. Returns the periods that rolled over. */
  private moveTo(nowMs: number): Set<PeriodBoard> {
    this.asOfMs = Math.max(this.asOfMs, nowMs);
    this.timetable.moveTo(this.asOfMs);
    this.trend.moveTo(localDay(this.asOfMs));
    return this.periods.moveTo(this.asOfMs);
  }

  /** Places anew what time alone moved since the last tick, so that every figure is as of now. */
  private async passTime(): Promise<number[]> {
    const passed: number[] = [];
    for (const row of this.timetable.passed()) {
      this.placeEverywhere(row);
      passed.push(row);
      if (passed.length % ROWS_PER_TURN === 0) await nextTurn();
    }
    return passed;
  }

  private placeEverywhere(row: number): void {
    const facts = this.store.factsOf(row, this.facts);
    const unit = this.unitNumber(row);
    for (const board of this.periods.all()) board.cube.place(row, unit, facts, board.instants);
    this.trend.place(row, unit, facts, this.asOfMs);
    this.timetable.note(row, facts);
  }

  private unitNumber(row: number): number {
    return this.directory.resolve(this.store.unitOf(row));
  }

  private sawEventTime(timeMs: number, nowMs: number): void {
    if (timeMs > this.dataTimeMs && timeMs <= nowMs + CLOCK_TOLERANCE_MS) this.dataTimeMs = timeMs;
  }
}
