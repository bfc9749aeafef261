/**
 * Takes one partition's messages through: decode, dead letters aside, insert, and only then commit.
 *
 * While the insert of one chunk runs the next is fetched and decoded; it is handed over when the insert is through, so
 * a partition has one insert in flight and its rows arrive in order.
 */
import type { EachBatchPayload, KafkaMessage } from 'kafkajs';
import type { Logger } from 'pino';
import type { DeadLetters } from './dead-letters.ts';
import type { EncodedBatch, Encoder, RefusedMessage } from './encoder.ts';
import type { EventWriter } from './event-writer.ts';
import type { LaneBoard } from './lane-board.ts';
import type { Lane } from './lane.ts';
import type { IngestMetrics } from './metrics.ts';

/** Messages that are decoded at once: bounds memory. */
const CHUNK_MESSAGES = 5_000;
const HEARTBEAT_EVERY_MS = 2_000;

export interface PartitionHandlerDeps {
  lanes: LaneBoard;
  encoder: Encoder;
  writer: EventWriter;
  deadLetters: DeadLetters;
  metrics: IngestMetrics;
  log: Logger;
  /** The process must end: what is committed is in ClickHouse, the next one goes on from there. */
  crashed: (error: Error) => void;
}

interface DecodedChunk {
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
    try {
      for (let at = 0; at < batch.messages.length && isRunning() && !isStale(); at += CHUNK_MESSAGES) {
        const goesOn = await handleChunk(payload, lane, batch.messages.slice(at, at + CHUNK_MESSAGES));
        if (!goesOn) return;
      }
    } finally {
      lane.handled();
    }
  };

  /** False when the partition is read on from elsewhere. */
  async function handleChunk(
    payload: EachBatchPayload,
    lane: Lane,
    messages: KafkaMessage[],
  ): Promise<boolean> {
    if (!(await whileAlive(payload, deps.lanes.isOfItsTopic(lane)))) return false;
    const [first, last] = [messages[0] as KafkaMessage, messages.at(-1) as KafkaMessage];
    const skips = !lane.begun && Number(first.offset) > lane.nextOffset;
    lane.begun = true;
    if (skips) {
      // Once: what is still missing then is no message (a transaction's marker), or Kafka has deleted it.
      deps.log.info({ kafkaPartition: lane.kafkaPartition, from: lane.nextOffset }, 'reading again');
      deps.lanes.seek(lane);
      return false;
    }
    const decoded = await decode(payload, lane, messages);
    await whileAlive(payload, lane.pending);
    lane.pending = store(payload, lane, decoded);
    // The consumer reads on from here; the group's offset follows when the rows are stored.
    payload.resolveOffset(last.offset);
    return true;
  }

  async function decode(
    payload: EachBatchPayload,
    lane: Lane,
    messages: KafkaMessage[],
  ): Promise<DecodedChunk> {
    const nextOffset = Number(messages.at(-1)?.offset) + 1;
    try {
      return { nextOffset, ...(await whileAlive(payload, deps.encoder.encode(lane, messages))) };
    } catch (error) {
      if (deps.encoder.hasEnded && !deps.writer.isStopping()) deps.crashed(error as Error);
      throw error;
    }
  }

  /** Stores a chunk and commits it. Never rejects. */
  async function store(
    payload: EachBatchPayload,
    lane: Lane,
    { nextOffset, batch, refused }: DecodedChunk,
  ): Promise<void> {
    lane.begin();
    try {
      if (refused.length > 0) await putAside(lane, refused);
      if (batch.messages.length > 0) {
        const poison = await deps.writer.write(batch);
        if (poison.length > 0)
          await putAside(
            lane,
            poison.map((one) => ({ ...one, field: '' })),
          );
      }
      lane.advance(nextOffset);
      deps.metrics.counted(lane.kafkaPartition, batch.messages.length, refused.length);
      await commit(payload, lane.kafkaPartition, nextOffset);
    } catch (error) {
      // Outages are waited for, so this is a fault of ours. The next chunk's commit would pass over this one.
      if (!deps.writer.isStopping()) deps.crashed(error as Error);
    } finally {
      lane.end();
    }
  }

  function putAside({ kafkaPartition, generation }: Lane, refused: RefusedMessage[]): Promise<void> {
    return deps.deadLetters.put(
      refused.map((refusal) => ({
        ...refusal,
        kafkaPartition,
        generation,
        kafkaOffset: Number(refusal.message.offset),
      })),
    );
  }

  async function commit(payload: EachBatchPayload, partition: number, nextOffset: number): Promise<void> {
    try {
      const partitions = [{ partition, offset: String(nextOffset) }];
      await payload.commitOffsetsIfNecessary({ topics: [{ topic: payload.batch.topic, partitions }] });
    } catch (error) {
      // The next commit makes up for it, or the group has given the partition to another, who reads this once more.
      deps.log.info({ err: error, kafkaPartition: partition, nextOffset }, 'a chunk was not committed');
    }
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
