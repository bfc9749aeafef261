/**
 * Finds the messages whose rows stand in the way of an insert: cuts a batch in halves until they stand alone; the other rows
 * go in, in order.
 *
 * ClickHouse refuses a bad row alone as it does among others. A fault of ours may lie in the statement and not in a row: then
 * no row goes in, nothing is put aside, and the fault is thrown.
 */
import type { KafkaMessage } from 'kafkajs';
import { cutRows } from '../../clickhouse/native-cut.ts';
import { errorKind } from '../../errors/error-kind.ts';
import type { EncodedBatch } from '../decoding/encoder.ts';
import { faultReason, maskedFault } from '../decoding/masked-fault.ts';
import { excerpt } from '../decoding/refusal.ts';

/** A message whose row cannot be inserted. */
export interface PoisonMessage {
  message: KafkaMessage;
  reason: string;
  /** Set when that is a fault of ours. */
  fault?: Error;
}

/**
 * So many inserts may fail by a fault before the first row goes in. A single row among 5,000 takes one, all but every second one
 * 14; more than 30 faulty rows in a row at the front are taken for a fault of the statement.
 */
const MAX_FAULTS = 64;
const MAX_REASON_CHARS = 500;

/** One insert of one batch. Resolves with what it fails with, unless that is an outage, which is waited for. */
type Insert = (batch: EncodedBatch) => Promise<unknown>;

export class PoisonSearch {
  readonly #insert: Insert;
  #wentIn = false;
  #faults = 0;

  constructor(insert: Insert) {
    this.#insert = insert;
  }

  /**
   * `known`: what the batches failed with together. Settles with batch -> its poison, when everything else is inserted.
   *
   * @throws the fault when it is of no single row.
   */
  async run(batches: readonly EncodedBatch[], known: unknown): Promise<Map<EncodedBatch, PoisonMessage[]>> {
    const poison = new Map<EncodedBatch, PoisonMessage[]>();
    for (const batch of batches) {
      const found = await this.#search(batch, batches.length > 1 ? undefined : known);
      if (found.length > 0) poison.set(batch, found);
    }
    const fault = [...poison.values()].flat().find((one) => one.fault)?.fault;
    if (fault && !this.#wentIn) throw fault;
    return poison;
  }

  async #search(batch: EncodedBatch, known?: unknown): Promise<PoisonMessage[]> {
    const failure = known ?? (await this.#insert(batch));
    if (failure === undefined) {
      this.#wentIn = true;
      return [];
    }
    const isFault = errorKind(failure) === 'fault';
    if (isFault && !this.#wentIn && ++this.#faults > MAX_FAULTS) throw maskedFault(failure);
    const { messages } = batch;
    if (messages.length === 1) return [poisonOf(messages[0] as KafkaMessage, failure, isFault)];
    const middle = messages.length >> 1;
    const first = await this.#search(cut(batch, 0, middle));
    const second = await this.#search(cut(batch, middle, messages.length));
    return [...first, ...second];
  }
}

function cut(batch: EncodedBatch, from: number, to: number): EncodedBatch {
  return { ...batch, block: cutRows(batch.block, from, to), messages: batch.messages.slice(from, to) };
}

function poisonOf(message: KafkaMessage, failure: unknown, isFault: boolean): PoisonMessage {
  if (isFault) {
    const fault = maskedFault(failure);
    return { message, reason: faultReason(fault), fault };
  }
  // It quotes the values of the row.
  const text = excerpt(failure instanceof Error ? failure.message : String(failure), MAX_REASON_CHARS);
  return { message, reason: `ClickHouse refuses the row: ${text}` };
}
