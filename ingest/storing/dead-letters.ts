/** Keeps the messages of a stream that cannot be counted: their bytes in the dead-letter topic, the reasons also in ClickHouse. */
import type { ClickHouseClient } from '@clickhouse/client';
import kafkajs, { type KafkaMessage, type Message, type Producer } from 'kafkajs';
import type { Logger } from 'pino';
import { insertDeadLetters, readFirstSeen } from '../../clickhouse/dead-letters-table.ts';
import type { Stream } from '../../contract/streams.ts';
import { EVENT_SCHEMA_VERSION, type DeadLetterHeaders } from '../../contract/topics.ts';
import { Outage } from '../../errors/outage.ts';
import { eventHeaders } from '../decoding/binary-mode.ts';
import { digestOf } from '../ledger/compare-standing.ts';
import { sendPacked } from './packed-send.ts';
import { SENDER_HEADER, senderOf } from '../decoding/sender-header.ts';
import { retryOutages } from '../retry.ts';

export interface DeadLetter {
  kafkaPartition: number;
  generation: number;
  kafkaOffset: number;
  /** How many it stands for, from `kafkaOffset` on: more than one of a batch that is refused as a whole. */
  offsets: number;
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
  /** Bytes of the whole value, of which the first {@link KEPT_BYTES} are kept. */
  valueBytes?: number;
}

/** What one request may carry; one letter alone may be larger. */
const MAX_SEND_BYTES = 512 * 1024;
/** Kafka's names for a batch over the topic's limit. */
const TOO_LARGE = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE']);
/** What is kept of a message that the dead-letter topic does not take whole. */
const KEPT_BYTES = 64 * 1024;

export class DeadLetters {
  readonly #producer: Producer;
  readonly #client: ClickHouseClient;
  readonly #stream: Stream;
  readonly #log: Logger;
  readonly #stopping = new AbortController();

  constructor(producer: Producer, client: ClickHouseClient, stream: Stream, log: Logger) {
    this.#producer = producer;
    this.#client = client;
    this.#stream = stream;
    this.#log = log;
  }

  /**
   * Takes letters of one partition. Resolves when Kafka and ClickHouse have acknowledged all of them, rejects when either refuses
   * them. A repeated letter has the same place in its headers.
   */
  async put(letters: readonly DeadLetter[]): Promise<void> {
    const now = Date.now();
    for (const { kafkaPartition, kafkaOffset, offsets, field, reason } of letters) {
      this.#log.warn(
        { kafkaPartition, kafkaOffset, ...(offsets > 1 && { offsets }), field, reason: unquoted(reason) },
        'a message cannot be counted',
      );
    }
    const known = await this.#retry(() => this.#firstSeenOf(letters));
    const seen = letters.map((letter) => ({
      ...letter,
      firstSeen: known.get(letter.kafkaOffset) ?? now,
      lastSeen: now,
      schemaVersion: EVENT_SCHEMA_VERSION,
    }));
    for (const part of parts(seen)) await this.#retry(() => this.#send(part));
    const rows = seen.map(({ message, ...row }) => ({ ...row, digest: digestOf(message) }));
    await this.#retry(() => insertDeadLetters(this.#client, this.#stream.name, rows));
  }

  stop(): void {
    this.#stopping.abort(new Outage('ingest is stopping'));
  }

  #firstSeenOf(letters: readonly DeadLetter[]): Promise<Map<number, number>> {
    const offsets = letters.map((letter) => letter.kafkaOffset);
    const { kafkaPartition, generation } = letters[0] as DeadLetter;
    return readFirstSeen(this.#client, this.#stream.name, { kafkaPartition, generation, offsets });
  }

  /** Sends letters; those that Kafka finds too large together go one by one, one that is too large alone is cut. */
  async #send(letters: readonly SeenLetter[]): Promise<void> {
    try {
      await sendPacked(
        this.#producer,
        this.#stream.deadLetterTopic,
        letters.map((letter) => messageOf(letter, this.#stream.topic)),
      );
    } catch (error) {
      if (!isTooLarge(error)) throw error;
      const [letter] = letters as [SeenLetter];
      if (letters.length > 1) for (const one of letters) await this.#send([one]);
      else if (isCut(letter)) throw error;
      else await this.#send([cut(letter)]);
    }
  }

  #retry<T>(work: () => Promise<T>): Promise<T> {
    return retryOutages(work, {
      maxBackoffMs: 5_000,
      signal: this.#stopping.signal,
      failed: (error, attempt, waitMs) =>
        this.#log.warn({ err: error, attempt, waitMs }, 'a dead letter could not be kept; trying again'),
    });
  }
}

function messageOf(letter: SeenLetter, topic: string): Message {
  const headers: DeadLetterHeaders = {
    reason: letter.reason,
    field: letter.field,
    topic,
    partition: String(letter.kafkaPartition),
    offset: String(letter.kafkaOffset),
    firstSeen: new Date(letter.firstSeen).toISOString(),
    lastSeen: new Date(letter.lastSeen).toISOString(),
    schemaVersion: letter.schemaVersion,
  };
  const sender = senderOf(letter.message.headers);
  if (sender !== '') headers[SENDER_HEADER] = sender;
  if (letter.valueBytes !== undefined) headers.valueBytes = String(letter.valueBytes);
  if (letter.offsets > 1) headers.offsets = String(letter.offsets);
  const { key, value } = letter.message;
  return { key, value, headers: { ...eventHeaders(letter.message.headers), ...headers } };
}

function isCut({ valueBytes }: SeenLetter): boolean {
  return valueBytes !== undefined;
}

function cut(letter: SeenLetter): SeenLetter {
  const { key, value } = letter.message;
  const message = {
    ...letter.message,
    key: key?.subarray(0, KEPT_BYTES) ?? null,
    value: value?.subarray(0, KEPT_BYTES) ?? null,
  };
  return { ...letter, message, valueBytes: value?.length ?? 0 };
}

function isTooLarge(error: unknown): boolean {
  return error instanceof kafkajs.KafkaJSProtocolError && TOO_LARGE.has(error.type);
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

/** The log leaves out what a sender wrote, which may be a secret; `npm run dlq -- list` shows it. */
function unquoted(reason: string): string {
  return reason.replace(/"(?:[^"\\]|\\.)*"/g, '"…"');
}
