/**
 * Where a partition resumes, as the store has it: in which life, from which offset, with the ledger below settled.
 *
 * Kafka's commit alone does not decide: what is committed but not in the tables (a commit of an old topic, tables that were
 * lost) is read again. A commit below what is stored is obeyed: that is how an administrator has messages read again.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import type { Logger } from 'pino';
import { countGaps, readLastStanding, type Standing } from '../../clickhouse/ledger.ts';
import { readLanes, type Lane as ReportedLane } from '../../clickhouse/lanes-table.ts';
import { endedParts, presentLog, type PresentLog } from '../../clickhouse/partition-lives-table.ts';
import type { LogTables } from '../../clickhouse/stream-log.ts';
import { Outage } from '../../errors/outage.ts';
import type { ResumePoint } from '../lanes/lane.ts';
import type { StreamMetrics } from '../stream-metrics.ts';
import type { StreamEvents } from '../streams/stream-events.ts';
import { SharedCall } from '../../runtime/shared-call.ts';
import type { TopicId } from '../lanes/topic-id.ts';
import { compareStanding } from './compare-standing.ts';
import { findDivergence, type Verdict } from './divergence.ts';
import type { KafkaLog } from './kafka-log.ts';
import type { Ledger } from './ledger.ts';
import type { Lives } from './lives.ts';
import { offsetsOf } from './offset-ranges.ts';

/** At least one batch comes, whatever its size. */
const ONE_BATCH = 1;

export interface ResumePointsDeps {
  client: ClickHouseClient;
  eventLog: LogTables;
  /** How the messages of the topic are read. */
  events: StreamEvents;
  topicId: TopicId;
  kafkaLog: KafkaLog;
  lives: Lives;
  ledger: Ledger;
  metrics: StreamMetrics;
  /** Tries again while ClickHouse or Kafka is away. */
  retry: <T>(work: () => Promise<T>) => Promise<T>;
  log: Logger;
}

export class ResumePoints {
  readonly #deps: ResumePointsDeps;
  /** Partitions that resume at the same time share it. */
  readonly #reported: SharedCall<ReportedLane[]>;

  constructor(deps: ResumePointsDeps) {
    this.#deps = deps;
    this.#reported = new SharedCall(() => readLanes(deps.client, deps.eventLog.stream));
  }

  /** `committed`: by the group. Rejects when ingest stops, and by a fault; undefined: it is no longer `wanted`. */
  find(
    kafkaPartition: number,
    committed: number | undefined,
    wanted: AbortSignal,
  ): Promise<ResumePoint | undefined> {
    return this.#deps.retry(() => this.#tryToFind(kafkaPartition, committed, wanted));
  }

  /** Whether the ledger below a position does not add up, or Kafka's log is not the one that was stored. */
  async doubts(log: PresentLog, before: number): Promise<boolean> {
    const { client, eventLog, kafkaLog, lives } = this.#deps;
    const parts = [{ log, from: 0, to: before }, ...endedParts(await lives.read(), log.kafkaPartition)];
    for (const part of parts) if ((await countGaps(client, eventLog, part)) > 0) return true;
    const start = (await kafkaLog.starts([log.kafkaPartition])).get(log.kafkaPartition) ?? 0;
    return (await this.#findDivergence(log, start)) !== undefined;
  }

  async #tryToFind(
    kafkaPartition: number,
    committed: number | undefined,
    wanted: AbortSignal,
  ): Promise<ResumePoint | undefined> {
    const { ledger, kafkaLog } = this.#deps;
    // Whatever Kafka does from here on changes this state, which the lane will notice.
    const topic = await this.#deps.topicId.current();
    if (wanted.aborted) return undefined;
    const [lanes, lives] = await Promise.all([this.#reported.call(), this.#deps.lives.read()]);
    const reported = lanes.find((lane) => lane.kafkaPartition === kafkaPartition);
    const known = presentLog(lives, kafkaPartition, topic.id);
    const life = { kafkaPartition, topicId: topic.id, fromOffset: 0, cause: 'created' } as const;
    let log = known ?? (await ledger.begin(lives, life, reported?.nextOffset));
    const start = (await kafkaLog.starts([kafkaPartition])).get(kafkaPartition) ?? 0;
    let stored = storedUpTo(log, reported);
    // Nothing is stored of a life that begins here.
    const divergence = known && (await this.#findDivergence(log, start));
    if (divergence !== undefined) {
      this.#deps.log.error(
        { kafkaPartition, from: divergence, stored },
        'Kafka gives offsets a second time: its log has come back shorter; what was stored stays counted',
      );
      log = await ledger.begin(
        lives,
        { kafkaPartition, topicId: topic.id, fromOffset: divergence, cause: 'truncated' },
        stored,
      );
      stored = divergence;
    }
    const nextOffset = Math.max(stored, start);
    log = await ledger.settle(log, nextOffset, stored, wanted);
    return {
      log,
      leaderEpoch: topic.leaderEpochs.get(kafkaPartition) ?? -1,
      nextOffset: committed === undefined ? nextOffset : Math.min(nextOffset, Math.max(committed, start)),
      joined: { generation: reported?.joinedGeneration ?? 0, offset: reported?.joinedOffset ?? 0 },
    };
  }

  #findDivergence(log: PresentLog, start: number): Promise<number | undefined> {
    return findDivergence({
      start,
      lastStanding: (from, before) =>
        readLastStanding(this.#deps.client, this.#deps.eventLog, { log, from, to: before }),
      judge: (standing) => this.#judge(log.kafkaPartition, standing),
      gaveUp: () => this.#deps.metrics.notJudged(log.kafkaPartition),
    });
  }

  async #judge(kafkaPartition: number, standing: Standing): Promise<Verdict> {
    const { kafkaLog } = this.#deps;
    const { offset } = standing;
    const end = (await kafkaLog.ends([kafkaPartition])).get(kafkaPartition) ?? 0;
    if (offset >= end) return 'other';
    const { messages, nextOffset } = await kafkaLog.read(kafkaPartition, offset, ONE_BATCH);
    if (nextOffset === offset) throw new Outage(`Kafka gives out nothing at offset ${offset} yet`);
    const found = messages.find(
      (message) => offsetsOf(message).from <= offset && Number(message.offset) >= offset,
    );
    return compareStanding(this.#deps.events, standing, found);
  }
}

/** How far a log is stored by the last report; 0 when that was of another log. */
function storedUpTo({ stretches }: PresentLog, reported: ReportedLane | undefined): number {
  const stretch = stretches.find(({ generation }) => generation === reported?.generation);
  return stretch && reported ? Math.min(reported.nextOffset, stretch.to) : 0;
}
