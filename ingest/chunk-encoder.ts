/** From the messages of one partition to a block of rows for ClickHouse. Pure: it runs in a thread of its own. */
import { eventBlock, writeEvent } from '../clickhouse/events-table.ts';
import { dataTrouble, decodeMessage, type Decoded, type Refusal } from './decode.ts';
import { findAhead } from './event-ahead.ts';
import { FastDecoder } from './fast-decoder.ts';

/** Messages one behind the other, so that handing them to another thread is one move. */
export interface PackedChunk {
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
  /** ... and [message]: the place of its own. */
  senderOf: Uint16Array<ArrayBuffer>;
}

export interface EncodedChunk {
  block: Uint8Array<ArrayBuffer>;
  rows: number;
  /** What cannot be counted; `message` is its place in the chunk. */
  refused: (Refusal & { message: number })[];
}

export class ChunkEncoder {
  private readonly writer = eventBlock();
  private readonly fast = new FastDecoder();
  private readonly eventAheadMaxMs: number;

  constructor(eventAheadMaxMs: number) {
    this.eventAheadMaxMs = eventAheadMaxMs;
  }

  encode(chunk: PackedChunk): EncodedChunk {
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
      const trouble = head === null ? undefined : dataTrouble(data as Buffer);
      if (trouble) {
        refused.push({ message, ...trouble });
        continue;
      }
      const reachedMs = timestamps[message] as number;
      place.sender = senders[senderOf[message] as number] as string;
      if (this.fast.decode(key, value, this.writer, place, reachedMs + this.eventAheadMaxMs)) continue;
      const decoded = this.decode(key, value, reachedMs);
      if ('event' in decoded) writeEvent(this.writer, { ...place, ...decoded.event });
      else refused.push({ message, ...decoded.refusal });
    }
    return { rows: this.writer.rows, block: this.writer.take(), refused };
  }

  private decode(key: Buffer | null, value: Buffer | null, reachedMs: number): Decoded {
    const decoded = decodeMessage(key, value);
    const ahead = 'event' in decoded ? findAhead(decoded.event, reachedMs, this.eventAheadMaxMs) : undefined;
    return ahead ? { refusal: ahead } : decoded;
  }
}
