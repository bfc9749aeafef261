/**
 * The partitions that this process holds: where each goes on, whether the topic is still the same, and the report of how
 * far they are.
 *
 * The store decides where to go on, not Kafka's commit alone: what is committed and not in the tables (a commit of an
 * old topic, tables that were lost) is read again.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import type { Consumer } from 'kafkajs';
import type { Logger } from 'pino';
import { insertLanes, readLanes } from '../clickhouse/lanes-table.ts';
import { generationOf } from '../clickhouse/topic-lives-table.ts';
import { EVENTS_TOPIC } from '../contract/topics.ts';
import { Lane } from './lane.ts';
import type { IngestMetrics } from './metrics.ts';
import type { TopicId } from './topic-id.ts';

const REPORT_EVERY_MS = 1_000;

export interface LaneBoardDeps {
  client: ClickHouseClient;
  consumer: Consumer;
  topicId: TopicId;
  /** Tries again while ClickHouse is away. */
  retry: <T>(work: () => Promise<T>) => Promise<T>;
  metrics: IngestMetrics;
  log: Logger;
}

export class LaneBoard {
  private lanes = new Map<number, Lane>();
  private held: number[] = [];
  private memberId = '';
  /** The lanes are those of the last assignment and the present topic. */
  private settled: Promise<void> = Promise.resolve();
  private reporting: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private readonly deps: LaneBoardDeps;

  constructor(deps: LaneBoardDeps) {
    this.deps = deps;
  }

  /** The lane of a partition; undefined when it was given to another process. */
  async lane(kafkaPartition: number): Promise<Lane | undefined> {
    await this.settled;
    return this.lanes.get(kafkaPartition);
  }

  get all(): readonly Lane[] {
    return [...this.lanes.values()];
  }

  /** The lane is of the present assignment and topic. */
  holds(lane: Lane): boolean {
    return this.lanes.get(lane.kafkaPartition) === lane;
  }

  /** Follows what the consumer is given and fetches; reports each second. */
  follow(): void {
    const { consumer, log } = this.deps;
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      this.memberId = payload.memberId;
      this.held = payload.memberAssignment[EVENTS_TOPIC] ?? [];
      log.info({ partitions: this.held }, 'partitions assigned');
      this.settle();
    });
    // Its numberOfBatches is 0 whatever came.
    consumer.on(consumer.events.FETCH, () => {
      const now = Date.now();
      for (const lane of this.lanes.values()) lane.fetched(now);
    });
    this.timer = setInterval(() => void this.report(), REPORT_EVERY_MS);
  }

  /**
   * Whether what the lane was given by now is of its own topic. When that was deleted and made anew, all lanes begin
   * anew.
   */
  async isOfItsTopic(lane: Lane): Promise<boolean> {
    const topicId = await this.deps.topicId.current();
    if (topicId === lane.topicId) return true;
    // The first to see it begins anew; the others were replaced by then.
    if (this.holds(lane)) {
      this.deps.log.warn({ topicId }, 'the topic was made anew; reading it from its beginning');
      this.settle();
      await this.settled;
    }
    return false;
  }

  /** Reads on where the lane's rows end. */
  seek({ kafkaPartition, nextOffset }: Lane): void {
    this.deps.consumer.seek({ topic: EVENTS_TOPIC, partition: kafkaPartition, offset: String(nextOffset) });
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.report();
  }

  private settle(): void {
    const held = this.held;
    this.lanes = new Map();
    this.settled = this.place(held).then(
      (lanes) => {
        // Another assignment may have come meanwhile.
        if (held !== this.held) return;
        this.lanes = new Map(lanes.map((lane) => [lane.kafkaPartition, lane]));
        // Nothing is stored of them, so a commit, if there is one, is of other tables or of an earlier topic.
        for (const lane of lanes) if (lane.nextOffset === 0) this.seek(lane);
      },
      // Rejects only when ingest stops.
      () => undefined,
    );
  }

  private async place(held: readonly number[]): Promise<Lane[]> {
    const { client, retry } = this.deps;
    const topicId = await this.deps.topicId.current();
    const generation = await retry(() => generationOf(client, topicId));
    const reported = new Map((await retry(() => readLanes(client))).map((row) => [row.kafkaPartition, row]));
    return held.map((kafkaPartition) => {
      const known = reported.get(kafkaPartition);
      return new Lane({
        kafkaPartition,
        topicId,
        generation,
        nextOffset: known?.generation === generation ? known.nextOffset : 0,
        joined: { generation: known?.joinedGeneration ?? 0, offset: known?.joinedOffset ?? 0 },
      });
    });
  }

  /** Writes how far the lanes are, after the report that runs. Never rejects. */
  report(): Promise<void> {
    this.timer?.refresh();
    this.reporting = this.reporting.then(async () => {
      try {
        await this.writeReport();
      } catch (error) {
        // The next report is a second away, and the wall shows that reports are missing.
        this.deps.log.warn({ err: error }, 'the lanes could not be reported');
      }
    });
    return this.reporting;
  }

  private async writeReport(): Promise<void> {
    const now = Date.now();
    const rows = this.all.map((lane) => ({
      kafkaPartition: lane.kafkaPartition,
      generation: lane.generation,
      nextOffset: lane.nextOffset,
      joinedGeneration: lane.joined.generation,
      joinedOffset: lane.joined.offset,
      highWatermark: lane.highWatermark,
      caughtUpAgoMs: now - lane.caughtUpAt,
      consumer: this.memberId,
    }));
    for (const row of rows)
      this.deps.metrics.behind(row.kafkaPartition, Math.max(0, row.highWatermark - row.nextOffset));
    await insertLanes(this.deps.client, rows);
  }
}
