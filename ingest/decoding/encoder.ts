/**
 * Hands messages to the decoding thread. Decoding an event takes about as long as kafkajs does, so with a thread for each a
 * back-fill uses two cores.
 */
import type { Worker } from 'node:worker_threads';
import type { KafkaMessage } from 'kafkajs';
import type { EncodedChunk } from './chunk-encoder.ts';
import type { StreamName } from '../../contract/streams.ts';
import { startThread } from '../../runtime/thread.ts';
import type { Refusal } from './refusal.ts';
import type { PackTerms } from '../streams/pack-terms.ts';
import { packMessages } from './pack-messages.ts';

/** What the decoding thread is started with. */
export interface EncoderData {
  /** How far ahead of its message's time an event's may lie. */
  eventAheadMaxMs: number;
  terms: PackTerms;
}

/** The life of a partition that messages belong to. */
export interface MessagePlace {
  stream: StreamName;
  kafkaPartition: number;
  generation: number;
}

/** Rows of one partition in offset order, in the insert's bytes. */
export interface EncodedBatch extends MessagePlace {
  block: Uint8Array;
  /** [row]: the message it was made of. */
  messages: readonly KafkaMessage[];
}

export interface RefusedMessage extends Refusal {
  message: KafkaMessage;
  /** Set when what is wrong is ours. */
  fault?: Error;
}

interface Waiting {
  done: (chunk: EncodedChunk) => void;
  failed: (error: Error) => void;
}

export class Encoder {
  readonly #thread: Worker;
  readonly #waiting: Waiting[] = [];
  /** Why the thread ended. */
  #ended: Error | undefined;

  constructor(data: EncoderData) {
    this.#thread = startThread(new URL('./encoder-thread.ts', import.meta.url), { workerData: data });
    this.#thread.on('message', (chunk: EncodedChunk) => this.#waiting.shift()?.done(chunk));
    const end = (error: Error) => {
      this.#ended ??= error;
      for (const { failed } of this.#waiting.splice(0)) failed(error);
    };
    this.#thread.on('error', (error) => end(error as Error));
    this.#thread.on('exit', (code) => end(new Error(`the decoding thread ended with code ${code}`)));
  }

  /** Decodes a run of messages of one partition. Rejects when the thread ended. */
  async encode(
    place: MessagePlace,
    messages: readonly KafkaMessage[],
  ): Promise<{ batch: EncodedBatch; refused: RefusedMessage[] }> {
    if (this.#ended) throw this.#ended;
    const { stream, kafkaPartition, generation } = place;
    const chunk = packMessages(place, messages);
    const { block, rows, refused } = await new Promise<EncodedChunk>((done, failed) => {
      this.#waiting.push({ done, failed });
      const { bytes, lengths, offsets, timestamps, senderOf } = chunk;
      const arrays = [lengths, offsets, timestamps, senderOf].map(({ buffer }) => buffer);
      this.#thread.postMessage(chunk, [bytes, ...arrays]);
    });
    const isRefused = new Set(refused.map(({ message }) => message));
    const counted = rows === messages.length ? messages : messages.filter((_, i) => !isRefused.has(i));
    return {
      batch: { stream, kafkaPartition, generation, block, messages: counted },
      refused: refused.map((refusal) => ({ ...refusal, message: messages[refusal.message] as KafkaMessage })),
    };
  }

  async stop(): Promise<void> {
    await this.#thread.terminate();
  }
}
