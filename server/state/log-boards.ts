/** The boards of the kinds whose events stand in one log: loaded and brought up to date together, so that they are of one instant. */
import type { ClickHouseClient } from '@clickhouse/client';
import { countStates, visitStates } from '../../clickhouse/dossiers-table.ts';
import { countStateMends } from '../../clickhouse/ledger-checks-table.ts';
import { readJoinedPositions } from '../../clickhouse/lanes-table.ts';
import type { StreamName } from '../../contract/streams.ts';
import type { Board } from './board.ts';
import type { KindStores } from './kind-stores.ts';
import type { LogPass } from './log-pass.ts';
import { LogReader } from './log-reader.ts';
import type { BoardTick, Tick } from './tick.ts';

/** A clock that goes back by less is waited for: the figures stand still so long. */
const WAITED_FOR_MS = 5_000;

export class LogBoards {
  readonly stream: StreamName;
  readonly boards: readonly Board[];
  /** How often the states had been mended when they were read. */
  mends = 0;
  #isCountingAgain = false;
  readonly #client: ClickHouseClient;
  readonly #stores: KindStores;
  readonly #pass: LogPass;
  readonly #log: LogReader;

  /** `pass`: the one that the boards were made with. */
  constructor(
    client: ClickHouseClient,
    stream: StreamName,
    boards: readonly Board[],
    stores: KindStores,
    pass: LogPass,
  ) {
    this.#client = client;
    this.stream = stream;
    this.boards = boards;
    this.#stores = stores;
    this.#pass = pass;
    this.#log = new LogReader(client, stores, pass);
  }

  /** How often the state of a corrected case was read from the log. */
  get correctedReads(): number {
    return this.#log.correctedReads;
  }

  /** Reads the state of all cases; from then on {@link LogBoards.tick} follows the log. */
  async load(nowMs: number): Promise<void> {
    this.mends = await countStateMends(this.#client);
    // The states hold the log up to here; the log is read from there, so nothing falls between the two.
    this.#log.startFrom(await readJoinedPositions(this.#client));
    const rows = await countStates(this.#client);
    // Of several kinds nobody knows the parts beforehand.
    if (this.boards.length === 1) this.boards[0]?.reserve(rows);
    await this.#log.findCorrected();
    await visitStates(this.#client, (state) => {
      this.#stores.ofSpan(state.code)?.joinState(state);
      this.#log.sawEventTime(state.status.at, nowMs);
    });
    await this.#log.readCorrected();
    for (const board of this.boards) {
      await board.countLoaded(nowMs);
      board.holds(this.#log);
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
      this.#log.clockPutBack(nowMs);
      for (const board of this.boards) {
        await board.countAgain(nowMs, (statusAt) => this.#log.sawEventTime(statusAt, nowMs));
        board.holds(this.#log);
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
    const mends = await countStateMends(this.#client);
    let changed = 0;
    await visitStates(this.#client, (state) => {
      const store = this.#stores.ofSpan(state.code);
      const row = store?.joinState(state);
      if (!store?.lastWasNews) return;
      changed++;
      this.#log.joinedBeside(store, row as number, state.status.at);
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
    return this.#pass.run(async () => {
      const { arrivals, ...news } = await this.#log.readOn(nowMs);
      // From here on in one turn: positions, instant and figures belong together for whoever reads between ticks.
      const changed = this.boards.map((board): [Board, BoardTick] => [
        board,
        board.advance(arrivals.get(board.store) ?? new Map<number, number>(), nowMs),
      ]);
      this.#log.settle(news);
      for (const board of this.boards) board.holds(this.#log);
      const { events, readMs, crowded } = news;
      const positions = this.#log.positions();
      return { stream: this.stream, nowMs, events, readMs, crowded, positions, boards: new Map(changed) };
    });
  }
}
