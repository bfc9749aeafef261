/** The ingest process: Kafka to ClickHouse, and the HTTP intake that feeds Kafka. */
import type { ClickHouseClient } from '@clickhouse/client';
import type { Admin, Consumer, Producer } from 'kafkajs';
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { connect } from '../clickhouse/client.ts';
import { Faults } from '../errors/faults.ts';
import { Outage } from '../errors/outage.ts';
import { heartbeatOnlyWhile } from '../kafka/heartbeats.ts';
import { Kafka } from '../kafka/kafka.ts';
import { loadProvincePack } from '../pack/load-pack.ts';
import { watchClockStep } from './clock-step.ts';
import type { IngestConfig } from './config.ts';
import { Encoder } from './decoding/encoder.ts';
import { boundFetches } from './fetch/bounded-fetch.ts';
import { GROUP, METADATA_MAX_AGE_MS } from './group.ts';
import { INGEST_FAULT_PLACES, type IngestFaults } from './ingest-faults.ts';
import { IntakeThread } from './intake/intake-thread.ts';
import { kafkaConfig } from '../kafka/kafka-config.ts';
import { IngestMetrics } from './metrics.ts';
import { retryOutages } from './retry.ts';
import { StreamIngest } from './stream-ingest.ts';
import { eventsByStream, packTerms, type PackTerms } from './streams/pack-terms.ts';
import { ensureTopics } from './topics.ts';

/** Leaving the group and Kafka; nothing is lost when there is no time for it. */
const DISCONNECT_WITHIN_MS = 4_000;

export class Ingest {
  readonly #kafka: Kafka;
  readonly #consumer: Consumer;
  readonly #producer: Producer;
  readonly #admin: Admin;
  readonly #client: ClickHouseClient;
  readonly #checkClient: ClickHouseClient;
  readonly #encoder: Encoder;
  /** Topic -> its stream. */
  readonly #streams: ReadonlyMap<string, StreamIngest>;
  readonly #intake: IntakeThread;
  #crashed: (error: Error) => void = () => undefined;
  #endClockWatch: () => void = () => undefined;
  readonly #stopping = new AbortController();
  readonly #log: Logger;

  /** @throws PackError */
  static async create(config: IngestConfig, log: Logger): Promise<Ingest> {
    return new Ingest(config, packTerms(await loadProvincePack(config.packDir)), log);
  }

  private constructor(config: IngestConfig, terms: PackTerms, log: Logger) {
    this.#log = log;
    // Each partition that waits for its next try listens.
    setMaxListeners(0, this.#stopping.signal);
    const faults: IngestFaults = new Faults(INGEST_FAULT_PLACES, log);
    const metrics = new IngestMetrics(faults.counts);
    boundFetches();
    this.#kafka = new Kafka(kafkaConfig('ingest', config.brokers, log));
    this.#consumer = this.#kafka.consumer({
      groupId: GROUP,
      sessionTimeout: config.sessionTimeoutMs,
      heartbeatInterval: Math.min(3_000, config.sessionTimeoutMs / 3),
      maxWaitTimeInMs: 50,
      metadataMaxAge: METADATA_MAX_AGE_MS,
      maxBytesPerPartition: 4 * 1024 * 1024,
      maxBytes: 32 * 1024 * 1024,
      retry: { retries: Number.MAX_SAFE_INTEGER, maxRetryTime: 5_000, initialRetryTime: 100 },
    });
    // Repetitions are harmless; why no sequence numbers: intake/intake.ts.
    this.#producer = this.#kafka.producer({ idempotent: false, allowAutoTopicCreation: false });
    this.#admin = this.#kafka.admin();
    this.#client = connect(config.clickHouse, 'insert', config.insertTimeoutMs);
    this.#checkClient = connect(config.clickHouse, 'check');
    this.#encoder = new Encoder({ eventAheadMaxMs: config.eventAheadMaxMs, terms });
    const deps = {
      brokers: config.brokers,
      kafka: this.#kafka,
      consumer: this.#consumer,
      producer: this.#producer,
      admin: this.#admin,
      client: this.#client,
      checkClient: this.#checkClient,
      encoder: this.#encoder,
      insertTimeoutMs: config.insertTimeoutMs,
      metrics,
      faults,
      retry: <T>(work: () => Promise<T>) => this.#retry(work),
      crashed: (error: Error) => this.#crashed(error),
      log,
    };
    const streams = Object.values(eventsByStream(terms)).map((events) => new StreamIngest(events, deps));
    this.#streams = new Map(streams.map((stream) => [stream.topic, stream]));
    // An insert of any stream past its deadline: the group knows one process.
    heartbeatOnlyWhile(() => streams.every((stream) => stream.isWell()));
    this.#intake = new IntakeThread(terms, metrics, log);
  }

  /** Resolves when the consumer runs. `crashed` is called when it cannot go on: the process must end. */
  async start(crashed: (error: Error) => void): Promise<void> {
    this.#crashed = crashed;
    await this.#admin.connect();
    await ensureTopics(this.#admin);
    await this.#producer.connect();
    const listening = this.#intake.start();
    // Awaited below; a start that fails before that must not be an unhandled rejection.
    listening.catch(() => undefined);
    this.#consumer.on(this.#consumer.events.CRASH, ({ payload }) => {
      if (!payload.restart) crashed(payload.error);
    });
    this.#endClockWatch = watchClockStep((byMs) =>
      crashed(new Error(`the machine's clock was put back by ${byMs} ms: kafkajs waits by it`)),
    );
    for (const stream of this.#streams.values()) stream.start();
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topics: [...this.#streams.keys()], fromBeginning: true });
    await this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 64,
      eachBatch: (payload) => (this.#streams.get(payload.batch.topic) as StreamIngest).handle(payload),
    });
    await listening;
    this.#log.info('ingest runs');
  }

  async stop(): Promise<void> {
    this.#endClockWatch();
    this.#stopping.abort(new Outage('ingest is stopping'));
    for (const stream of this.#streams.values()) stream.breakOff();
    const disconnected = this.#disconnect();
    // kafkajs waits for the answers that Kafka owes. While a killed process still counts as a member, the answer to one that
    // joins comes only when the killed one's session ends.
    const late = sleep(DISCONNECT_WITHIN_MS, 'late', { ref: false });
    if ((await Promise.race([disconnected, late])) === 'late')
      this.#log.warn('ended without leaving the group');
  }

  async #disconnect(): Promise<void> {
    await this.#intake.stop();
    await this.#consumer.disconnect();
    await Promise.all([...this.#streams.values()].map((stream) => stream.stop()));
    await this.#encoder.stop();
    await this.#admin.disconnect();
    await this.#producer.disconnect();
    await this.#checkClient.close();
    await this.#client.close();
  }

  #retry<T>(work: () => Promise<T>): Promise<T> {
    return retryOutages(work, {
      maxBackoffMs: 5_000,
      signal: this.#stopping.signal,
      failed: (error, attempt, waitMs) =>
        this.#log.warn({ err: error, attempt, waitMs }, 'ClickHouse or Kafka is away; trying again'),
    });
  }
}
