/**
 * Keeps the ledger of a partition: what the store lacks is read again from Kafka, and what Kafka no longer has is named.
 *
 * What is read again is stored under a generation of its own, in the order of its offsets: servers and the joiner, which follow
 * the log by position, meet it behind what they have read.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import type { KafkaMessage } from 'kafkajs';
import type { Logger } from 'pino';
import { findGaps } from '../../clickhouse/ledger.ts';
import { insertGaps, type GapKind } from '../../clickhouse/log-gaps-table.ts';
import type { OffsetRange } from '../../clickhouse/log-part.ts';
import {
  endedParts,
  nextGeneration,
  presentLog,
  type PartitionLife,
  type PresentLog,
} from '../../clickhouse/partition-lives-table.ts';
import type { LogTables } from '../../clickhouse/stream-log.ts';
import { Outage } from '../../errors/outage.ts';
import type { ChunkStore } from '../storing/chunk-store.ts';
import type { StreamMetrics } from '../stream-metrics.ts';
import type { KafkaLog } from './kafka-log.ts';
import type { Lives } from './lives.ts';
import { isRecord } from '../fetch/record-batch.ts';
import { clip, messagesIn, offsetsOf, without } from './offset-ranges.ts';

const READ_BYTES = 4 * 1024 * 1024;
const CHUNK_MESSAGES = 5_000;
/** Gaps that lie closer together are read in one go. */
const NEAR = 1_000;
/** Kafka may not yet give out what it has, for a moment after its start. */
const EMPTY_READS = 50;

export interface LedgerDeps {
  client: ClickHouseClient;
  eventLog: LogTables;
  lives: Lives;
  kafkaLog: KafkaLog;
  store: ChunkStore;
  metrics: StreamMetrics;
  log: Logger;
}

export class Ledger {
  readonly #deps: LedgerDeps;

  constructor(deps: LedgerDeps) {
    this.#deps = deps;
  }

  /**
   * Explains every offset of a log below a position; `readUpTo`: those below had been stored. Returns the log, with one more
   * generation when something was read again. Rejects when it is no longer `wanted`, and when ClickHouse or Kafka is away:
   * then call it again.
   */
  async settle(
    present: PresentLog,
    before: number,
    readUpTo: number,
    wanted: AbortSignal,
  ): Promise<PresentLog> {
    const { kafkaPartition } = present;
    await this.#settleEnded(kafkaPartition);
    let log = present;
    for (;;) {
      this.#deps.metrics.lookedForGaps(kafkaPartition);
      const { ranges, isAll } = await findGaps(this.#deps.client, this.#deps.eventLog, {
        log,
        from: 0,
        to: before,
      });
      if (ranges.length === 0) return log;
      const start = (await this.#deps.kafkaLog.starts([kafkaPartition])).get(kafkaPartition) ?? 0;
      await this.name(log, 'lost', clip(ranges, 0, Math.min(start, readUpTo)));
      await this.name(log, 'deleted', clip(ranges, readUpTo, start));
      log = await this.#readAgain(log, clip(ranges, start, before), log === present, wanted);
      if (isAll) return log;
    }
  }

  /** What the store loses of a log that has ended can never be read again. */
  async #settleEnded(kafkaPartition: number): Promise<void> {
    for (const part of endedParts(await this.#deps.lives.read(), kafkaPartition)) {
      let gaps;
      do {
        gaps = await findGaps(this.#deps.client, this.#deps.eventLog, part);
        await this.name(part.log, 'lost', gaps.ranges);
      } while (!gaps.isAll);
    }
  }

  /** Reports and notes messages that can never be read again. */
  async name(log: PresentLog, kind: 'deleted' | 'lost', ranges: readonly OffsetRange[]): Promise<void> {
    for (const { from, to } of ranges) {
      const { kafkaPartition } = log;
      this.#deps.log.error(
        { kafkaPartition, from, to, kind },
        'messages are missing and cannot be read again',
      );
    }
    await this.note(log, kind, ranges);
  }

  note(log: PresentLog, kind: GapKind, ranges: readonly OffsetRange[]): Promise<void> {
    const { kafkaPartition, generation } = log;
    const { stream } = this.#deps.eventLog;
    return insertGaps(
      this.#deps.client,
      ranges.map(({ from, to }) => ({
        stream,
        kafkaPartition,
        generation,
        fromOffset: from,
        toOffset: to,
        kind,
      })),
    );
  }

  /** Begins a life after those that were read; `endOffset`: how far the log that it ends was stored. */
  async begin(
    lives: readonly PartitionLife[],
    life: Omit<PartitionLife, 'generation' | 'endOffset'>,
    endOffset = 0,
  ): Promise<PresentLog> {
    const { kafkaPartition, topicId, fromOffset, cause } = life;
    const generation = nextGeneration(lives, kafkaPartition);
    const begun = { ...life, generation, endOffset };
    await this.#deps.lives.begin(begun);
    this.#deps.metrics.lifeBegan(kafkaPartition, cause);
    this.#deps.log.warn({ kafkaPartition, fromOffset, cause, generation }, 'a life of the partition begins');
    return presentLog([...lives, begun], kafkaPartition, topicId) as PresentLog;
  }

  /** `begins`: under a new generation; else the log's newest is such a one already. */
  async #readAgain(
    present: PresentLog,
    gaps: readonly OffsetRange[],
    begins: boolean,
    wanted: AbortSignal,
  ): Promise<PresentLog> {
    let log = present;
    for (const run of nearRuns(gaps)) {
      const end = (run.at(-1) as OffsetRange).to;
      let empty = 0;
      for (let at = (run[0] as OffsetRange).from; at < end;) {
        wanted.throwIfAborted();
        const read = await this.#deps.kafkaLog.read(log.kafkaPartition, at, READ_BYTES);
        const { messages, nextOffset } = read;
        if (nextOffset === at && ++empty > EMPTY_READS)
          throw new Outage(`Kafka gives out nothing at offset ${at} of partition ${log.kafkaPartition}`);
        const looked = clip(run, at, nextOffset);
        const found = messagesIn(looked, messages);
        if (found.length > 0 && begins && log === present)
          log = await this.#beginMended(log, Number((found[0] as KafkaMessage).offset));
        await this.#store(log, found);
        // Messages that Kafka removed before they were read are noted, so the store has lost an event or that note.
        const gone = without(looked, read.all.filter(isRecord).map(offsetsOf));
        await this.name(log, 'lost', gone);
        await this.note(log, 'blank', without(without(looked, found.map(offsetsOf)), gone));
        at = nextOffset;
      }
    }
    return log;
  }

  async #beginMended({ kafkaPartition, topicId }: PresentLog, fromOffset: number): Promise<PresentLog> {
    return this.begin(await this.#deps.lives.read(), {
      kafkaPartition,
      topicId,
      fromOffset,
      cause: 'mended',
    });
  }

  async #store(log: PresentLog, messages: readonly KafkaMessage[]): Promise<void> {
    const { kafkaPartition, generation } = log;
    for (let at = 0; at < messages.length; at += CHUNK_MESSAGES) {
      const chunk = messages.slice(at, at + CHUNK_MESSAGES);
      const decoded = await this.#deps.store.decode({ kafkaPartition, generation }, chunk);
      await this.#deps.store.store(decoded);
    }
    if (messages.length === 0) return;
    this.#deps.metrics.mended(kafkaPartition, messages.length);
    const [first, last] = [messages[0]?.offset, messages.at(-1)?.offset];
    this.#deps.log.warn(
      { kafkaPartition, first, last, messages: messages.length },
      'lost rows were read again',
    );
  }
}

function nearRuns(ranges: readonly OffsetRange[]): OffsetRange[][] {
  const runs: OffsetRange[][] = [];
  for (const range of ranges) {
    const run = runs.at(-1);
    if (run && range.from - (run.at(-1) as OffsetRange).to <= NEAR) run.push(range);
    else runs.push([range]);
  }
  return runs;
}
