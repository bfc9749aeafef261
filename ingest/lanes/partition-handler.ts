/**
 * Takes one partition's messages through: decode, dead letters aside, insert, and only then commit.
 *
 * While an insert runs the next chunks are fetched and decoded and queue for the writer, up to a chunk's worth of
 * messages: what waits goes into one insert, so a slow stream never waits for two. A partition has one insert in flight,
 * its rows arrive in order, and so do its commits.
 */
import type { EachBatchPayload, KafkaMessage } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorKind } from '../../errors/error-kind.ts';
import type { ChunkStore } from '../storing/chunk-store.ts';
import type { EventWriter } from '../storing/event-writer.ts';
import type { Lanes } from './lanes.ts';
import type { Lane } from './lane.ts';
import { offsetsOf } from '../ledger/offset-ranges.ts';
import type { SkippedOffsets } from '../ledger/skipped-offsets.ts';
import type { OffsetCommitter } from './offset-committer.ts';

/** Messages that are decoded at once: bounds memory. */
const CHUNK_MESSAGES = 5_000;
/** Shortest time between the starts of two fetches of a slow stream. */
const FETCH_EVERY_MS = 5;
/** A chunk that is not stored within so long is waited for. */
const PROMPT_MS = 500;
const HEARTBEAT_EVERY_MS = 2_000;

export interface PartitionHandlerDeps {
  lanes: Lanes;
  writer: EventWriter;
  store: ChunkStore;
  skipped: SkippedOffsets;
  committer: OffsetCommitter;
  /** The process must end: what is committed is in ClickHouse, the next one goes on from there. */
  crashed: (error: Error) => void;
}

export function createPartitionHandler(deps: PartitionHandlerDeps) {
  return async function handle(payload: EachBatchPayload): Promise<void> {
    try {
      await handleBatch(payload);
    } catch (error) {
      // kafkajs would hand out the same batch again for ever.
      if (errorKind(error) !== 'outage') crashed(error);
      throw error;
    }
  };

  function crashed(error: unknown): void {
    if (!deps.writer.isStopping()) deps.crashed(error as Error);
  }

  async function handleBatch(payload: EachBatchPayload): Promise<void> {
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
  }

  /** False when the partition is read on from elsewhere. */
  async function handleChunk(
    payload: EachBatchPayload,
    lane: Lane,
    messages: KafkaMessage[],
    nextOffset: number,
  ): Promise<boolean> {
    if (!(await whileAlive(payload, deps.lanes.isCurrent(lane)))) return false;
    const [first, last] = [messages[0] as KafkaMessage, messages.at(-1) as KafkaMessage];
    const offset = Number(first.offset);
    // One that stands for a refused batch may begin below what is to be read, when that was read in parts.
    const from = Math.min(offset, Math.max(offsetsOf(first).from, lane.readOffset));
    if (from < lane.readOffset) {
      deps.lanes.seek(lane);
      return false;
    }
    if (from > lane.readOffset) {
      const range = { from: lane.readOffset, to: from };
      lane.foundBlanks(await whileAlive(payload, deps.skipped.between(lane.log, range)));
      lane.skipped(from);
    }
    if (messages.length < nextOffset - from) {
      const { rawMessages } = payload.batch as unknown as { rawMessages: KafkaMessage[] };
      const range = { from, to: nextOffset };
      const came = messages.map(offsetsOf);
      lane.foundBlanks(await whileAlive(payload, deps.skipped.within(lane.log, range, came, rawMessages)));
    }
    const decoded = await whileAlive(payload, deps.store.decode(lane.log, messages));
    await whileAlive(payload, room(lane, messages.length));
    // The partition may have been reassigned or resumed meanwhile.
    if (!deps.lanes.holds(lane)) return false;
    // Not awaited: chunks of a lane reach the writer in order, and wait for it there.
    lane
      .handedOver(messages.length, nextOffset, deps.store.store(decoded))
      .then((isStored) => isStored && deps.committer.moved(lane, payload))
      // Outages are waited for, so this is a fault of ours.
      .catch(crashed);
    // The consumer reads on from here; the group's offset follows when the rows are stored.
    payload.resolveOffset(last.offset);
    return true;
  }

  /** Resolves when one more chunk may wait for the writer. That bounds memory. */
  async function room(lane: Lane, messages: number): Promise<void> {
    if (lane.storing === 0) return;
    const isSlow = performance.now() - lane.storingSince > PROMPT_MS;
    if (isSlow || lane.storing + messages > CHUNK_MESSAGES) await lane.stored;
  }

  /** Sends heartbeats while the work runs. */
  async function whileAlive<T>(payload: EachBatchPayload, work: Promise<T>): Promise<T> {
    let lost: unknown;
    const timer = setInterval(() => {
      payload.heartbeat().catch((error: unknown) => (lost = error));
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
