/**
 * Which one of the servers leads: the member of a Kafka group that holds the one partition of a topic. Kafka passes it on when its
 * holder is dead, hangs or is cut off, and the holder itself stops believing in it before Kafka does, by a clock that goes on
 * while the process is stopped: so two never hold it at a time (docs/decisions.md).
 */
import type { Consumer } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { heartbeatOnlyWhile } from '../../kafka/heartbeats.ts';
import { kafkaConfig } from '../../kafka/kafka-config.ts';
import { Kafka } from '../../kafka/kafka.ts';

const TOPIC = 'alert.lease';
/** Kafka gives the lease to another when its holder was silent for so long. */
const SESSION_MS = 10_000;
/** The holder itself holds it for so long after it sent a sign of life that Kafka took. */
const HELD_MS = 8_000;
const HEARTBEAT_EVERY_MS = 2_000;
const START_AGAIN_AFTER_MS = 1_000;
/** Leaving the group; Kafka finds out by itself otherwise. */
const DISCONNECT_WITHIN_MS = 3_000;

export interface LeaseOptions {
  brokers: string[];
  /** Servers with the same name share one lease. */
  name: string;
  /** This server can do the work. While it cannot it lets the lease go. */
  isWell: () => boolean;
  log: Logger;
}

export class Lease {
  readonly #options: LeaseOptions;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #consumer: Consumer | undefined;
  #isAssigned = false;
  /** By performance.now(). */
  #heldUntilMs = 0;

  constructor(options: LeaseOptions) {
    this.#options = options;
    heartbeatOnlyWhile(options.isWell, (sentAtMs) => (this.#heldUntilMs = sentAtMs + HELD_MS));
  }

  /** Asked again right before everything that only the holder may do. */
  get isHeld(): boolean {
    return this.#isAssigned && performance.now() < this.#heldUntilMs;
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#isAssigned = false;
    const left = Promise.all([this.#consumer?.disconnect(), this.#running]).catch(() => undefined);
    await Promise.race([left, sleep(DISCONNECT_WITHIN_MS, undefined, { ref: false })]);
  }

  /** Takes part for as long as the server runs. */
  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#takePart();
      } catch (error) {
        if (!signal.aborted)
          this.#options.log.warn({ err: error }, 'no part in the lease of the alerts; trying again');
      }
      this.#isAssigned = false;
      await sleep(START_AGAIN_AFTER_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Resolves when kafkajs has given up. */
  async #takePart(): Promise<void> {
    const { brokers, name, log } = this.#options;
    const kafka = new Kafka({ ...kafkaConfig('alerts', brokers, log), requestTimeout: SESSION_MS / 2 });
    await makeTopic(kafka);
    if (this.#stopping.signal.aborted) return;
    const consumer = kafka.consumer({
      groupId: `alerts.${name}`,
      sessionTimeout: SESSION_MS,
      rebalanceTimeout: SESSION_MS,
      heartbeatInterval: HEARTBEAT_EVERY_MS,
      maxWaitTimeInMs: 500,
    });
    this.#consumer = consumer;
    const { GROUP_JOIN, REBALANCING, CRASH, STOP } = consumer.events;
    const ended = new Promise<void>((resolve) => {
      consumer.on(CRASH, ({ payload }) => {
        this.#isAssigned = false;
        if (!payload.restart) resolve();
      });
      consumer.on(STOP, () => this.#stopping.signal.aborted && resolve());
    });
    consumer.on(REBALANCING, () => (this.#isAssigned = false));
    consumer.on(GROUP_JOIN, ({ payload }) => {
      // What was held before is another generation's.
      this.#heldUntilMs = 0;
      this.#isAssigned = (payload.memberAssignment[TOPIC]?.length ?? 0) > 0;
    });
    try {
      await consumer.connect();
      await consumer.subscribe({ topic: TOPIC });
      await consumer.run({ autoCommit: false, eachMessage: () => Promise.resolve() });
      await ended;
    } finally {
      await consumer.disconnect();
    }
  }
}

async function makeTopic(kafka: Kafka): Promise<void> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    if ((await admin.listTopics()).includes(TOPIC)) return;
    const { brokers } = await admin.describeCluster();
    const replicationFactor = Math.min(3, brokers.length);
    // Resolves to false when another server was first.
    await admin.createTopics({ topics: [{ topic: TOPIC, numPartitions: 1, replicationFactor }] });
  } finally {
    await admin.disconnect();
  }
}
