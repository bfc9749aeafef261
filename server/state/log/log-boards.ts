/** The boards of the kinds whose events stand in one log: loaded and brought up to date together, so that they are of one instant. */
import type { ClickHouseClient } from '@clickhouse/client';
import type { JoinedField } from '../../../clickhouse/field-packing.ts';
import { readJoinedPositions } from '../../../clickhouse/lanes-table.ts';
import { countStateMends } from '../../../clickhouse/ledger-checks-table.ts';
import { countStates, visitStates } from '../../../clickhouse/states-table.ts';
import type { StreamLog } from '../../../clickhouse/stream-log.ts';
import type { Board } from '../board.ts';
import type { KindStores } from '../cases/kind-stores.ts';
import type { LogPass } from './log-pass.ts';
import { LogReader } from './log-reader.ts';
import type { BoardTick, Tick } from '../tick.ts';

/** A clock that goes back by less is waited for: the figures stand still so long. */
const WAITED_FOR_MS = 5_000;

export class LogBoards {
  readonly log: StreamLog;
  readonly boards: readonly Board[];
  /** How often the states had been mended when they were read. */
  mends = 0;
  #isCountingAgain = false;
  readonly #client: ClickHouseClient;
  readonly #stores: KindStores;
  readonly #pass: LogPass;
  readonly #reader: LogReader;

  /** `pass`: the one that the boards were made with. */
  constructor(
    client: ClickHouseClient,
    log: StreamLog,
    boards: readonly Board[],
    stores: KindStores,
    pass: LogPass,
  ) {
    this.#client = client;
    this.log = log;
    this.boards = boards;
    this.#stores = stores;
    this.#pass = pass;
    this.#reader = new LogReader(client, log, stores, pass);
  }

  /** How often the state of a corrected case was read from the log. */
  get correctedReads(): number {
    return this.#reader.correctedReads;
  }

  /** Reads the state of all cases; from then on {@link LogBoards.tick} follows the log. */
  async load(nowMs: number): Promise<void> {
    this.mends = await countStateMends(this.#client, this.log.stream);
    // The states hold the log up to here; the log is read from there, so nothing falls between the two.
    this.#reader.startFrom(await readJoinedPositions(this.#client, this.log.stream));
    const rows = await countStates(this.#client, this.log);
    // Of several kinds nobody knows the parts beforehand.
    if (this.boards.length === 1) this.boards[0]?.reserve(rows);
    await this.#reader.findCorrected();
    await visitStates(this.#client, this.log, (state) => {
      this.#stores.ofSpan(state.code)?.joinState(state);
      this.#reader.sawEventTime(toldStatusAt(state), nowMs);
    });
    await this.#reader.readCorrected();
    for (const board of this.boards) {
      await board.countLoaded(nowMs);
      board.holds(this.#reader);
    }
  }

  /** The figures are of a later instant than the clock shows, by more than is waited for. */
  isAheadOf(nowMs: number): boolean {
    return this.#isCountingAgain || this.boards.some(({ asOfMs }) => asOfMs > nowMs + WAITED_FOR_MS);
  }

  /**
   * The clock was put back: counts all that time has moved again as of `nowMs`, in turns, and exchanges it at once. No tick
   * may run meanwhile.
   */
  async countAgain(nowMs: number): Promise<void> {
    this.#isCountingAgain = true;
    try {
      this.#reader.clockPutBack(nowMs);
      for (const board of this.boards) {
        await board.countAgain(nowMs, (statusAt) => this.#reader.sawEventTime(statusAt, nowMs));
        board.holds(this.#reader);
      }
    } finally {
      this.#isCountingAgain = false;
    }
  }

  /**
   * Joins the states again, which had lost something when they were loaded; what they tell now counts from the next tick
   * on. Returns how many cases that changed. Not beside a tick.
   */
  async loadAgain(nowMs: number): Promise<number> {
    const mends = await countStateMends(this.#client, this.log.stream);
    let changed = 0;
    await visitStates(this.#client, this.log, (state) => {
      const store = this.#stores.ofSpan(state.code);
      const row = store?.joinState(state);
      if (!store?.lastWasNews) return;
      changed++;
      this.#reader.joinedBeside(store, row as number, toldStatusAt(state));
      this.#reader.sawEventTime(toldStatusAt(state), nowMs);
    });
    this.mends = mends;
    return changed;
  }

  /**
   * Reads what is new in the log and brings every figure to `nowMs`. A tick that fails leaves the figures as they were;
   * the next one reads the same events again.
   */
  tick(nowMs: number): Promise<Tick> {
    return this.#pass.run(async () => {
      const { arrivals, ...news } = await this.#reader.readOn(nowMs);
      // From here on in one turn: positions, instant and figures belong together for whoever reads between ticks.
      const changed = this.boards.map((board): [Board, BoardTick] => [
        board,
        board.advance(arrivals.get(board.store) ?? new Map<number, number>(), nowMs),
      ]);
      this.#reader.settle(news);
      for (const board of this.boards) board.holds(this.#reader);
      const { events, readMs, crowded } = news;
      const positions = this.#reader.positions();
      return { stream: this.log.stream, nowMs, events, readMs, crowded, positions, boards: new Map(changed) };
    });
  }
}

/** Every table of fields of cases has a status, and it is held. */
function toldStatusAt(state: object): number {
  return (state as { status: JoinedField }).status.at;
}
