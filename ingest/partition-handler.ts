/** Takes one partition's messages through: decode, dead letters aside, insert, and only then commit. */
import type { ClickHouseClient } from '@clickhouse/client';
import type { EachBatchPayload, KafkaMessage } from 'kafkajs';
import { BatchEncoder } from './batch.ts';
import { decodeMessage, type DecodedEvent } from './decode.ts';
import type { DeadLetter, DeadLetters } from './dead-letters.ts';
import type { EventWriter } from './event-writer.ts';
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
  /** A try of an insert that takes longer is hung: heartbeats stop, so that another process takes over, ms. */
  insertDeadlineMs: number;
}

interface Decoding {
  events: { kafkaOffset: number; event: DecodedEvent }[];
  refused: Omit<DeadLetter, 'generation'>[];
}

export function createPartitionHandler(deps: PartitionHandlerDeps, laneOf: (partition: number) => Lane) {
  return async function handle(payload: EachBatchPayload): Promise<void> {
    const { batch, isRunning, isStale } = payload;
    const lane = laneOf(batch.partition);
    lane.begin(Number(batch.highWatermark));
    try {
      for (let at = 0; at < batch.messages.length && isRunning() && !isStale(); at += CHUNK_MESSAGES) {
        await handleChunk(payload, lane, batch.messages.slice(at, at + CHUNK_MESSAGES));
      }
    } finally {
      lane.end();
    }
  };

  async function handleChunk(payload: EachBatchPayload, lane: Lane, messages: KafkaMessage[]): Promise<void> {
    const first = messages[0];
    const last = messages.at(-1);
    if (!first || !last) return;
    const decoding = decodeAll(lane.kafkaPartition, messages);
    await whileAlive(payload, settleGeneration(lane, Number(first.offset), decoding));
    if (decoding.refused.length > 0) {
      await whileAlive(
        payload,
        deps.deadLetters.put(decoding.refused.map((row) => ({ ...row, generation: lane.generation }))),
      );
    }
    if (decoding.events.length > 0) await whileAlive(payload, insert(lane, decoding, messages));
    const nextOffset = Number(last.offset) + 1;
    lane.advance(nextOffset);
    deps.metrics.counted(lane.kafkaPartition, decoding.events.length, decoding.refused.length);
    payload.resolveOffset(last.offset);
    await payload.commitOffsetsIfNecessary({
      topics: [
        {
          topic: payload.batch.topic,
          partitions: [{ partition: lane.kafkaPartition, offset: String(nextOffset) }],
        },
      ],
    });
  }

  async function insert(lane: Lane, decoding: Decoding, messages: KafkaMessage[]): Promise<void> {
    const encoder = new BatchEncoder();
    for (const { kafkaOffset, event } of decoding.events) {
      encoder.add({
        kafkaPartition: lane.kafkaPartition,
        generation: lane.generation,
        kafkaOffset,
        ...event,
      });
    }
    const poison = await deps.writer.write(encoder.take(lane.kafkaPartition, lane.generation));
    if (poison.length === 0) return;
    const byOffset = new Map(messages.map((message) => [Number(message.offset), message]));
    await deps.deadLetters.put(
      poison.map((row) => ({ ...row, field: '', message: byOffset.get(row.kafkaOffset) as KafkaMessage })),
    );
  }

  /** On the lane's first batch, and when offsets jump back, asks the log which life of the topic this is. */
  async function settleGeneration(lane: Lane, firstOffset: number, decoding: Decoding): Promise<void> {
    if (lane.nextOffset >= 0 && firstOffset >= lane.nextOffset) return;
    const compared = decoding.events.slice(0, COMPARED_EVENTS);
    lane.generation = await deps.writer.retry(() =>
      generationOf(
        deps.client,
        lane.kafkaPartition,
        compared.map(({ kafkaOffset, event }) => ({ kafkaOffset, id: event.id, source: event.source })),
      ),
    );
  }

  /** Heartbeats while the work runs, up to the deadline of one try: past it the group must not think us well. */
  async function whileAlive<T>(payload: EachBatchPayload, work: Promise<T>): Promise<T> {
    let lost: unknown;
    const timer = setInterval(() => {
      const hungMs = deps.writer.tryStartedAt === 0 ? 0 : Date.now() - deps.writer.tryStartedAt;
      if (hungMs <= deps.insertDeadlineMs) payload.heartbeat().catch((error: unknown) => (lost = error));
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

function decodeAll(kafkaPartition: number, messages: KafkaMessage[]): Decoding {
  const decoding: Decoding = { events: [], refused: [] };
  for (const message of messages) {
    const kafkaOffset = Number(message.offset);
    const decoded = decodeMessage(message.key, message.value);
    if ('event' in decoded) decoding.events.push({ kafkaOffset, event: decoded.event });
    else decoding.refused.push({ kafkaPartition, kafkaOffset, ...decoded.refusal, message });
  }
  return decoding;
}
