/**
 * Writes batches of all partitions of a stream into ClickHouse, one insert at a time: what arrives while an insert runs goes into
 * the next one. So inserts are small and immediate when the stream is slow and large when it is behind, and no
 * partition ever has two in flight.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { insertEvents } from '../../clickhouse/events-table.ts';
import type { StreamLog } from '../../clickhouse/stream-log.ts';
import { errorKind } from '../../errors/error-kind.ts';
import { Outage } from '../../errors/outage.ts';
import type { EncodedBatch } from '../decoding/encoder.ts';
import { PoisonSearch, type PoisonMessage } from './poison-search.ts';
import { retryOutages } from '../retry.ts';

interface Waiting {
  batch: EncodedBatch;
  done: (poison: PoisonMessage[]) => void;
  failed: (error: unknown) => void;
}

export interface EventWriterOptions {
  client: ClickHouseClient;
  /** Where the rows go. */
  eventLog: StreamLog;
  log: Logger;
  /** Shortest time between the starts of two inserts, ms: bounds the number of parts. */
  minIntervalMs: number;
  /** Rows of one insert at most (by whole batches). */
  maxRows: number;
  /** An insert without an answer within this many ms is taken to hang. */
  deadlineMs: number;
  /** Longest wait between two tries while ClickHouse is away, ms. */
  maxBackoffMs: number;
}

export class EventWriter {
  /**
   * Since when ClickHouse owes an answer, by performance.now(); undefined when it owes none. A try that timed out leaves it
   * set. A quick failure clears it: then ClickHouse is away for everybody.
   */
  #silentSince: number | undefined;
  readonly #options: EventWriterOptions;
  #waiting: Waiting[] = [];
  #running = false;
  readonly #stopping = new AbortController();

  constructor(options: EventWriterOptions) {
    this.#options = options;
  }

  /**
   * Resolves when the batch is in ClickHouse, with the messages that cannot be inserted. Tries for ever while ClickHouse is
   * away; rejects when the writer is stopped, and by a fault that is of no single message.
   */
  write(batch: EncodedBatch): Promise<PoisonMessage[]> {
    return new Promise((done, failed) => {
      this.#waiting.push({ batch, done, failed });
      if (!this.#running) void this.#run();
    });
  }

  /**
   * False once an insert runs past its deadline: another process may reach ClickHouse better than this one, and gets the
   * partitions when this one stops its heartbeats.
   */
  isWell(): boolean {
    const silentSince = this.#silentSince;
    return silentSince === undefined || performance.now() - silentSince <= this.#options.deadlineMs;
  }

  isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  stop(): void {
    this.#stopping.abort(new Outage('ingest is stopping'));
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      // The batches of one fetch are handed over in one turn of the event loop: they go together.
      await new Promise(setImmediate);
      const group = this.#nextGroup();
      const startedAt = performance.now();
      try {
        const poison = await this.#insertForEver(group.map((item) => item.batch));
        for (const item of group) item.done(poison.get(item.batch) ?? []);
      } catch (error) {
        for (const item of group) item.failed(error);
      }
      const rest = this.#options.minIntervalMs - (performance.now() - startedAt);
      if (rest > 0) await sleep(rest);
    }
    this.#running = false;
  }

  #nextGroup(): Waiting[] {
    let rows = 0;
    let count = 0;
    for (const item of this.#waiting) {
      if (count > 0 && rows + item.batch.messages.length > this.#options.maxRows) break;
      rows += item.batch.messages.length;
      count++;
    }
    // In the order of the table's key the engine has nothing to sort.
    return this.#waiting.splice(0, count).sort((a, b) => a.batch.kafkaPartition - b.batch.kafkaPartition);
  }

  #retry<T>(work: () => Promise<T>): Promise<T> {
    const { log, maxBackoffMs } = this.#options;
    return retryOutages(work, {
      maxBackoffMs,
      signal: this.#stopping.signal,
      failed: (error, attempt, waitMs) =>
        log.warn({ err: error, attempt, waitMs }, 'ClickHouse is away; trying again'),
    });
  }

  /** Batch -> its messages that cannot be inserted; only batches that have some. */
  async #insertForEver(batches: EncodedBatch[]): Promise<Map<EncodedBatch, PoisonMessage[]>> {
    const failure = await this.#retry(() => this.#tryInsert(batches));
    if (failure === undefined) return new Map();
    const search = new PoisonSearch((batch) => this.#retry(() => this.#tryInsert([batch])));
    return search.run(batches, failure);
  }

  /** One try. Resolves with the error when it is a refusal or a fault, rejects when ClickHouse is away. */
  async #tryInsert(batches: EncodedBatch[]): Promise<unknown> {
    const startedAt = performance.now();
    this.#silentSince ??= startedAt;
    try {
      await insertEvents(
        this.#options.client,
        this.#options.eventLog,
        batches.map((batch) => batch.block),
      );
      this.#silentSince = undefined;
      return undefined;
    } catch (error) {
      if (performance.now() - startedAt < this.#options.deadlineMs) this.#silentSince = undefined;
      if (errorKind(error) === 'outage') throw error;
      return error;
    }
  }
}
