/** Joins what is new in a stream's log into the stores of its kinds, and knows how much of it the figures hold. */
import type { ClickHouseClient } from '@clickhouse/client';
import { readCorrectedCodes } from '../../../clickhouse/corrections.ts';
import { readEventsFrom } from '../../../clickhouse/events-table.ts';
import type { LogPosition } from '../../../clickhouse/log-part.ts';
import { visitCorrected } from '../../../clickhouse/states-table.ts';
import type { StreamLog } from '../../../clickhouse/stream-log.ts';
import { MANY_EVENTS } from '../../../contract/quality.ts';
import type { CaseStore } from '../cases/case-store.ts';
import { uint32, type Growable } from '../memory/growable.ts';
import { LogFollower } from './log-follower.ts';
import type { LogPass } from './log-pass.ts';
import type { KindStores } from '../cases/kind-stores.ts';

/** Event times further ahead than this are a sender's wrong clock: they do not become the data time. */
export const CLOCK_TOLERANCE_MS = 60_000;

/** Corrected cases that one query reads. */
const CORRECTED_PER_READ = 500;

/** Cases (row numbers) that events told of -> the greatest event time among them, ms. */
export type Arrivals = ReadonlyMap<number, number>;

/** What was read. */
export interface LogNews {
  events: number;
  /** How long reading took, ms. */
  readMs: number;
  arrivals: ReadonlyMap<CaseStore, Arrivals>;
  /** Cases that came to have told more than {@link MANY_EVENTS} events since the start. */
  crowded: number;
  /** The latest event time with these counted, ms. */
  dataTimeMs: number;
}

/** What is kept beside a store. */
class Followed {
  /** Cases whose state was joined beside the log -> the event time that is told of, ms. */
  readonly beside = new Map<number, number>();
  /** [row]: its events since the start. */
  readonly #eventsOf: Growable<Uint32Array> = uint32();

  countEvent(row: number): number {
    this.#eventsOf.reserve(row + 1);
    return (this.#eventsOf.data[row] = (this.#eventsOf.data[row] as number) + 1);
  }
}

export class LogReader {
  /** The latest event time counted, ms; 0 while there is none. */
  dataTimeMs = 0;
  /** How often the state of a corrected case was read from the log. */
  correctedReads = 0;
  readonly #follower = new LogFollower();
  /** Of before the clock was put back. */
  #laterDataTimeMs = 0;
  readonly #followed: ReadonlyMap<CaseStore, Followed>;
  readonly #client: ClickHouseClient;
  readonly #log: StreamLog;
  readonly #stores: KindStores;
  readonly #pass: LogPass;

  constructor(client: ClickHouseClient, log: StreamLog, stores: KindStores, pass: LogPass) {
    this.#client = client;
    this.#log = log;
    this.#stores = stores;
    this.#pass = pass;
    this.#followed = new Map(stores.all.map((store) => [store, new Followed()]));
  }

  /** The stores hold the log up to here. */
  startFrom(positions: readonly LogPosition[]): void {
    this.#follower.startFrom(positions);
  }

  /** Finds the corrected cases of the log so far; their states are to be read by {@link LogReader.readCorrected}. */
  async findCorrected(): Promise<void> {
    for (const code of await readCorrectedCodes(this.#client, this.#log, this.#follower.positions()))
      this.#stores.of(code)?.markCorrected(code);
  }

  /** Reads the corrected cases of which something came, as they are where the running pass is. */
  async readCorrected(): Promise<void> {
    for (const store of this.#stores.all) {
      const { outdated, codes } = store;
      while (outdated.size > 0) {
        const rows = [...outdated].slice(0, CORRECTED_PER_READ);
        await visitCorrected(
          this.#client,
          this.#log,
          rows.map((row) => codes.textOf(row)),
          this.#follower.reached(),
          (state) => store.replaceState(state),
        );
        // Of the others no event is left.
        for (const row of rows) if (outdated.has(row)) store.clear(row);
        this.correctedReads += rows.length;
      }
    }
  }

  /** The log up to here is counted. */
  positions(): LogPosition[] {
    return this.#follower.positions();
  }

  /** Joins what is new. When it fails, the next call reads the same events again. */
  async readOn(nowMs: number): Promise<LogNews> {
    const startedAt = performance.now();
    const arrivals = new Map([...this.#followed].map(([store, { beside }]) => [store, new Map(beside)]));
    let events = 0;
    let crowded = 0;
    this.sawEventTime(this.#laterDataTimeMs, nowMs);
    let dataTimeMs = this.dataTimeMs;
    for await (const rows of readEventsFrom(this.#client, this.#log, this.#follower.positions())) {
      this.#pass.isAhead = true;
      for (const row of rows) {
        this.#follower.saw(row);
        events++;
        if (row.eventTime > dataTimeMs && isDataTime(row.eventTime, nowMs)) dataTimeMs = row.eventTime;
        const store = this.#stores.of(row.code);
        if (!store) continue;
        const number = store.joinEvent(row);
        const arrived = arrivals.get(store) as Map<number, number>;
        arrived.set(number, Math.max(row.eventTime, arrived.get(number) ?? 0));
        if (this.#followed.get(store)?.countEvent(number) === MANY_EVENTS + 1) crowded++;
      }
    }
    await this.readCorrected();
    return { events, readMs: performance.now() - startedAt, arrivals, crowded, dataTimeMs };
  }

  /** What was read is counted. */
  settle({ dataTimeMs }: Pick<LogNews, 'dataTimeMs'>): void {
    this.#follower.endPass();
    this.dataTimeMs = dataTimeMs;
    for (const { beside } of this.#followed.values()) beside.clear();
    this.#pass.isAhead = false;
  }

  /** A case's state was joined beside the log: it counts with what is read next. */
  joinedBeside(store: CaseStore, row: number, timeMs: number): void {
    this.#pass.isAhead = true;
    const beside = this.#followed.get(store)?.beside;
    beside?.set(row, Math.max(timeMs, beside.get(row) ?? 0));
  }

  /**
   * A data time that now lies ahead waits until the clock reaches it; {@link LogReader.sawEventTime} finds what it is until
   * then.
   */
  clockPutBack(nowMs: number): void {
    if (isDataTime(this.dataTimeMs, nowMs)) return;
    this.#laterDataTimeMs = Math.max(this.#laterDataTimeMs, this.dataTimeMs);
    this.dataTimeMs = 0;
  }

  /** A state that was loaded tells of an event of this time. */
  sawEventTime(timeMs: number, nowMs: number): void {
    if (timeMs > this.dataTimeMs && isDataTime(timeMs, nowMs)) this.dataTimeMs = timeMs;
  }
}

function isDataTime(timeMs: number, nowMs: number): boolean {
  return timeMs <= nowMs + CLOCK_TOLERANCE_MS;
}
