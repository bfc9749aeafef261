/** Prometheus figures of the streams and their partitions. */
import type { KafkaMessage } from 'kafkajs';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { LifeCause } from '../clickhouse/partition-lives-table.ts';
import type { StreamName } from '../contract/streams.ts';

/** Fine where the goals are: 60 ms and 250 ms. */
const STORED_SECONDS = [
  0.01, 0.015, 0.02, 0.025, 0.03, 0.035, 0.04, 0.045, 0.05, 0.055, 0.06, 0.07, 0.08, 0.1, 0.125, 0.15, 0.2,
  0.25, 0.3, 0.4, 0.5, 0.75, 1, 2, 5, 15, 60,
];

/** Of all streams. */
export function partitionFigures(registry: Registry) {
  return {
    events: new Counter({
      name: 'ingest_events_total',
      help: 'Messages inserted into ClickHouse, repetitions included',
      labelNames: ['stream', 'partition'],
      registers: [registry],
    }),
    deadLetters: new Counter({
      name: 'ingest_dead_letters_total',
      help: 'Messages put into the dead-letter topic, repetitions included',
      labelNames: ['stream', 'partition'],
      registers: [registry],
    }),
    refusedBatches: new Counter({
      name: 'ingest_refused_batches_total',
      help: 'Batches of Kafka that were refused as a whole, repetitions included',
      labelNames: ['kind'],
      registers: [registry],
    }),
    lag: new Gauge({
      name: 'ingest_lag_messages',
      help: 'Messages in Kafka that are not yet in ClickHouse',
      labelNames: ['stream', 'partition'],
      registers: [registry],
    }),
    missingMessages: new Gauge({
      name: 'ingest_missing_messages',
      help: 'Messages that were not counted and that Kafka no longer has, ever',
      labelNames: ['stream', 'partition'],
      registers: [registry],
    }),
    mendedMessages: new Counter({
      name: 'ingest_mended_messages_total',
      help: 'Messages that were read again because the store had lost their rows',
      labelNames: ['stream', 'partition'],
      registers: [registry],
    }),
    lives: new Counter({
      name: 'ingest_lives_total',
      help: 'Lives of partitions that began; truncated: Kafka gave offsets a second time, mended: the store had lost rows',
      labelNames: ['stream', 'partition', 'cause'],
      registers: [registry],
    }),
    life: new Gauge({
      name: 'ingest_life',
      help: 'The life of the partition that is stored now, of 65,535',
      labelNames: ['stream', 'partition'],
      registers: [registry],
    }),
    ledgerPasses: new Counter({
      name: 'ingest_ledger_passes_total',
      help: 'Looks for what the ledger lacks, each of up to 16 damaged buckets of 65,536 offsets',
      labelNames: ['stream', 'partition'],
      registers: [registry],
    }),
    unjudged: new Counter({
      name: 'ingest_unjudged_logs_total',
      help: 'Times that a log was taken for the one that was stored because none of its last 100 messages could be compared',
      labelNames: ['stream', 'partition'],
      registers: [registry],
    }),
    compacted: new Counter({
      name: 'ingest_compacted_messages_total',
      help: 'Messages that compaction took before they were read, as far as it took whole batches',
      labelNames: ['stream', 'partition'],
      registers: [registry],
    }),
    stored: new Histogram({
      name: 'ingest_stored_seconds',
      help: "From a message's time in Kafka until ClickHouse acknowledged its row, which can be read from then on",
      buckets: STORED_SECONDS,
      registers: [registry],
    }),
  };
}

/** Notes what happens in one stream. */
export class StreamMetrics {
  readonly #figures: ReturnType<typeof partitionFigures>;
  readonly #stream: StreamName;

  constructor(figures: ReturnType<typeof partitionFigures>, stream: StreamName) {
    this.#figures = figures;
    this.#stream = stream;
  }

  /** ClickHouse has acknowledged the rows of these messages. */
  acknowledged(messages: readonly KafkaMessage[]): void {
    const now = Date.now();
    // The clock of a producer may be ahead of this one.
    for (const { timestamp } of messages)
      this.#figures.stored.observe(Math.max(0, now - Number(timestamp)) / 1_000);
  }

  counted(partition: number, events: number, deadLetters: number): void {
    if (events > 0) this.#figures.events.inc({ stream: this.#stream, partition }, events);
    if (deadLetters > 0) this.#figures.deadLetters.inc({ stream: this.#stream, partition }, deadLetters);
  }

  refusedBatch(kind: string | undefined): void {
    if (kind !== undefined) this.#figures.refusedBatches.inc({ kind });
  }

  missing(partition: number, messages: number): void {
    this.#figures.missingMessages.set({ stream: this.#stream, partition }, messages);
  }

  mended(partition: number, messages: number): void {
    this.#figures.mendedMessages.inc({ stream: this.#stream, partition }, messages);
  }

  lifeBegan(partition: number, cause: LifeCause): void {
    this.#figures.lives.inc({ stream: this.#stream, partition, cause });
  }

  livesIn(partition: number, generation: number): void {
    this.#figures.life.set({ stream: this.#stream, partition }, generation);
  }

  lookedForGaps(partition: number): void {
    this.#figures.ledgerPasses.inc({ stream: this.#stream, partition });
  }

  notJudged(partition: number): void {
    this.#figures.unjudged.inc({ stream: this.#stream, partition });
  }

  compactedUnread(partition: number, messages: number): void {
    this.#figures.compacted.inc({ stream: this.#stream, partition }, messages);
  }

  behind(partition: number, messages: number): void {
    this.#figures.lag.set({ stream: this.#stream, partition }, messages);
  }
}
