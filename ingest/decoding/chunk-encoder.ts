/** From the messages of one partition of a stream to a block of rows for ClickHouse. Pure: it runs in a thread of its own. */
import type { StreamName } from '../../contract/streams.ts';
import type { BlockWriter } from '../../clickhouse/native-block.ts';
import type { StreamLog } from '../../clickhouse/stream-log.ts';
import { dataTrouble, decodeMessage, type Decoded } from './decode.ts';
import { findAhead } from './event-ahead.ts';
import type { FastDecoder, RowPlace } from './fast-decoder.ts';
import { faultReason, maskedFault } from './masked-fault.ts';
import type { Refusal } from './refusal.ts';
import type { StreamEvents } from '../streams/stream-events.ts';

/** Messages in one buffer, so that handing them to another thread is one transfer. */
export interface PackedChunk {
  stream: StreamName;
  kafkaPartition: number;
  generation: number;
  /** Keys and values; of a message in binary mode the whole event (binary-mode.ts). */
  bytes: ArrayBuffer;
  /** [3 * message]: length of the key, [3 * message + 1]: of what stands before the data, [3 * message + 2]: of the value; -1 = none. */
  lengths: Int32Array<ArrayBuffer>;
  /** [message]: offset in Kafka. */
  offsets: Float64Array<ArrayBuffer>;
  /** [message]: when it reached Kafka, ms. */
  timestamps: Float64Array<ArrayBuffer>;
  /** Names of senders ... */
  senders: readonly string[];
  /** ... and [message]: the index of its own. */
  senderOf: Uint16Array<ArrayBuffer>;
}

export interface EncodedChunk {
  block: Uint8Array<ArrayBuffer>;
  rows: number;
  /** What cannot be counted; `message` is its index in the chunk. */
  refused: (RefusedOne & { message: number })[];
}

/** `fault` is set when what is wrong is ours. */
type RefusedOne = Refusal & { fault?: Error };

/** Appends a message's row, or says why not. `data`: only of one in binary mode, whose `value` is the whole event. */
type ReadMessage = (
  key: Buffer | null,
  data: Buffer | null,
  value: Buffer | null,
  place: RowPlace,
  reachedMs: number,
) => RefusedOne | undefined;

export interface ChunkEncoderDeps {
  log: StreamLog;
  events: StreamEvents;
  /** For a stream whose events come by the million; decode.ts alone reads the others. */
  fast?: FastDecoder;
  /** How far ahead of its message's time an event's may lie. */
  eventAheadMaxMs: number;
}

export class ChunkEncoder {
  readonly #deps: ChunkEncoderDeps;
  readonly #fast: FastDecoder | undefined;
  readonly #writer: BlockWriter;
  readonly #eventAheadMaxMs: number;

  constructor(deps: ChunkEncoderDeps) {
    this.#deps = deps;
    this.#fast = deps.fast;
    this.#writer = deps.log.rows.block();
    this.#eventAheadMaxMs = deps.eventAheadMaxMs;
  }

  /** A message that a fault of ours keeps from being read is refused, with `fault` set. */
  encode(chunk: PackedChunk): EncodedChunk {
    const start = this.#writer.mark();
    try {
      return this.#read(chunk, this.#readMessage);
    } catch {
      // To mark each row would charge every chunk for what hardly ever happens.
      this.#writer.rewind(start);
      return this.#read(chunk, this.#readWithCare);
    }
  }

  #read(chunk: PackedChunk, readMessage: ReadMessage): EncodedChunk {
    const { kafkaPartition, generation, lengths, offsets, timestamps, senders, senderOf } = chunk;
    const buffer = Buffer.from(chunk.bytes);
    const refused: EncodedChunk['refused'] = [];
    const place = { kafkaPartition, generation, kafkaOffset: 0, sender: '' };
    let at = 0;
    const next = (length: number) => (length < 0 ? null : buffer.subarray(at, (at += length)));
    for (let message = 0; message < offsets.length; message++) {
      place.kafkaOffset = offsets[message] as number;
      const key = next(lengths[3 * message] as number);
      const start = at;
      const head = next(lengths[3 * message + 1] as number);
      const data = next(lengths[3 * message + 2] as number);
      const value = head === null ? data : buffer.subarray(start, ++at);
      place.sender = senders[senderOf[message] as number] as string;
      const reachedMs = timestamps[message] as number;
      const refusal = readMessage(key, head && data, value, place, reachedMs);
      if (refusal) refused.push({ message, ...refusal });
    }
    return { rows: this.#writer.rows, block: this.#writer.take(), refused };
  }

  #readMessage: ReadMessage = (key, data, value, place, reachedMs) => {
    const trouble = data === null ? undefined : dataTrouble(data);
    if (trouble) return trouble;
    if (this.#fast?.decode(key, value, this.#writer, place, reachedMs + this.#eventAheadMaxMs))
      return undefined;
    const decoded = this.#decode(key, value, reachedMs);
    if ('refusal' in decoded) return decoded.refusal;
    this.#deps.log.rows.write(this.#writer, { ...place, ...decoded.event });
    return undefined;
  };

  #readWithCare: ReadMessage = (...message) => {
    const start = this.#writer.mark();
    try {
      return this.#readMessage(...message);
    } catch (error) {
      this.#writer.rewind(start);
      const fault = maskedFault(error);
      return { field: '', reason: faultReason(fault), fault };
    }
  };

  #decode(key: Buffer | null, value: Buffer | null, reachedMs: number): Decoded {
    const decoded = decodeMessage(this.#deps.events, key, value);
    const ahead = 'event' in decoded ? findAhead(decoded.event, reachedMs, this.#eventAheadMaxMs) : undefined;
    return ahead ? { refusal: ahead } : decoded;
  }
}
