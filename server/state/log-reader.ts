/** Joins what is new in the event log into the store, and knows how much of it the figures hold. */
import type { ClickHouseClient } from '@clickhouse/client';
import { readCorrectedCodes } from '../../clickhouse/corrections.ts';
import { readEventsFrom } from '../../clickhouse/events-table.ts';
import type { LogPosition } from '../../clickhouse/log-part.ts';
import { visitCorrected } from '../../clickhouse/states-table.ts';
import { DOSSIER_LOG } from '../../clickhouse/stream-log.ts';
import { MANY_EVENTS } from '../../contract/quality.ts';
import type { DossierStore } from './dossier-store.ts';
import { uint32 } from './growable.ts';
import { LogFollower } from './log-follower.ts';

/** Event times further ahead than this are a sender's wrong clock: they do not become the data time. */
export const CLOCK_TOLERANCE_MS = 60_000;

/** Corrected dossiers that one query reads. */
const CORRECTED_PER_READ = 500;

/** What was read. */
export interface LogNews {
  events: number;
  /** How long reading took, ms. */
  readMs: number;
  /** Dossiers (row numbers) that events told of -> the greatest event time among them, ms. */
  arrivals: ReadonlyMap<number, number>;
  /** Dossiers that came to have told more than {@link MANY_EVENTS} events since the start. */
  crowded: number;
  /** The latest event time with these counted, ms. */
  dataTimeMs: number;
}

export class LogReader {
  /** The latest event time counted, ms; 0 while there is none. */
  dataTimeMs = 0;
  /** How often the state of a corrected dossier was read from the log. */
  correctedReads = 0;
  /** Events have been joined that are not counted: the state is ahead of the figures. */
  isAhead = false;
  /** Dossiers whose state was joined beside the log -> the event time that is told of, ms. */
  readonly #beside = new Map<number, number>();
  readonly #follower = new LogFollower();
  /** Of before the clock was put back. */
  #laterDataTimeMs = 0;
  /** [row]: its events since the start. */
  readonly #eventsOf = uint32();
  readonly #client: ClickHouseClient;
  readonly #store: DossierStore;

  constructor(client: ClickHouseClient, store: DossierStore) {
    this.#client = client;
    this.#store = store;
  }

  /** The store holds the log up to here. */
  startFrom(positions: readonly LogPosition[]): void {
    this.#follower.startFrom(positions);
  }

  /** Finds the corrected dossiers of the log so far; their states are to be read by {@link LogReader.readCorrected}. */
  async findCorrected(): Promise<void> {
    for (const code of await readCorrectedCodes(this.#client, DOSSIER_LOG, this.#follower.positions()))
      this.#store.markCorrected(code);
  }

  /** Reads the corrected dossiers of which something came, as they are where the running pass is. */
  async readCorrected(): Promise<void> {
    const { outdated, codes } = this.#store;
    while (outdated.size > 0) {
      const rows = [...outdated].slice(0, CORRECTED_PER_READ);
      await visitCorrected(
        this.#client,
        DOSSIER_LOG,
        rows.map((row) => codes.textOf(row)),
        this.#follower.reached(),
        (state) => this.#store.replaceState(state),
      );
      // Of the others no event is left.
      for (const row of rows) if (outdated.has(row)) this.#store.clear(row);
      this.correctedReads += rows.length;
    }
  }

  /** The log up to here is counted. */
  positions(): LogPosition[] {
    return this.#follower.positions();
  }

  /** Joins what is new. When it fails, the next call reads the same events again. */
  async readOn(nowMs: number): Promise<LogNews> {
    const startedAt = performance.now();
    const arrivals = new Map(this.#beside);
    let events = 0;
    let crowded = 0;
    this.sawEventTime(this.#laterDataTimeMs, nowMs);
    let dataTimeMs = this.dataTimeMs;
    for await (const rows of readEventsFrom(this.#client, DOSSIER_LOG, this.#follower.positions())) {
      this.isAhead = true;
      for (const row of rows) {
        this.#follower.saw(row);
        const number = this.#store.joinEvent(row);
        arrivals.set(number, Math.max(row.eventTime, arrivals.get(number) ?? 0));
        if (row.eventTime > dataTimeMs && isDataTime(row.eventTime, nowMs)) dataTimeMs = row.eventTime;
        if (this.#countEvent(number) === MANY_EVENTS + 1) crowded++;
        events++;
      }
    }
    await this.readCorrected();
    return { events, readMs: performance.now() - startedAt, arrivals, crowded, dataTimeMs };
  }

  #countEvent(row: number): number {
    this.#eventsOf.reserve(row + 1);
    return (this.#eventsOf.data[row] = (this.#eventsOf.data[row] as number) + 1);
  }

  /** What was read is counted. */
  settle({ dataTimeMs }: LogNews): void {
    this.#follower.endPass();
    this.dataTimeMs = dataTimeMs;
    this.#beside.clear();
    this.isAhead = false;
  }

  /** A dossier's state was joined beside the log: it counts with what is read next. */
  joinedBeside(row: number, timeMs: number): void {
    this.isAhead = true;
    this.#beside.set(row, Math.max(timeMs, this.#beside.get(row) ?? 0));
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
