/**
 * Writes batches of all partitions into ClickHouse, one insert at a time: what arrives while an insert runs goes into
 * the next one. So inserts are small and immediate when the stream is slow and large when it is behind, and no
 * partition ever has two in flight.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import type { KafkaMessage } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { insertEvents } from '../clickhouse/events-table.ts';
import type { EncodedBatch } from './encoder.ts';
import { isPermanent } from './insert-errors.ts';
import { excerpt } from './refusal.ts';
import { retryForEver } from './retry.ts';

/** A message whose row ClickHouse refuses for good. */
export interface PoisonMessage {
  message: KafkaMessage;
  reason: string;
}

interface Waiting {
  batch: EncodedBatch;
  done: (poison: PoisonMessage[]) => void;
  failed: (error: unknown) => void;
}

export interface EventWriterOptions {
  client: ClickHouseClient;
  /** Encodes some of a batch's messages anew, to find those that ClickHouse refuses. */
  encode: (batch: EncodedBatch, messages: readonly KafkaMessage[]) => Promise<EncodedBatch>;
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
   * Since when ClickHouse owes an answer, by performance.now(); undefined when it owes none. A try that ended for want of an answer
   * leaves it standing, a quick failure does not: then ClickHouse is away for everybody.
   */
  private silentSince: number | undefined;
  private readonly options: EventWriterOptions;
  private waiting: Waiting[] = [];
  private running = false;
  private readonly stopping = new AbortController();

  constructor(options: EventWriterOptions) {
    this.options = options;
  }

  /**
   * Resolves when the batch is in ClickHouse, with the messages that it refused for good. Tries for ever while ClickHouse
   * is away; rejects only when the writer is stopped.
   */
  write(batch: EncodedBatch): Promise<PoisonMessage[]> {
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
    const { silentSince } = this;
    return silentSince === undefined || performance.now() - silentSince <= this.options.deadlineMs;
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
      const startedAt = performance.now();
      try {
        const poison = await this.insertForEver(group.map((item) => item.batch));
        for (const item of group) item.done(poison.get(item.batch) ?? []);
      } catch (error) {
        for (const item of group) item.failed(error);
      }
      const rest = this.options.minIntervalMs - (performance.now() - startedAt);
      if (rest > 0) await sleep(rest);
    }
    this.running = false;
  }

  private nextGroup(): Waiting[] {
    let rows = 0;
    let count = 0;
    for (const item of this.waiting) {
      if (count > 0 && rows + item.batch.messages.length > this.options.maxRows) break;
      rows += item.batch.messages.length;
      count++;
    }
    // In the order of the table's key the engine has nothing to sort.
    return this.waiting.splice(0, count).sort((a, b) => a.batch.kafkaPartition - b.batch.kafkaPartition);
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

  /** Batch -> its messages that ClickHouse refuses; only batches that have some. */
  private async insertForEver(batches: EncodedBatch[]): Promise<Map<EncodedBatch, PoisonMessage[]>> {
    const refusal = await this.retry(() => this.tryInsert(batches));
    const poison = new Map<EncodedBatch, PoisonMessage[]>();
    if (refusal === undefined) return poison;
    for (const batch of batches) {
      const found = await this.findPoison(batch, batches.length > 1 ? undefined : refusal);
      if (found.length > 0) poison.set(batch, found);
    }
    return poison;
  }

  /** One try. Resolves with the error when ClickHouse refuses the rows for good, rejects when it is away. */
  private async tryInsert(batches: EncodedBatch[]): Promise<unknown> {
    const startedAt = performance.now();
    this.silentSince ??= startedAt;
    try {
      await insertEvents(
        this.options.client,
        batches.map((batch) => batch.block),
      );
      this.silentSince = undefined;
      return undefined;
    } catch (error) {
      if (performance.now() - startedAt < this.options.deadlineMs) this.silentSince = undefined;
      if (isPermanent(error)) return error;
      throw error;
    }
  }

  /** Halves a batch that ClickHouse refuses until the poison stands alone; the other rows go in, in order. */
  private async findPoison(batch: EncodedBatch, known?: unknown): Promise<PoisonMessage[]> {
    const refusal = known ?? (await this.retry(() => this.tryInsert([batch])));
    if (refusal === undefined) return [];
    const { messages } = batch;
    if (messages.length === 1) {
      // It quotes the values of the row.
      const text = excerpt(refusal instanceof Error ? refusal.message : String(refusal), 500);
      return [{ message: messages[0] as KafkaMessage, reason: `ClickHouse refuses the row: ${text}` }];
    }
    const middle = messages.length >> 1;
    const poison: PoisonMessage[] = [];
    for (const half of [messages.slice(0, middle), messages.slice(middle)])
      poison.push(...(await this.findPoison(await this.options.encode(batch, half))));
    return poison;
  }
}
