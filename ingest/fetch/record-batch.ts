/**
 * One batch of Kafka as messages, in kafkajs's shape. A batch that is damaged or over the bounds is refused as a whole: one
 * message stands for all of its own, for the dead letters.
 *
 * https://kafka.apache.org/documentation/#recordbatch
 */
import type { KafkaMessage } from 'kafkajs';
import {
  BatchRefusal,
  ENOUGH_BYTES,
  MAX_BATCH_MESSAGES,
  tooMany,
  unreadable,
  type RefusalKind,
} from './batch-bounds.ts';
import { inflate } from './inflate.ts';
import { RecordCursor } from './record-cursor.ts';

/** Before the records. */
export const HEADER_BYTES = 61;
/** Offset and length stand before what the length counts. */
export const LENGTH_END = 12;
const LOG_APPEND_TIME = 1;

/** What kafkajs needs of a batch to leave out messages of aborted transactions, and what distinguishes the lives of a log. */
interface BatchContext {
  firstOffset: string;
  lastOffsetDelta: number;
  partitionLeaderEpoch: number;
  producerId: string;
  inTransaction: boolean;
  isControlBatch: boolean;
}

/** A batch that is refused as a whole. */
export interface RefusedBatch {
  fromOffset: number;
  /** How many offsets it has. */
  offsets: number;
  kind: RefusalKind;
  reason: string;
}

export interface FetchedMessage {
  offset: string;
  timestamp: string;
  attributes: number;
  key: Buffer | null;
  value: Buffer | null;
  headers: NonNullable<KafkaMessage['headers']>;
  isControlRecord: boolean;
  batchContext: BatchContext;
  /** The value is the whole batch as it came; `offset` is its last. */
  refusedBatch?: RefusedBatch;
  /** No message: the last offset of a batch that compaction took it from. */
  isBatchEnd?: true;
}

/** Set when a message stands for a batch that was refused. */
export function refusedBatchOf(message: KafkaMessage): RefusedBatch | undefined {
  return (message as Partial<FetchedMessage>).refusedBatch;
}

/** Not the end of a batch that lacks its last message. */
export function isRecord(message: KafkaMessage): boolean {
  return !(message as Partial<FetchedMessage>).isBatchEnd;
}

/** The offsets of the batch that a message came in; of the formats before Kafka 0.11 its own. */
export function batchOffsets(message: Pick<KafkaMessage, 'offset'>): { from: number; to: number } {
  const { offset, batchContext } = message as Pick<FetchedMessage, 'offset'> & Partial<FetchedMessage>;
  if (!batchContext) return { from: Number(offset), to: Number(offset) + 1 };
  const from = Number(batchContext.firstOffset);
  return { from, to: from + batchContext.lastOffsetDelta + 1 };
}

/** `bytes` is the whole batch. `inflatedBytes`: what was inflated to read it. */
export async function readBatch(
  bytes: Buffer,
): Promise<{ messages: FetchedMessage[]; inflatedBytes: number }> {
  const attributes = bytes.readInt16BE(21);
  const context: BatchContext = {
    firstOffset: bytes.readBigInt64BE(0).toString(),
    lastOffsetDelta: bytes.readInt32BE(23),
    partitionLeaderEpoch: bytes.readInt32BE(12),
    producerId: bytes.readBigInt64BE(43).toString(),
    inTransaction: (attributes & 0x10) !== 0,
    isControlBatch: (attributes & 0x20) !== 0,
  };
  const times = { first: Number(bytes.readBigInt64BE(27)), greatest: bytes.readBigInt64BE(35).toString() };
  const appendTime = ((attributes >> 3) & 1) === LOG_APPEND_TIME ? times.greatest : undefined;
  const count = bytes.readInt32BE(57);
  try {
    if (count > MAX_BATCH_MESSAGES) throw tooMany(count);
    if (count < 0) throw unreadable(`it has ${count} messages`);
    // A batch that compaction has emptied keeps its offsets.
    const records =
      count === 0 ? Buffer.alloc(0) : await inflate(attributes & 7, bytes.subarray(HEADER_BYTES));
    const messages = readRecords(records, count, context, times.first, appendTime);
    const end = Number(context.firstOffset) + context.lastOffsetDelta;
    if (Number(messages.at(-1)?.offset ?? -1) < end) messages.push(batchEnd(end, context, times.greatest));
    return { messages, inflatedBytes: records.length };
  } catch (error) {
    if (!(error instanceof BatchRefusal)) throw error;
    return {
      messages: [refused(bytes, context, times.greatest, error)],
      inflatedBytes: error.kind === 'tooLarge' ? ENOUGH_BYTES : bytes.length,
    };
  }
}

function readRecords(
  records: Buffer,
  count: number,
  batchContext: BatchContext,
  firstTime: number,
  appendTime: string | undefined,
): FetchedMessage[] {
  const firstOffset = Number(batchContext.firstOffset);
  const cursor = new RecordCursor(records);
  const messages: FetchedMessage[] = [];
  for (let i = 0; i < count; i++) {
    const length = cursor.varint();
    const end = cursor.at + length;
    const attributes = cursor.int8();
    const timestamp = appendTime ?? String(firstTime + cursor.varint());
    if (appendTime !== undefined) cursor.varint();
    const offset = String(firstOffset + cursor.varint());
    const key = cursor.bytesOrNull();
    const value = cursor.bytesOrNull();
    const headers = readHeaders(cursor);
    if (cursor.at !== end) throw unreadable('a record has another length than it says');
    const isControlRecord = batchContext.isControlBatch;
    messages.push({ offset, timestamp, attributes, key, value, headers, isControlRecord, batchContext });
  }
  return messages;
}

/** As kafkajs: a name that stands several times has all of its values. */
function readHeaders(cursor: RecordCursor): FetchedMessage['headers'] {
  const headers: FetchedMessage['headers'] = {};
  // Each takes two bytes or more, so a count that is too great runs out of bytes.
  for (let left = cursor.varint(); left > 0; left--) {
    const name = cursor.bytesOrNull()?.toString('utf8') ?? '';
    const value = cursor.bytesOrNull() ?? undefined;
    const known = headers[name];
    headers[name] = known === undefined ? value : ([known, value].flat() as NonNullable<typeof known>);
  }
  return headers;
}

/**
 * kafkajs fetches on behind the last message that it knows. When a batch lacks its last messages it would ask for each of
 * their offsets in turn, and for an empty batch for ever the same.
 */
function batchEnd(offset: number, batchContext: BatchContext, timestamp: string): FetchedMessage {
  return {
    offset: String(offset),
    timestamp,
    attributes: 0,
    key: null,
    value: null,
    headers: {},
    // kafkajs does not hand over such records.
    isControlRecord: true,
    batchContext,
    isBatchEnd: true,
  };
}

function refused(
  bytes: Buffer,
  batchContext: BatchContext,
  timestamp: string,
  refusal: BatchRefusal,
): FetchedMessage {
  const fromOffset = Number(batchContext.firstOffset);
  const { kind, message: reason } = refusal;
  return {
    offset: String(fromOffset + batchContext.lastOffsetDelta),
    timestamp,
    attributes: 0,
    key: null,
    value: bytes,
    headers: {},
    isControlRecord: batchContext.isControlBatch,
    batchContext,
    refusedBatch: { fromOffset, offsets: batchContext.lastOffsetDelta + 1, kind, reason },
  };
}
