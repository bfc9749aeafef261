/**
 * Takes one partition's messages through: decode, dead letters aside, insert, and only then commit.
 *
 * While an insert runs the next chunks are fetched and decoded and queue for the writer, up to a chunk's worth of
 * messages: what waits goes into one insert, so a slow stream never waits for two. A partition has one insert in flight,
 * its rows arrive in order, and so do its commits.
 */
import type { EachBatchPayload, KafkaMessage } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { DeadLetters } from './dead-letters.ts';
import type { EncodedBatch, Encoder, RefusedMessage } from './encoder.ts';
import type { EventWriter } from './event-writer.ts';
import { refusedBatchOf } from './fetch/record-batch.ts';
import type { LaneBoard } from './lane-board.ts';
import type { Lane } from './lane.ts';
import type { IngestMetrics } from './metrics.ts';
import type { OffsetCommitter } from './offset-committer.ts';

/** Messages that are decoded at once: bounds memory. */
const CHUNK_MESSAGES = 5_000;
/** Shortest time between the starts of two fetches of a slow stream. */
const FETCH_EVERY_MS = 5;
/** A chunk that is not stored within so long is waited for. */
const PROMPT_MS = 500;
const HEARTBEAT_EVERY_MS = 2_000;

export interface PartitionHandlerDeps {
  lanes: LaneBoard;
  encoder: Encoder;
  writer: EventWriter;
  deadLetters: DeadLetters;
  committer: OffsetCommitter;
  metrics: IngestMetrics;
  log: Logger;
  /** The process must end: what is committed is in ClickHouse, the next one goes on from there. */
  crashed: (error: Error) => void;
}

interface DecodedChunk {
  messages: number;
  nextOffset: number;
  batch: EncodedBatch;
  refused: RefusedMessage[];
}

export function createPartitionHandler(deps: PartitionHandlerDeps) {
  return async function handle(payload: EachBatchPayload): Promise<void> {
    const { batch, isRunning, isStale } = payload;
    const lane = await whileAlive(payload, deps.lanes.lane(batch.partition));
    if (!lane) return;
    lane.handles(Number(batch.highWatermark));
    const startedAt = performance.now();
    try {
      for (let at = 0; at < batch.messages.length && isRunning() && !isStale(); at += CHUNK_MESSAGES) {
        const messages = batch.messages.slice(at, at + CHUNK_MESSAGES);
        const isLast = at + CHUNK_MESSAGES >= batch.messages.length;
        // The batch may end in what is no message: a transaction's marker, or messages of one that was aborted.
        const lastOffset = isLast ? batch.lastOffset() : (messages.at(-1) as KafkaMessage).offset;
        if (!(await handleChunk(payload, lane, messages, Number(lastOffset) + 1))) return;
      }
      // The next fetch waits for this: what comes meanwhile is one fetch, not one for each message.
      const rest = FETCH_EVERY_MS - (performance.now() - startedAt);
      if (rest > 0) await sleep(rest);
    } finally {
      lane.handled();
    }
  };

  /** False when the partition is read on from elsewhere. */
  async function handleChunk(
    payload: EachBatchPayload,
    lane: Lane,
    messages: KafkaMessage[],
    nextOffset: number,
  ): Promise<boolean> {
    if (!(await whileAlive(payload, deps.lanes.isOfItsTopic(lane)))) return false;
    const [first, last] = [messages[0] as KafkaMessage, messages.at(-1) as KafkaMessage];
    const firstOffset = refusedBatchOf(first)?.fromOffset ?? Number(first.offset);
    const skips = !lane.begun && firstOffset > lane.nextOffset;
    lane.begun = true;
    if (skips) {
      // Once: what is still missing then is no message (a transaction's marker), or Kafka has deleted it.
      deps.log.info({ kafkaPartition: lane.kafkaPartition, from: lane.nextOffset }, 'reading again');
      deps.lanes.seek(lane);
      return false;
    }
    const decoded = await decode(payload, lane, messages, nextOffset);
    await whileAlive(payload, room(lane, messages.length));
    store(payload, lane, decoded);
    // The consumer reads on from here; the group's offset follows when the rows are stored.
    payload.resolveOffset(last.offset);
    return true;
  }

  /**
   * Resolves when a chunk more may wait for the writer. That bounds memory; and while an insert hangs the consumer must
   * not fetch on, since it tells the group that it is well each time.
   */
  async function room(lane: Lane, messages: number): Promise<void> {
    if (lane.storing === 0) return;
    const isSlow = Date.now() - lane.storingSince > PROMPT_MS;
    if (isSlow || lane.storing + messages > CHUNK_MESSAGES) await lane.stored;
  }

  async function decode(
    payload: EachBatchPayload,
    lane: Lane,
    messages: KafkaMessage[],
    nextOffset: number,
  ): Promise<DecodedChunk> {
    try {
      const events = messages.filter((message) => refusedBatchOf(message) === undefined);
      const { batch, refused } = await whileAlive(payload, deps.encoder.encode(lane, events));
      return {
        messages: messages.length,
        nextOffset,
        batch,
        refused: [...refused, ...messages.flatMap(refusedBatch)],
      };
    } catch (error) {
      if (deps.encoder.hasEnded && !deps.writer.isStopping()) deps.crashed(error as Error);
      throw error;
    }
  }

  /** Hands a chunk to the writer at once, so that chunks of a lane reach it in order. */
  function store(payload: EachBatchPayload, lane: Lane, chunk: DecodedChunk): void {
    const { batch, refused } = chunk;
    const stored = Promise.all([
      refused.length > 0 ? putAside(lane, refused) : undefined,
      batch.messages.length > 0 ? write(lane, batch) : undefined,
    ]);
    lane.begin(chunk.messages);
    lane.stored = finish(payload, lane, chunk, stored, lane.stored);
  }

  /** Tells what is stored once the chunks before it are too. Never rejects; false: it is not stored. */
  async function finish(
    payload: EachBatchPayload,
    lane: Lane,
    { messages, nextOffset, batch, refused }: DecodedChunk,
    stored: Promise<unknown>,
    before: Promise<boolean>,
  ): Promise<boolean> {
    try {
      await stored;
      // What follows a chunk that is not stored must not be committed: the commit would pass over it.
      if (!(await before)) return false;
      lane.advance(nextOffset);
      deps.metrics.counted(lane.kafkaPartition, batch.messages.length, countOffsets(refused));
      for (const { message } of refused) deps.metrics.refusedBatch(refusedBatchOf(message)?.kind);
      deps.committer.moved(lane, payload);
      return true;
    } catch (error) {
      // Outages are waited for, so this is a fault of ours.
      if (!deps.writer.isStopping()) deps.crashed(error as Error);
      return false;
    } finally {
      lane.end(messages);
    }
  }

  async function write(lane: Lane, batch: EncodedBatch): Promise<void> {
    const poison = await deps.writer.write(batch);
    deps.metrics.acknowledged(batch.messages);
    if (poison.length > 0)
      await putAside(
        lane,
        poison.map((one) => ({ ...one, field: '' })),
      );
  }

  function putAside({ kafkaPartition, generation }: Lane, refused: RefusedMessage[]): Promise<void> {
    return deps.deadLetters.put(
      refused.map((refusal) => ({ ...refusal, kafkaPartition, generation, ...placeOf(refusal.message) })),
    );
  }

  /** Heartbeats while the work runs, up to the insert's deadline: past it the group must not think us well. */
  async function whileAlive<T>(payload: EachBatchPayload, work: Promise<T>): Promise<T> {
    let lost: unknown;
    const timer = setInterval(() => {
      if (deps.writer.isWell()) payload.heartbeat().catch((error: unknown) => (lost = error));
    }, HEARTBEAT_EVERY_MS);
    try {
      const result = await work;
      // The group has moved on: the rows are safe where they are, and the next owner repeats them harmlessly.
      if (lost !== undefined) throw lost;
      return result;
    } finally {
      clearInterval(timer);
    }
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
