/** Keeps aside what cannot be counted: the bytes in the dead-letter topic, the reason also in ClickHouse. */
import type { ClickHouseClient } from '@clickhouse/client';
import type { KafkaMessage, Producer } from 'kafkajs';
import type { Logger } from 'pino';
import { insertDeadLetters } from '../clickhouse/dead-letters-table.ts';
import { DEAD_LETTER_TOPIC, EVENTS_TOPIC, type DeadLetterHeaders } from '../contract/topics.ts';
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

  /** Resolves when Kafka and ClickHouse have acknowledged all; a repetition carries the same place in its headers. */
  async put(letters: readonly DeadLetter[]): Promise<void> {
    const now = new Date();
    for (const { kafkaPartition, kafkaOffset, field, reason } of letters) {
      this.log.warn({ kafkaPartition, kafkaOffset, field, reason }, 'a message cannot be counted');
    }
    // One by one: together they could exceed what one request may hold.
    for (const letter of letters) await this.retry(() => this.send(letter, now));
    const rows = letters.map(({ message: _message, ...row }) => ({ ...row, firstSeen: now.getTime() }));
    await this.retry(() => insertDeadLetters(this.client, rows));
  }

  stop(): void {
    this.stopping.abort(new Error('ingest is stopping'));
  }

  private async send(letter: DeadLetter, firstSeen: Date): Promise<void> {
    const headers: DeadLetterHeaders = {
      reason: letter.reason,
      field: letter.field,
      topic: EVENTS_TOPIC,
      partition: String(letter.kafkaPartition),
      offset: String(letter.kafkaOffset),
      firstSeen: firstSeen.toISOString(),
    };
    await this.producer.send({
      topic: DEAD_LETTER_TOPIC,
      acks: -1,
      messages: [{ key: letter.message.key, value: letter.message.value, headers: { ...headers } }],
    });
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
