/**
 * Writes batches of all partitions into ClickHouse, one insert at a time: what arrives while an insert runs goes into
 * the next one. So inserts are small and immediate when the stream is slow and large when it is behind, and no
 * partition ever has two in flight.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { insertEvents } from '../clickhouse/events-table.ts';
import { halves, type EncodedBatch } from './batch.ts';
import { isPermanent } from './insert-errors.ts';
import { excerpt } from './refusal.ts';
import { retryForEver } from './retry.ts';

/** A row that ClickHouse refuses for good. */
export interface PoisonRow {
  kafkaPartition: number;
  generation: number;
  kafkaOffset: number;
  reason: string;
}

interface Waiting {
  batch: EncodedBatch;
  done: (poison: PoisonRow[]) => void;
  failed: (error: unknown) => void;
}

export interface EventWriterOptions {
  client: ClickHouseClient;
  log: Logger;
  /** Shortest time between the starts of two inserts, ms: bounds the number of parts. */
  minIntervalMs: number;
  /** Rows of one insert at most (by whole batches). */
  maxRows: number;
  /** An insert that is not answered within this many ms is taken to be hung. */
  deadlineMs: number;
  /** Longest wait between two tries while ClickHouse is away, ms. */
  maxBackoffMs: number;
}

export class EventWriter {
  /**
   * Since when ClickHouse owes an answer, by Date.now(); 0 when it owes none. A try that ended for want of an answer
   * leaves it standing, a quick failure does not: then ClickHouse is away for everybody.
   */
  private silentSince = 0;
  private readonly options: EventWriterOptions;
  private waiting: Waiting[] = [];
  private running = false;
  private readonly stopping = new AbortController();

  constructor(options: EventWriterOptions) {
    this.options = options;
  }

  /**
   * Resolves when the batch is in ClickHouse, with the rows that it refused for good. Tries for ever while ClickHouse
   * is away; rejects only when the writer is stopped.
   */
  write(batch: EncodedBatch): Promise<PoisonRow[]> {
    return new Promise((done, failed) => {
      this.waiting.push({ batch, done, failed });
      if (!this.running) void this.run();
    });
  }

  /**
   * False once an insert runs past its deadline: another process may reach ClickHouse better than this one, and gets
   * the partitions when this one no longer tells the group that it is well.
   */
  isWell(): boolean {
    return this.silentSince === 0 || Date.now() - this.silentSince <= this.options.deadlineMs;
  }

  isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  stop(): void {
    this.stopping.abort(new Error('ingest is stopping'));
  }

  private async run(): Promise<void> {
    this.running = true;
    while (this.waiting.length > 0) {
      // The batches of one fetch are handed over in one turn of the event loop: they go together.
      await new Promise(setImmediate);
      const group = this.nextGroup();
      const startedAt = Date.now();
      try {
        const poison = await this.insertForEver(group.map((item) => item.batch));
        for (const item of group) {
          item.done(poison.filter((row) => row.kafkaPartition === item.batch.kafkaPartition));
        }
      } catch (error) {
        for (const item of group) item.failed(error);
      }
      const rest = this.options.minIntervalMs - (Date.now() - startedAt);
      if (rest > 0) await sleep(rest);
    }
    this.running = false;
  }

  private nextGroup(): Waiting[] {
    let rows = 0;
    let count = 0;
    for (const item of this.waiting) {
      if (count > 0 && rows + item.batch.offsets.length > this.options.maxRows) break;
      rows += item.batch.offsets.length;
      count++;
    }
    return this.waiting.splice(0, count);
  }

  /** Tries again while ClickHouse is away, as {@link EventWriter.write} does. */
  retry<T>(work: () => Promise<T>): Promise<T> {
    const { log, maxBackoffMs } = this.options;
    return retryForEver(work, {
      maxBackoffMs,
      signal: this.stopping.signal,
      failed: (error, attempt, waitMs) =>
        log.warn({ err: error, attempt, waitMs }, 'ClickHouse is away; trying again'),
    });
  }

  private async insertForEver(batches: EncodedBatch[]): Promise<PoisonRow[]> {
    const refusal = await this.retry(() => this.tryInsert(batches));
    return refusal === undefined ? [] : this.bisect(batches, refusal);
  }

  /** One try. Resolves with the error when ClickHouse refuses the rows for good, rejects when it is away. */
  private async tryInsert(batches: EncodedBatch[]): Promise<unknown> {
    const startedAt = Date.now();
    if (this.silentSince === 0) this.silentSince = startedAt;
    try {
      await insertEvents(
        this.options.client,
        batches.map((batch) => batch.bytes),
      );
      this.silentSince = 0;
      return undefined;
    } catch (error) {
      if (Date.now() - startedAt < this.options.deadlineMs) this.silentSince = 0;
      if (isPermanent(error)) return error;
      throw error;
    }
  }

  /** Halves what ClickHouse refuses until the poison rows stand alone; the others go in, in order. */
  private async bisect(batches: EncodedBatch[], error: unknown): Promise<PoisonRow[]> {
    const [batch] = batches;
    if (!batch) return [];
    if (batches.length === 1 && batch.offsets.length === 1) {
      // It quotes the values of the row.
      const text = excerpt(error instanceof Error ? error.message : String(error), 500);
      return [
        { ...batch, kafkaOffset: batch.offsets[0] as number, reason: `ClickHouse refuses the row: ${text}` },
      ];
    }
    const parts = batches.length > 1 ? batches.map((one) => [one]) : halves(batch).map((half) => [half]);
    const poison: PoisonRow[] = [];
    for (const part of parts) poison.push(...(await this.insertForEver(part)));
    return poison;
  }
}
