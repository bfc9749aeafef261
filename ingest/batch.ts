/** The rows of one partition on their way into ClickHouse, already in the insert's bytes. */
import { RowWriter } from '../clickhouse/row-binary.ts';
import { writeEvent, type EventRow } from '../clickhouse/events-table.ts';

export interface EncodedRow {
  kafkaOffset: number;
  /** Where the row ends in the bytes. */
  end: number;
}

/** A run of rows of one partition in offset order. */
export interface EncodedBatch {
  kafkaPartition: number;
  generation: number;
  bytes: Buffer;
  rows: EncodedRow[];
}

/** Collects rows into a batch. */
export class BatchEncoder {
  private readonly writer = new RowWriter();
  private rows: EncodedRow[] = [];

  get rowCount(): number {
    return this.rows.length;
  }

  add(row: EventRow): void {
    writeEvent(this.writer, row);
    this.rows.push({ kafkaOffset: row.kafkaOffset, end: this.writer.byteLength });
  }

  /** The batch so far; the encoder is empty afterwards. */
  take(kafkaPartition: number, generation: number): EncodedBatch {
    const batch = { kafkaPartition, generation, bytes: this.writer.take(), rows: this.rows };
    this.rows = [];
    return batch;
  }
}

/** The two halves of a batch of at least two rows, to find the row that the engine refuses. */
export function halves(batch: EncodedBatch): [EncodedBatch, EncodedBatch] {
  const middle = batch.rows.length >> 1;
  const cut = (batch.rows[middle - 1] as EncodedRow).end;
  const second = batch.rows.slice(middle).map((row) => ({ ...row, end: row.end - cut }));
  return [
    { ...batch, bytes: batch.bytes.subarray(0, cut), rows: batch.rows.slice(0, middle) },
    { ...batch, bytes: batch.bytes.subarray(cut), rows: second },
  ];
}
