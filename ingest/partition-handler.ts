/**
 * Takes one partition's messages through: decode, dead letters aside, insert, and only then commit.
 *
 * While the insert of one chunk runs the next is fetched and decoded; it is handed over when the insert is through, so
 * a partition has one insert in flight and its rows arrive in order.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import type { EachBatchPayload, KafkaMessage } from 'kafkajs';
import type { Logger } from 'pino';
import { BatchEncoder, type EncodedBatch } from './batch.ts';
import { decodeMessage } from './decode.ts';
import type { DeadLetter, DeadLetters } from './dead-letters.ts';
import type { EventWriter } from './event-writer.ts';
import { FastDecoder } from './fast-decoder.ts';
import { generationOf } from './generations.ts';
import type { Lane } from './lane.ts';
import type { IngestMetrics } from './metrics.ts';

/** Messages that are decoded at once: bounds memory and how long the event loop is held. */
const CHUNK_MESSAGES = 5_000;
/** Events compared with the log to recognise a re-created topic. */
const COMPARED_EVENTS = 100;
const HEARTBEAT_EVERY_MS = 2_000;

export interface PartitionHandlerDeps {
  client: ClickHouseClient;
  writer: EventWriter;
  deadLetters: DeadLetters;
  metrics: IngestMetrics;
  log: Logger;
  /** The process must end: what is committed is in ClickHouse, the next one goes on from there. */
  crashed: (error: Error) => void;
}

export function createPartitionHandler(deps: PartitionHandlerDeps, laneOf: (partition: number) => Lane) {
  const encoder = new BatchEncoder();
  const decoder = new FastDecoder();

  return async function handle(payload: EachBatchPayload): Promise<void> {
    const { batch, isRunning, isStale } = payload;
    const lane = laneOf(batch.partition);
    lane.handles(Number(batch.highWatermark));
    try {
      for (let at = 0; at < batch.messages.length && isRunning() && !isStale(); at += CHUNK_MESSAGES) {
        await handleChunk(payload, lane, batch.messages.slice(at, at + CHUNK_MESSAGES));
      }
    } finally {
      lane.handled();
    }
  };

  async function handleChunk(payload: EachBatchPayload, lane: Lane, messages: KafkaMessage[]): Promise<void> {
    const last = messages.at(-1);
    if (!last) return;
    await settleGeneration(payload, lane, messages);
    const { rows, refused } = decodeAll(lane, messages);
    await whileAlive(payload, lane.pending);
    lane.pending = store(payload, lane, messages, rows, refused);
    // The consumer reads on from here; the group's offset follows when the rows are stored.
    payload.resolveOffset(last.offset);
  }

  /** Stores a chunk and commits it. Never rejects. */
  async function store(
    payload: EachBatchPayload,
    lane: Lane,
    messages: KafkaMessage[],
    rows: EncodedBatch,
    refused: DeadLetter[],
  ): Promise<void> {
    const nextOffset = Number(messages.at(-1)?.offset) + 1;
    lane.begin();
    try {
      if (refused.length > 0) await deps.deadLetters.put(refused);
      if (rows.offsets.length > 0) await insert(rows, messages);
      lane.advance(nextOffset);
      deps.metrics.counted(lane.kafkaPartition, rows.offsets.length, refused.length);
      await commit(payload, lane.kafkaPartition, nextOffset);
    } catch (error) {
      // Outages are waited for, so this is a fault of ours. The next chunk's commit would pass over this one.
      if (!deps.writer.isStopping()) deps.crashed(error as Error);
    } finally {
      lane.end();
    }
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

  async function insert(rows: EncodedBatch, messages: KafkaMessage[]): Promise<void> {
    const poison = await deps.writer.write(rows);
    if (poison.length === 0) return;
    const byOffset = new Map(messages.map((message) => [Number(message.offset), message]));
    await deps.deadLetters.put(
      poison.map((row) => ({ ...row, field: '', message: byOffset.get(row.kafkaOffset) as KafkaMessage })),
    );
  }

  function decodeAll(lane: Lane, messages: KafkaMessage[]): { rows: EncodedBatch; refused: DeadLetter[] } {
    const { kafkaPartition, generation } = lane;
    const place = { kafkaPartition, generation, kafkaOffset: 0 };
    const refused: DeadLetter[] = [];
    for (const message of messages) {
      place.kafkaOffset = Number(message.offset);
      if (encoder.addMessage(decoder, message.key, message.value, place)) continue;
      const decoded = decodeMessage(message.key, message.value);
      if ('event' in decoded) encoder.addEvent(decoded.event, place);
      else refused.push({ ...place, ...decoded.refusal, message });
    }
    return { rows: encoder.take(kafkaPartition, generation), refused };
  }

  /** On the lane's first chunk, and when offsets jump back, asks the log which life of the topic this is. */
  async function settleGeneration(
    payload: EachBatchPayload,
    lane: Lane,
    messages: KafkaMessage[],
  ): Promise<void> {
    const firstOffset = Number(messages[0]?.offset);
    const goesOn = lane.settled && firstOffset >= lane.seenOffset;
    lane.seenOffset = Number(messages.at(-1)?.offset) + 1;
    if (goesOn) return;
    const compared = messages.slice(0, COMPARED_EVENTS).flatMap((message) => {
      const decoded = decodeMessage(message.key, message.value);
      if (!('event' in decoded)) return [];
      return [{ kafkaOffset: Number(message.offset), id: decoded.event.id, source: decoded.event.source }];
    });
    await whileAlive(payload, lane.pending);
    const asked = deps.writer.retry(() => generationOf(deps.client, lane.kafkaPartition, compared));
    lane.generation = await whileAlive(payload, asked);
    lane.settled = true;
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
