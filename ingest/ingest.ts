/** The ingest process: Kafka to ClickHouse, and the HTTP intake that feeds Kafka. */
import type { ClickHouseClient } from '@clickhouse/client';
import { Kafka, logLevel, type Consumer, type KafkaConfig, type Producer } from 'kafkajs';
import type { Logger } from 'pino';
import { connect } from '../clickhouse/client.ts';
import { EVENTS_TOPIC } from '../contract/topics.ts';
import type { IngestConfig } from './config.ts';
import { DeadLetters } from './dead-letters.ts';
import { EventWriter } from './event-writer.ts';
import { createIntake, type Intake } from './intake/intake.ts';
import { LaneBoard } from './lane-board.ts';
import { IngestMetrics } from './metrics.ts';
import { createPartitionHandler } from './partition-handler.ts';
import { ensureTopics } from './topics.ts';

const GROUP = 'ingest';
const SESSION_TIMEOUT_MS = 30_000;
/** Below the session timeout: a hung insert gives the partition up. */
const INSERT_DEADLINE_MS = 25_000;

export class Ingest {
  private readonly kafka: Kafka;
  private readonly consumer: Consumer;
  private readonly producer: Producer;
  private readonly client: ClickHouseClient;
  private readonly writer: EventWriter;
  private readonly deadLetters: DeadLetters;
  private readonly metrics = new IngestMetrics();
  private readonly lanes: LaneBoard;
  private readonly intake: Intake;
  private readonly log: Logger;

  constructor(config: IngestConfig, log: Logger) {
    this.log = log;
    this.kafka = new Kafka(kafkaConfig(config.brokers, log));
    this.consumer = this.kafka.consumer({
      groupId: GROUP,
      sessionTimeout: SESSION_TIMEOUT_MS,
      heartbeatInterval: 3_000,
      maxWaitTimeInMs: 50,
      maxBytesPerPartition: 4 * 1024 * 1024,
      maxBytes: 32 * 1024 * 1024,
      retry: { retries: Number.MAX_SAFE_INTEGER, maxRetryTime: 5_000, initialRetryTime: 100 },
    });
    // Repetitions are harmless; why no sequence numbers: intake/intake.ts.
    this.producer = this.kafka.producer({ idempotent: false, allowAutoTopicCreation: false });
    this.client = connect(config.clickHouse, 'insert');
    this.writer = new EventWriter({
      client: this.client,
      log,
      minIntervalMs: 40,
      maxRows: 50_000,
      maxBackoffMs: 5_000,
    });
    this.deadLetters = new DeadLetters(this.producer, this.client, log);
    this.lanes = new LaneBoard(this.client, this.metrics, log);
    this.intake = createIntake({ ...config.intake, kafka: this.kafka, metrics: this.metrics, log });
  }

  /** Resolves when the consumer runs. `crashed` is called when it cannot go on: the process must end. */
  async start(crashed: (error: Error) => void): Promise<void> {
    await this.ensureTopics();
    await this.producer.connect();
    await this.intake.start();
    this.consumer.on(this.consumer.events.CRASH, ({ payload }) => {
      if (!payload.restart) crashed(payload.error);
    });
    this.lanes.follow(this.consumer);
    await this.consumer.connect();
    await this.consumer.subscribe({ topics: [EVENTS_TOPIC], fromBeginning: true });
    const handle = createPartitionHandler(
      {
        client: this.client,
        writer: this.writer,
        deadLetters: this.deadLetters,
        metrics: this.metrics,
        log: this.log,
        insertDeadlineMs: INSERT_DEADLINE_MS,
      },
      (partition) => this.lanes.lane(partition),
    );
    await this.consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 64,
      eachBatch: handle,
    });
    this.log.info('ingest runs');
  }

  async stop(): Promise<void> {
    await this.intake.stop();
    this.writer.stop();
    this.deadLetters.stop();
    await this.consumer.disconnect();
    await this.lanes.stop();
    await this.producer.disconnect();
    await this.client.close();
  }

  private async ensureTopics(): Promise<void> {
    const admin = this.kafka.admin();
    await admin.connect();
    await ensureTopics(admin);
    await admin.disconnect();
  }
}

function kafkaConfig(brokers: string[], log: Logger): KafkaConfig {
  const levels = { 1: 'error', 2: 'warn', 4: 'info', 5: 'debug' } as const;
  return {
    clientId: 'ingest',
    brokers,
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => {
      const { message, timestamp: _timestamp, ...fields } = entry.log;
      log[levels[entry.level as keyof typeof levels] ?? 'info'](
        { kafka: entry.namespace, ...fields },
        message,
      );
    },
    retry: { retries: Number.MAX_SAFE_INTEGER, maxRetryTime: 5_000, initialRetryTime: 100 },
  };
}
