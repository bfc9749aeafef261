/** Prometheus figures of ingest. */
import type { KafkaMessage } from 'kafkajs';
import type { LifeCause } from '../clickhouse/partition-lives-table.ts';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Fine where the goals are: 60 ms and 250 ms. */
const STORED_SECONDS = [
  0.01, 0.015, 0.02, 0.025, 0.03, 0.035, 0.04, 0.045, 0.05, 0.055, 0.06, 0.07, 0.08, 0.1, 0.125, 0.15, 0.2,
  0.25, 0.3, 0.4, 0.5, 0.75, 1, 2, 5, 15, 60,
];

export class IngestMetrics {
  readonly registry = new Registry();
  readonly #events = new Counter({
    name: 'ingest_events_total',
    help: 'Messages inserted into ClickHouse, repetitions included',
    labelNames: ['partition'],
    registers: [this.registry],
  });
  readonly #deadLetters = new Counter({
    name: 'ingest_dead_letters_total',
    help: 'Messages put into the dead-letter topic, repetitions included',
    labelNames: ['partition'],
    registers: [this.registry],
  });
  readonly #refusedBatches = new Counter({
    name: 'ingest_refused_batches_total',
    help: 'Batches of Kafka that were refused as a whole, repetitions included',
    labelNames: ['kind'],
    registers: [this.registry],
  });
  readonly #intakeRestarts = new Counter({
    name: 'ingest_intake_restarts_total',
    help: 'Times that the thread of the intake ended and was started again',
    registers: [this.registry],
  });
  readonly #lag = new Gauge({
    name: 'ingest_lag_messages',
    help: 'Messages in Kafka that are not yet in ClickHouse',
    labelNames: ['partition'],
    registers: [this.registry],
  });
  readonly #missingMessages = new Gauge({
    name: 'ingest_missing_messages',
    help: 'Messages that were not counted and that Kafka no longer has, ever',
    labelNames: ['partition'],
    registers: [this.registry],
  });
  readonly #mendedMessages = new Counter({
    name: 'ingest_mended_messages_total',
    help: 'Messages that were read again because the store had lost their rows',
    labelNames: ['partition'],
    registers: [this.registry],
  });
  readonly #lives = new Counter({
    name: 'ingest_lives_total',
    help: 'Lives of partitions that began; truncated: Kafka gave offsets a second time, mended: the store had lost rows',
    labelNames: ['partition', 'cause'],
    registers: [this.registry],
  });
  readonly #life = new Gauge({
    name: 'ingest_life',
    help: 'The life of the partition that is stored now, of 65,535',
    labelNames: ['partition'],
    registers: [this.registry],
  });
  readonly #ledgerPasses = new Counter({
    name: 'ingest_ledger_passes_total',
    help: 'Looks for what the ledger lacks, each of up to 16 damaged buckets of 65,536 offsets',
    labelNames: ['partition'],
    registers: [this.registry],
  });
  readonly #unjudged = new Counter({
    name: 'ingest_unjudged_logs_total',
    help: 'Times that a log was taken for the one that was stored because none of its last 100 messages could be compared',
    labelNames: ['partition'],
    registers: [this.registry],
  });
  readonly #compacted = new Counter({
    name: 'ingest_compacted_messages_total',
    help: 'Messages that compaction took before they were read, as far as it took whole batches',
    labelNames: ['partition'],
    registers: [this.registry],
  });
  readonly #stored = new Histogram({
    name: 'ingest_stored_seconds',
    help: "From a message's time in Kafka until ClickHouse acknowledged its row, which can be read from then on",
    buckets: STORED_SECONDS,
    registers: [this.registry],
  });

  /** `faults`: place -> faults of ours since the start. */
  constructor(faults: Readonly<Record<string, number>>) {
    new Counter({
      name: 'ingest_faults_total',
      help: 'Faults of the product itself that ingest outlived, by where they struck',
      labelNames: ['place'],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [place, count] of Object.entries(faults)) this.inc({ place }, count);
      },
    });
  }

  /** ClickHouse has acknowledged the rows of these messages. */
  acknowledged(messages: readonly KafkaMessage[]): void {
    const now = Date.now();
    // The clock of a producer may be ahead of this one.
    for (const { timestamp } of messages) this.#stored.observe(Math.max(0, now - Number(timestamp)) / 1_000);
  }

  counted(partition: number, events: number, deadLetters: number): void {
    if (events > 0) this.#events.inc({ partition }, events);
    if (deadLetters > 0) this.#deadLetters.inc({ partition }, deadLetters);
  }

  refusedBatch(kind: string | undefined): void {
    if (kind !== undefined) this.#refusedBatches.inc({ kind });
  }

  missing(partition: number, messages: number): void {
    this.#missingMessages.set({ partition }, messages);
  }

  mended(partition: number, messages: number): void {
    this.#mendedMessages.inc({ partition }, messages);
  }

  lifeBegan(partition: number, cause: LifeCause): void {
    this.#lives.inc({ partition, cause });
  }

  livesIn(partition: number, generation: number): void {
    this.#life.set({ partition }, generation);
  }

  lookedForGaps(partition: number): void {
    this.#ledgerPasses.inc({ partition });
  }

  notJudged(partition: number): void {
    this.#unjudged.inc({ partition });
  }

  compactedUnread(partition: number, messages: number): void {
    this.#compacted.inc({ partition }, messages);
  }

  intakeRestarted(): void {
    this.#intakeRestarts.inc();
  }

  behind(partition: number, messages: number): void {
    this.#lag.set({ partition }, messages);
  }
}
