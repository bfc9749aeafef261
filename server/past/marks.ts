/**
 * Remembers which part of the log the figures of each instant rested on, so that they can be counted again later.
 *
 * A tick that read nothing rests on the same part as the one before and needs no mark. Marks are written at once when
 * all was quiet and together, once a second, while events stream: what a killed server loses is the last second.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { StreamName } from '../../contract/streams.ts';
import type { LogPart } from '../../clickhouse/log-part.ts';
import { insertMarks, readMarkAt, type Mark } from '../../clickhouse/marks-table.ts';
import { partsAt, readLives } from '../../clickhouse/partition-lives-table.ts';
import { FaultRest } from '../../errors/fault-rest.ts';
import type { ServerFaults } from '../server-faults.ts';
import type { Tick } from '../state/tick.ts';

const WRITE_EVERY_MS = 1_000;
/** So many wait while they cannot be written: hours of a busy stream. Then the oldest go. */
const MAX_WAITING = 50_000;

export class Marks {
  readonly #client: ClickHouseClient;
  readonly #stream: StreamName;
  readonly #faults: ServerFaults;
  readonly #rest = new FaultRest(2 * WRITE_EVERY_MS);
  readonly #log: Logger;
  readonly #stopping = new AbortController();
  /** Not known to be written. */
  #waiting: Mark[] = [];
  #lastPositions = '';
  #writing: Promise<void> | undefined;

  /** Of the ticks of one stream. */
  constructor(client: ClickHouseClient, stream: StreamName, faults: ServerFaults, log: Logger) {
    this.#client = client;
    this.#stream = stream;
    this.#faults = faults;
    this.#log = log;
  }

  afterTick({ nowMs, positions }: Tick): void {
    const key = JSON.stringify(positions);
    if (key === this.#lastPositions) return;
    this.#lastPositions = key;
    this.#waiting.push({ asOf: nowMs, positions });
    if (this.#waiting.length > MAX_WAITING) {
      this.#log.error({ asOf: nowMs }, 'marks cannot be written: the oldest instant that waits is given up');
      this.#waiting.shift();
    }
    this.#writing ??= this.#write().finally(() => (this.#writing = undefined));
  }

  /** The parts of the log that the latest mark at or before an instant names; undefined when there is none so early. */
  async at(asOfMs: number): Promise<LogPart[] | undefined> {
    const own = this.#waiting.findLast((mark) => mark.asOf <= asOfMs);
    const written = await readMarkAt(this.#client, this.#stream, asOfMs);
    const mark = own && (!written || own.asOf > written.asOf) ? own : written;
    return mark && partsAt(mark.positions, await readLives(this.#client, this.#stream));
  }

  /** Writes what waits. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#writing;
    await this.#writeWaiting();
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0 && !this.#stopping.signal.aborted) {
      await this.#writeWaiting();
      await sleep(this.#rest.restMs(WRITE_EVERY_MS), undefined, { signal: this.#stopping.signal }).catch(
        () => undefined,
      );
    }
  }

  async #writeWaiting(): Promise<void> {
    const marks = [...this.#waiting];
    if (marks.length === 0) return;
    try {
      await insertMarks(this.#client, this.#stream, marks);
      const written = new Set(marks);
      this.#waiting = this.#waiting.filter((mark) => !written.has(mark));
      this.#rest.ended();
    } catch (error) {
      const what = 'marks could not be written; trying again';
      this.#rest.ended(this.#faults.failed(error, 'marks', what, { marks: marks.length }));
    }
  }
}
