/** Decodes a chunk of one partition and stores it: its rows in the log, what cannot be counted as dead letters. */
import type { KafkaMessage } from 'kafkajs';
import type { StreamName } from '../../contract/streams.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { EncodedBatch, Encoder, RefusedMessage } from '../decoding/encoder.ts';
import type { EventWriter } from './event-writer.ts';
import { refusedBatchOf } from '../fetch/record-batch.ts';
import type { IngestFaults } from '../ingest-faults.ts';
import type { StreamMetrics } from '../stream-metrics.ts';

export interface DecodedChunk {
  batch: EncodedBatch;
  refused: RefusedMessage[];
}

export class ChunkStore {
  readonly #stream: StreamName;
  readonly #encoder: Encoder;
  readonly #writer: EventWriter;
  readonly #deadLetters: DeadLetters;
  readonly #metrics: StreamMetrics;
  readonly #faults: IngestFaults;

  constructor(
    stream: StreamName,
    encoder: Encoder,
    writer: EventWriter,
    deadLetters: DeadLetters,
    metrics: StreamMetrics,
    faults: IngestFaults,
  ) {
    this.#stream = stream;
    this.#encoder = encoder;
    this.#writer = writer;
    this.#deadLetters = deadLetters;
    this.#metrics = metrics;
    this.#faults = faults;
  }

  /** Rejects when the decoding thread ended. */
  async decode(
    place: { kafkaPartition: number; generation: number },
    messages: readonly KafkaMessage[],
  ): Promise<DecodedChunk> {
    const events = messages.filter((message) => refusedBatchOf(message) === undefined);
    const { kafkaPartition, generation } = place;
    const at = { stream: this.#stream, kafkaPartition, generation };
    const { batch, refused } = await this.#encoder.encode(at, events);
    return { batch, refused: [...refused, ...messages.flatMap(refusedBatch)] };
  }

  /**
   * Resolves when ClickHouse and Kafka have acknowledged all of it. Chunks are stored in the order of the calls. Rejects by a
   * fault that is of no single message: then nothing may be committed.
   */
  async store({ batch, refused }: DecodedChunk): Promise<void> {
    await Promise.all([
      refused.length > 0 ? this.#putAside(batch, refused, 'decode') : undefined,
      batch.messages.length > 0 ? this.#write(batch) : undefined,
    ]);
    this.#metrics.counted(batch.kafkaPartition, batch.messages.length, countOffsets(refused));
    for (const { message } of refused) this.#metrics.refusedBatch(refusedBatchOf(message)?.kind);
  }

  async #write(batch: EncodedBatch): Promise<void> {
    const poison = await this.#writer.write(batch);
    this.#metrics.acknowledged(batch.messages);
    if (poison.length > 0)
      await this.#putAside(
        batch,
        poison.map((one) => ({ ...one, field: '' })),
        'insert',
      );
  }

  #putAside(
    { kafkaPartition, generation }: EncodedBatch,
    refused: readonly RefusedMessage[],
    place: 'decode' | 'insert',
  ): Promise<void> {
    for (const { fault, message } of refused)
      if (fault)
        this.#faults.note(fault, place, 'a message is put aside', {
          stream: this.#stream,
          kafkaPartition,
          kafkaOffset: message.offset,
        });
    return this.#deadLetters.put(
      refused.map(({ field, reason, message }) => {
        return { field, reason, message, kafkaPartition, generation, ...placeOf(message) };
      }),
    );
  }
}

function refusedBatch(message: KafkaMessage): RefusedMessage[] {
  const batch = refusedBatchOf(message);
  return batch ? [{ message, field: '', reason: batch.reason }] : [];
}

function placeOf(message: KafkaMessage): { kafkaOffset: number; offsets: number } {
  const batch = refusedBatchOf(message);
  return batch
    ? { kafkaOffset: batch.fromOffset, offsets: batch.offsets }
    : { kafkaOffset: Number(message.offset), offsets: 1 };
}

function countOffsets(refused: readonly RefusedMessage[]): number {
  return refused.reduce((sum, { message }) => sum + placeOf(message).offsets, 0);
}
