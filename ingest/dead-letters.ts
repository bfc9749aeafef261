/** Keeps aside what cannot be counted: the bytes in the dead-letter topic, the reason also in ClickHouse. */
import type { ClickHouseClient } from '@clickhouse/client';
import type { KafkaMessage, Producer } from 'kafkajs';
import type { Logger } from 'pino';
import { insertDeadLetters, readFirstSeen } from '../clickhouse/dead-letters-table.ts';
import {
  DEAD_LETTER_TOPIC,
  EVENT_SCHEMA_VERSION,
  EVENTS_TOPIC,
  type DeadLetterHeaders,
} from '../contract/topics.ts';
import { retryForEver } from './retry.ts';

export interface DeadLetter {
  kafkaPartition: number;
  generation: number;
  kafkaOffset: number;
  /** Path of the refused field; '' for the message as a whole. */
  field: string;
  reason: string;
  message: KafkaMessage;
}

/** A letter with its {@link DeadLetterHeaders}, times in ms. */
interface SeenLetter extends DeadLetter {
  firstSeen: number;
  lastSeen: number;
  schemaVersion: string;
}

/** What one request may carry; one letter alone may be larger. */
const MAX_SEND_BYTES = 512 * 1024;

export class DeadLetters {
  private readonly producer: Producer;
  private readonly client: ClickHouseClient;
  private readonly log: Logger;
  private readonly stopping = new AbortController();

  constructor(producer: Producer, client: ClickHouseClient, log: Logger) {
    this.producer = producer;
    this.client = client;
    this.log = log;
  }

  /**
   * Takes letters of one partition. Resolves when Kafka and ClickHouse have acknowledged all; a repetition carries the
   * same place in its headers.
   */
  async put(letters: readonly DeadLetter[]): Promise<void> {
    const now = Date.now();
    for (const { kafkaPartition, kafkaOffset, field, reason } of letters) {
      this.log.warn({ kafkaPartition, kafkaOffset, field, reason }, 'a message cannot be counted');
    }
    const known = await this.retry(() => this.firstSeenOf(letters));
    const seen = letters.map((letter) => ({
      ...letter,
      firstSeen: known.get(letter.kafkaOffset) ?? now,
      lastSeen: now,
      schemaVersion: EVENT_SCHEMA_VERSION,
    }));
    for (const part of parts(seen)) await this.retry(() => this.send(part));
    const rows = seen.map(({ message: _message, ...row }) => row);
    await this.retry(() => insertDeadLetters(this.client, rows));
  }

  stop(): void {
    this.stopping.abort(new Error('ingest is stopping'));
  }

  private firstSeenOf(letters: readonly DeadLetter[]): Promise<Map<number, number>> {
    const offsets = letters.map((letter) => letter.kafkaOffset);
    const { kafkaPartition, generation } = letters[0] as DeadLetter;
    const [fromOffset, toOffset] = [Math.min(...offsets), Math.max(...offsets)];
    return readFirstSeen(this.client, { kafkaPartition, generation, fromOffset, toOffset });
  }

  private async send(letters: readonly SeenLetter[]): Promise<void> {
    const messages = letters.map((letter) => {
      const headers: DeadLetterHeaders = {
        reason: letter.reason,
        field: letter.field,
        topic: EVENTS_TOPIC,
        partition: String(letter.kafkaPartition),
        offset: String(letter.kafkaOffset),
        firstSeen: new Date(letter.firstSeen).toISOString(),
        lastSeen: new Date(letter.lastSeen).toISOString(),
        schemaVersion: letter.schemaVersion,
      };
      return { key: letter.message.key, value: letter.message.value, headers: { ...headers } };
    });
    await this.producer.send({ topic: DEAD_LETTER_TOPIC, acks: -1, messages });
  }

  private retry<T>(work: () => Promise<T>): Promise<T> {
    return retryForEver(work, {
      maxBackoffMs: 5_000,
      signal: this.stopping.signal,
      failed: (error, attempt, waitMs) =>
        this.log.warn({ err: error, attempt, waitMs }, 'a dead letter could not be kept; trying again'),
    });
  }
}

/** Runs of letters that are small enough for one request, in order. */
function* parts(letters: readonly SeenLetter[]): Generator<SeenLetter[]> {
  let part: SeenLetter[] = [];
  let bytes = 0;
  for (const letter of letters) {
    const size = (letter.message.value?.length ?? 0) + letter.reason.length;
    if (part.length > 0 && bytes + size > MAX_SEND_BYTES) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(letter);
    bytes += size;
  }
  if (part.length > 0) yield part;
}
