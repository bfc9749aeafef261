/** One stream from its topic to its tables: each has the same parts, made of what the process has once. */
import type { ClickHouseClient } from '@clickhouse/client';
import type { Admin, Consumer, EachBatchPayload, Producer } from 'kafkajs';
import type { Logger } from 'pino';
import { STREAM_LOGS } from '../clickhouse/stream-log.ts';
import type { Kafka } from '../kafka/kafka.ts';
import { ChunkStore } from './storing/chunk-store.ts';
import { DeadLetters } from './storing/dead-letters.ts';
import type { Encoder } from './decoding/encoder.ts';
import { EventWriter } from './storing/event-writer.ts';
import type { IngestFaults } from './ingest-faults.ts';
import { Lanes } from './lanes/lanes.ts';
import { LaneReport } from './lanes/lane-report.ts';
import { KafkaLog } from './ledger/kafka-log.ts';
import { LedgerChecks } from './ledger/ledger-checks.ts';
import { Ledger } from './ledger/ledger.ts';
import { Lives } from './ledger/lives.ts';
import { ResumePoints } from './ledger/resume-points.ts';
import { SkippedOffsets } from './ledger/skipped-offsets.ts';
import type { IngestMetrics } from './metrics.ts';
import { OffsetCommitter } from './lanes/offset-committer.ts';
import { createPartitionHandler } from './lanes/partition-handler.ts';
import { StateJoiner } from './storing/state-joiner.ts';
import type { StreamEvents } from './streams/stream-events.ts';
import { TopicId } from './lanes/topic-id.ts';

/** What the process has once, for all streams. */
export interface StreamIngestDeps {
  brokers: readonly string[];
  kafka: Kafka;
  consumer: Consumer;
  producer: Producer;
  admin: Admin;
  /** Writes. */
  client: ClickHouseClient;
  /** Checks the ledger. */
  checkClient: ClickHouseClient;
  encoder: Encoder;
  insertTimeoutMs: number;
  metrics: IngestMetrics;
  faults: IngestFaults;
  /** Tries again while ClickHouse or Kafka is away. */
  retry: <T>(work: () => Promise<T>) => Promise<T>;
  crashed: (error: Error) => void;
  log: Logger;
}

export class StreamIngest {
  readonly topic: string;
  /** Takes a batch of the topic through. */
  readonly handle: (payload: EachBatchPayload) => Promise<void>;
  readonly #writer: EventWriter;
  readonly #deadLetters: DeadLetters;
  readonly #topicId: TopicId;
  readonly #kafkaLog: KafkaLog;
  readonly #lanes: Lanes;
  readonly #checks: LedgerChecks;
  readonly #joiner: StateJoiner;

  constructor(events: StreamEvents, deps: StreamIngestDeps) {
    const { stream } = events;
    const { name, topic } = stream;
    const { kafka, consumer, admin, client, encoder, faults, retry, crashed } = deps;
    const log = deps.log.child({ stream: name });
    const metrics = deps.metrics.ofStream(name);
    const eventLog = STREAM_LOGS[name];
    this.topic = topic;
    const writer = (this.#writer = new EventWriter({
      client,
      eventLog,
      log,
      minIntervalMs: 20,
      maxRows: 50_000,
      // Shorter than the timeout, so that already the first try can be seen to hang.
      deadlineMs: deps.insertTimeoutMs * 0.8,
      maxBackoffMs: 5_000,
    }));
    this.#deadLetters = new DeadLetters(deps.producer, client, stream, log);
    const topicId = (this.#topicId = new TopicId(deps.brokers, topic, log));
    const store = new ChunkStore(name, encoder, writer, this.#deadLetters, metrics, faults);
    const kafkaLog = (this.#kafkaLog = new KafkaLog(kafka, topic));
    const laneReport = new LaneReport(client, name, metrics);
    const lives = new Lives(client, name);
    const ledger = new Ledger({ client, eventLog, lives, kafkaLog, store, metrics, log });
    const resumePoints = new ResumePoints({
      client,
      eventLog,
      events,
      topicId,
      kafkaLog,
      lives,
      ledger,
      metrics,
      retry,
      log,
    });
    const skipped = new SkippedOffsets({ topic, admin, kafkaLog, ledger, metrics, retry, log });
    const lanes = (this.#lanes = new Lanes({
      ...{ topic, consumer, admin, topicId, kafkaLog, resumePoints, laneReport, retry, crashed, log },
    }));
    this.#checks = new LedgerChecks({
      client: deps.checkClient,
      ...{ eventLog, lanes, resumePoints, laneReport, faults, log },
    });
    this.#joiner = new StateJoiner(client, eventLog, lanes, faults);
    const committer = new OffsetCommitter(topic, (lane) => lanes.holds(lane), crashed, log);
    this.handle = createPartitionHandler({
      ...{ lanes, writer, store, skipped, committer, crashed },
    });
  }

  /** Before the consumer connects. */
  start(): void {
    this.#lanes.follow();
    this.#joiner.start();
    this.#checks.start();
  }

  isWell(): boolean {
    return this.#writer.isWell();
  }

  /** Nothing is written from here on; what waits is given up. */
  breakOff(): void {
    this.#writer.stop();
    this.#deadLetters.stop();
    this.#topicId.stop();
    this.#checks.stop();
  }

  /** After the consumer has left its group. */
  async stop(): Promise<void> {
    await this.#joiner.stop();
    await this.#lanes.stop();
    await this.#kafkaLog.stop();
  }
}
