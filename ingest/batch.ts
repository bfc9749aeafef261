/** The rows of one partition on their way into ClickHouse, already in the insert's bytes. */
import { RowWriter } from '../clickhouse/row-binary.ts';
import { writeEvent } from '../clickhouse/events-table.ts';
import type { DecodedEvent } from './decode.ts';
import type { FastDecoder, RowPlace } from './fast-decoder.ts';

/** A run of rows of one partition in offset order. */
export interface EncodedBatch {
  kafkaPartition: number;
  generation: number;
  bytes: Buffer;
  /** [row]: its offset in Kafka. */
  offsets: number[];
  /** [row]: where it ends in the bytes. */
  ends: number[];
}

/** Collects rows into a batch. */
export class BatchEncoder {
  private readonly writer = new RowWriter();
  private offsets: number[] = [];
  private ends: number[] = [];

  /** Appends a message's row on the fast way; false when it needs the slow one. */
  addMessage(decoder: FastDecoder, key: Buffer | null, value: Buffer | null, place: RowPlace): boolean {
    if (!decoder.decode(key, value, this.writer, place)) return false;
    this.added(place);
    return true;
  }

  addEvent(event: DecodedEvent, place: RowPlace): void {
    writeEvent(this.writer, { ...place, ...event });
    this.added(place);
  }

  /** The batch so far; the encoder is empty afterwards. */
  take(kafkaPartition: number, generation: number): EncodedBatch {
    const { offsets, ends } = this;
    this.offsets = [];
    this.ends = [];
    return { kafkaPartition, generation, bytes: this.writer.take(), offsets, ends };
  }

  private added(place: RowPlace): void {
    this.offsets.push(place.kafkaOffset);
    this.ends.push(this.writer.byteLength);
  }
}

/** The two halves of a batch of at least two rows, to find the row that the engine refuses. */
export function halves(batch: EncodedBatch): [EncodedBatch, EncodedBatch] {
  const middle = batch.offsets.length >> 1;
  const cut = batch.ends[middle - 1] as number;
  return [
    {
      ...batch,
      bytes: batch.bytes.subarray(0, cut),
      offsets: batch.offsets.slice(0, middle),
      ends: batch.ends.slice(0, middle),
    },
    {
      ...batch,
      bytes: batch.bytes.subarray(cut),
      offsets: batch.offsets.slice(middle),
      ends: batch.ends.slice(middle).map((end) => end - cut),
    },
  ];
}
