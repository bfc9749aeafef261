/** The ingest process: Kafka to ClickHouse, and the HTTP intake that feeds Kafka. */
import type { ClickHouseClient } from '@clickhouse/client';
import type { Admin, Consumer, Producer } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { connect } from '../clickhouse/client.ts';
import { EVENTS_TOPIC } from '../contract/topics.ts';
import { Faults } from '../errors/faults.ts';
import { Outage } from '../errors/outage.ts';
import { Kafka } from '../kafka/kafka.ts';
import { ChunkStore } from './chunk-store.ts';
import { watchClockStep } from './clock-step.ts';
import type { IngestConfig } from './config.ts';
import { DeadLetters } from './dead-letters.ts';
import { Encoder } from './encoder.ts';
import { EventWriter } from './event-writer.ts';
import { boundFetches } from './fetch/bounded-fetch.ts';
import { GROUP, METADATA_MAX_AGE_MS } from './group.ts';
import { INGEST_FAULT_PLACES, type IngestFaults } from './ingest-faults.ts';
import { IntakeThread } from './intake/intake-thread.ts';
import { kafkaConfig } from './kafka-config.ts';
import { LaneBoard } from './lane-board.ts';
import { LaneReport } from './lane-report.ts';
import { KafkaLog } from './ledger/kafka-log.ts';
import { LanePlacer } from './ledger/lane-placer.ts';
import { LedgerChecks } from './ledger/ledger-checks.ts';
import { Ledger } from './ledger/ledger.ts';
import { SkippedOffsets } from './ledger/skipped-offsets.ts';
import { IngestMetrics } from './metrics.ts';
import { OffsetCommitter } from './offset-committer.ts';
import { createPartitionHandler } from './partition-handler.ts';
import { retryOutages } from './retry.ts';
import { StateJoiner } from './state-joiner.ts';
import { TopicId } from './topic-id.ts';
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
  readonly #writer: EventWriter;
  readonly #deadLetters: DeadLetters;
  readonly #encoder: Encoder;
  readonly #topicId: TopicId;
  readonly #kafkaLog: KafkaLog;
  readonly #store: ChunkStore;
  readonly #skipped: SkippedOffsets;
  readonly #lanes: LaneBoard;
  readonly #checks: LedgerChecks;
  readonly #joiner: StateJoiner;
  readonly #intake: IntakeThread;
  #crashed: (error: Error) => void = () => undefined;
  #endClockWatch: () => void = () => undefined;
  readonly #stopping = new AbortController();
  readonly #log: Logger;

  constructor(config: IngestConfig, log: Logger) {
    this.#log = log;
    const faults: IngestFaults = new Faults(INGEST_FAULT_PLACES, log);
    const metrics = new IngestMetrics(faults.counts);
    boundFetches();
    this.#kafka = new Kafka(kafkaConfig('ingest', config.brokers, log));
    const consumer = (this.#consumer = this.#kafka.consumer({
      groupId: GROUP,
      sessionTimeout: config.sessionTimeoutMs,
      heartbeatInterval: Math.min(3_000, config.sessionTimeoutMs / 3),
      maxWaitTimeInMs: 50,
      metadataMaxAge: METADATA_MAX_AGE_MS,
      maxBytesPerPartition: 4 * 1024 * 1024,
      maxBytes: 32 * 1024 * 1024,
      retry: { retries: Number.MAX_SAFE_INTEGER, maxRetryTime: 5_000, initialRetryTime: 100 },
    }));
    // Repetitions are harmless; why no sequence numbers: intake/intake.ts.
    this.#producer = this.#kafka.producer({ idempotent: false, allowAutoTopicCreation: false });
    const admin = (this.#admin = this.#kafka.admin());
    const client = (this.#client = connect(config.clickHouse, 'insert', config.insertTimeoutMs));
    this.#checkClient = connect(config.clickHouse, 'check');
    this.#encoder = new Encoder(config.eventAheadMaxMs);
    this.#writer = new EventWriter({
      client,
      encode: async (batch, messages) => (await this.#encoder.encode(batch, messages)).batch,
      log,
      minIntervalMs: 20,
      maxRows: 50_000,
      // Shorter than the timeout: a first try that hangs already shows.
      deadlineMs: config.insertTimeoutMs * 0.8,
      maxBackoffMs: 5_000,
    });
    this.#deadLetters = new DeadLetters(this.#producer, client, log);
    const topicId = (this.#topicId = new TopicId(config.brokers, EVENTS_TOPIC, log));
    const store = (this.#store = new ChunkStore(
      this.#encoder,
      this.#writer,
      this.#deadLetters,
      metrics,
      faults,
    ));
    const kafkaLog = (this.#kafkaLog = new KafkaLog(this.#kafka, EVENTS_TOPIC));
    const crashed = (error: Error) => this.#crashed(error);
    const retry = <T>(work: () => Promise<T>) => this.#retry(work);
    const laneReport = new LaneReport(client, metrics);
    const ledger = new Ledger({ client, kafkaLog, store, metrics, log });
    const placer = new LanePlacer({ client, topicId, kafkaLog, ledger, metrics, retry, log });
    this.#skipped = new SkippedOffsets({ admin, kafkaLog, ledger, metrics, retry, log });
    this.#lanes = new LaneBoard({
      consumer,
      admin,
      topicId,
      kafkaLog,
      placer,
      laneReport,
      retry,
      crashed,
      log,
    });
    this.#checks = new LedgerChecks({
      client: this.#checkClient,
      lanes: this.#lanes,
      placer,
      laneReport,
      faults,
      log,
    });
    this.#joiner = new StateJoiner(client, this.#lanes, faults);
    this.#intake = new IntakeThread(metrics, log);
  }

  /** Resolves when the consumer runs. `crashed` is called when it cannot go on: the process must end. */
  async start(crashed: (error: Error) => void): Promise<void> {
    this.#crashed = crashed;
    await this.#admin.connect();
    await ensureTopics(this.#admin);
    await this.#producer.connect();
    const listening = this.#intake.start();
    // Awaited below: until then a start that fails is no rejection that nobody handles.
    listening.catch(() => undefined);
    this.#consumer.on(this.#consumer.events.CRASH, ({ payload }) => {
      if (!payload.restart) crashed(payload.error);
    });
    this.#endClockWatch = watchClockStep((byMs) =>
      crashed(new Error(`the machine's clock was put back by ${byMs} ms: kafkajs waits by it`)),
    );
    this.#lanes.follow();
    this.#joiner.start();
    this.#checks.start();
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topics: [EVENTS_TOPIC], fromBeginning: true });
    const handle = createPartitionHandler({
      lanes: this.#lanes,
      writer: this.#writer,
      store: this.#store,
      skipped: this.#skipped,
      committer: new OffsetCommitter((lane) => this.#lanes.holds(lane), crashed, this.#log),
      crashed,
    });
    await this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 64,
      eachBatch: handle,
    });
    await listening;
    this.#log.info('ingest runs');
  }

  async stop(): Promise<void> {
    this.#endClockWatch();
    this.#stopping.abort(new Outage('ingest is stopping'));
    this.#writer.stop();
    this.#deadLetters.stop();
    this.#topicId.stop();
    this.#checks.stop();
    const disconnected = this.#disconnect();
    // kafkajs waits for the answers that Kafka owes. To a process that joins the group while a killed one is still
    // taken to be in it, that answer comes when the killed one's session ends.
    const late = sleep(DISCONNECT_WITHIN_MS, 'late', { ref: false });
    if ((await Promise.race([disconnected, late])) === 'late')
      this.#log.warn('ended without leaving the group');
  }

  async #disconnect(): Promise<void> {
    await this.#intake.stop();
    await this.#consumer.disconnect();
    await this.#joiner.stop();
    await this.#lanes.stop();
    await this.#encoder.stop();
    await this.#kafkaLog.stop();
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
