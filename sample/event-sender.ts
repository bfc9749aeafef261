/**
 * Sends events of all streams to Kafka in batches, several under way at a time, and does not let go of any until Kafka has acknowledged
 * it: while the broker is away it tries again for as long as it takes. A batch whose outcome is unknown is sent again;
 * the product counts a repeated event once.
 */
import { CompressionTypes, logLevel, Partitioners, type Message, type Producer } from 'kafkajs';
import { caseKey } from '../contract/case-fields.ts';
import type { DossierEvent } from '../contract/event.ts';
import { observationKey } from '../contract/observation.ts';
import { STREAM_NAMES, STREAMS, type StreamName } from '../contract/streams.ts';
import { MAX_MESSAGE_BYTES } from '../contract/topics.ts';
import { Kafka } from '../kafka/kafka.ts';
import type { CaseEvent } from './case-event.ts';
import type { TimedEvent } from './event-writer.ts';
import type { ObservationEvent } from './published-observations.ts';

const BATCH_EVENTS = 2000;
const RETRY_LEAST_MS = 500;
const RETRY_MOST_MS = 5000;

export interface SenderOptions {
  brokers: string[];
  clientId: string;
  /**
   * Kafka drops what a retry repeats, and batches keep their order; about a fifth slower, because kafkajs then waits for
   * each batch before it sends the next.
   */
  idempotent: boolean;
  /** Batches being encoded or under way at a time. */
  inFlight: number;
  /** Ends waiting for a broker that is away; what is not acknowledged by then is given up. */
  signal: AbortSignal;
  log: (line: string) => void;
}

type SentEvent = DossierEvent | CaseEvent | ObservationEvent;

interface Outgoing {
  stream: StreamName;
  message: Message;
}

/** The sender was told to stop while events were not acknowledged. */
export class SendingStopped extends Error {
  override readonly name = 'SendingStopped';
}

export class EventSender {
  readonly #options: SenderOptions;
  readonly #kafka: Kafka;
  #producer: Promise<Producer> | undefined;
  #batch: Outgoing[] = [];
  readonly #underWay = new Set<Promise<void>>();
  #failure: unknown;
  #acknowledged = 0;
  #away = false;

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#kafka = new Kafka({
      clientId: options.clientId,
      brokers: options.brokers,
      logLevel: logLevel.NOTHING,
      connectionTimeout: 3000,
      retry: { retries: 2 },
    });
  }

  /** Events that Kafka has acknowledged. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** Waits for the broker and makes sure that the topics are there. */
  async connect(): Promise<void> {
    await this.#persist(async () => {
      const admin = this.#kafka.admin();
      await admin.connect();
      try {
        const known = await admin.listTopics();
        const missing = STREAM_NAMES.map((name) => STREAMS[name]).filter(
          ({ topic }) => !known.includes(topic),
        );
        if (missing.length === 0) return;
        await admin.createTopics({
          waitForLeaders: true,
          topics: missing.map(({ topic, partitions }) => ({
            topic,
            numPartitions: partitions,
            configEntries: [{ name: 'max.message.bytes', value: `${MAX_MESSAGE_BYTES}` }],
          })),
        });
      } finally {
        await admin.disconnect();
      }
    });
  }

  /** Takes an event; settles at once while fewer than `inFlight` batches wait for Kafka, else when one is through. */
  async add({ event }: TimedEvent<SentEvent>): Promise<void> {
    this.#batch.push(outgoing(event));
    if (this.#batch.length >= BATCH_EVENTS) await this.#dispatch();
  }

  /** Settles when Kafka has acknowledged everything that was added. */
  async flush(): Promise<void> {
    if (this.#batch.length > 0) await this.#dispatch();
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
    this.#rethrow();
  }

  async disconnect(): Promise<void> {
    await Promise.allSettled(this.#underWay);
    await this.#dropProducer();
  }

  async #dispatch(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    const delivery: Promise<void> = this.#deliver(batch)
      .catch((error: unknown) => void (this.#failure ??= error))
      .finally(() => this.#underWay.delete(delivery));
    this.#underWay.add(delivery);
    if (this.#underWay.size >= this.#options.inFlight) await Promise.race(this.#underWay);
    this.#rethrow();
  }

  async #deliver(batch: Outgoing[]): Promise<void> {
    const topicMessages = STREAM_NAMES.map((name) => ({
      topic: STREAMS[name].topic,
      messages: batch.filter(({ stream }) => stream === name).map(({ message }) => message),
    })).filter(({ messages }) => messages.length > 0);
    await this.#persist(async () => {
      const producer = await (this.#producer ??= this.#newProducer());
      // Compression pays for large batches only.
      const compression = batch.length >= 100 ? CompressionTypes.GZIP : CompressionTypes.None;
      await producer.sendBatch({ topicMessages, acks: -1, compression });
    });
    this.#acknowledged += batch.length;
  }

  async #newProducer(): Promise<Producer> {
    const producer = this.#kafka.producer({
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      ...(this.#options.idempotent ? { idempotent: true, maxInFlightRequests: 1 } : {}),
    });
    await producer.connect();
    return producer;
  }

  async #dropProducer(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    await producer?.then((p) => p.disconnect()).catch(() => undefined);
  }

  /** Tries until it succeeds or the sender is stopped. A failed producer is replaced: kafkajs may not recover one. */
  async #persist(action: () => Promise<void>): Promise<void> {
    const { signal, log } = this.#options;
    for (let waitMs = RETRY_LEAST_MS; ; waitMs = Math.min(2 * waitMs, RETRY_MOST_MS)) {
      try {
        await action();
        if (this.#away) log('Kafka is back');
        this.#away = false;
        return;
      } catch (error) {
        if (signal.aborted) throw new SendingStopped('stopped while Kafka had not acknowledged all events');
        if (!this.#away) log(`Kafka is away (${(error as Error).message}); trying until it is back`);
        this.#away = true;
        await this.#dropProducer();
        await pause(waitMs, signal);
      }
    }
  }

  #rethrow(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }
}

function outgoing(event: SentEvent): Outgoing {
  const value = JSON.stringify(event);
  const { data } = event;
  if ('indicator' in data) return { stream: 'observation', message: { key: observationKey(data), value } };
  if (!('kind' in data)) return { stream: 'dossier', message: { key: data.code, value } };
  return { stream: 'case', message: { key: caseKey(data.kind, data.code), value } };
}

/** Waits, or ends early when the signal does. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
