/**
 * The partitions of a topic that this process holds. Each has a lane while it is assigned to this process and Kafka's log of it
 * is the one that the lane belongs to. When either changes it resumes in a new lane (ledger/resume-points.ts), once what is
 * under way is stored. A partition that cannot resume, such as one without a leader, holds up no other.
 */
import type { Admin, Consumer } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { errorKind } from '../../errors/error-kind.ts';
import { GROUP } from '../group.ts';
import type { LaneReport } from './lane-report.ts';
import { Lane } from './lane.ts';
import type { KafkaLog } from '../ledger/kafka-log.ts';
import type { ResumePoints } from '../ledger/resume-points.ts';
import type { TopicId } from './topic-id.ts';

const REPORT_EVERY_MS = 1_000;
const LOOK_EVERY_MS = 1_000;
/** Every so many looks: whether Kafka has deleted what an idle lane is to read next. */
const LOOKS_FOR_STARTS = 5;
const NOTHING_COMMITTED = -1;

export interface LanesDeps {
  topic: string;
  consumer: Consumer;
  admin: Admin;
  topicId: TopicId;
  kafkaLog: KafkaLog;
  resumePoints: ResumePoints;
  laneReport: LaneReport;
  /** Tries again while ClickHouse or Kafka is away. */
  retry: <T>(work: () => Promise<T>) => Promise<T>;
  /** The process must end: a fault of ours would leave a partition unread or unreported. */
  crashed: (error: Error) => void;
  log: Logger;
}

export class Lanes {
  #lanes = new Map<number, Lane>();
  /** Partitions of the last assignment -> settles when it has a lane. */
  #resuming = new Map<number, Promise<void>>();
  /** Of each partition that was ever assigned: its last resuming, and what gives that up. */
  readonly #last = new Map<number, { done: Promise<void>; unwanted: AbortController }>();
  #reporting: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  readonly #stopping = new AbortController();
  readonly #deps: LanesDeps;

  constructor(deps: LanesDeps) {
    this.#deps = deps;
  }

  /** The lane of a partition; undefined when it was assigned to another process. */
  async lane(kafkaPartition: number): Promise<Lane | undefined> {
    await this.#resuming.get(kafkaPartition);
    return this.#lanes.get(kafkaPartition);
  }

  get all(): readonly Lane[] {
    return [...this.#lanes.values()];
  }

  /** The lane is of the present assignment and log. */
  holds(lane: Lane): boolean {
    return this.#lanes.get(lane.kafkaPartition) === lane;
  }

  /** Follows what the consumer is assigned and fetches; reports each second. */
  follow(): void {
    const { topic, consumer, laneReport, log } = this.#deps;
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      const partitions = payload.memberAssignment[topic] ?? [];
      laneReport.joined(payload.memberId);
      log.info({ partitions }, 'partitions assigned');
      this.#lanes = new Map();
      this.#resuming = new Map();
      for (const { unwanted } of this.#last.values()) unwanted.abort();
      const committed = this.#committed();
      // Each partition that awaits it reports a rejection.
      committed.catch(() => undefined);
      for (const partition of partitions)
        this.#resume(partition, async () => (await committed).get(partition));
    });
    // Its numberOfBatches is 0 whatever came.
    consumer.on(consumer.events.FETCH, () => {
      const now = performance.now();
      for (const lane of this.#lanes.values()) lane.fetched(now);
    });
    this.#timer = setInterval(() => void this.report(), REPORT_EVERY_MS);
    void this.#look();
  }

  /** Whether what the lane was given so far is of its own log. When it may not be, the partition resumes in a new lane. */
  async isCurrent(lane: Lane): Promise<boolean> {
    if (lane.isOf(await this.#deps.topicId.current())) return this.holds(lane);
    await this.renew(lane, 'the topic is another one, or the partition has had another leader');
    return false;
  }

  /** Resumes the partition of a lane in a new one, once what is under way is stored. */
  async renew(lane: Lane, reason: string): Promise<void> {
    const { kafkaPartition } = lane;
    // The first to doubt it begins.
    if (this.holds(lane)) {
      const { log, retry, laneReport } = this.#deps;
      log.warn({ kafkaPartition, reason }, 'a partition resumes');
      this.#lanes.delete(kafkaPartition);
      this.#resume(kafkaPartition, async () => {
        await lane.stored;
        await retry(() => laneReport.write([lane]));
        return undefined;
      });
    }
    await this.#resuming.get(kafkaPartition);
  }

  /** Reads on behind what the lane was given. */
  seek({ kafkaPartition, readOffset }: Lane): void {
    const { topic, consumer } = this.#deps;
    consumer.seek({ topic, partition: kafkaPartition, offset: String(readOffset) });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    clearInterval(this.#timer);
    await this.report();
  }

  /** Writes how far the lanes are, after the report that runs. Never rejects. */
  report(): Promise<void> {
    this.#timer?.refresh();
    this.#reporting = this.#reporting.then(async () => {
      try {
        await this.#deps.laneReport.write(this.all);
      } catch (error) {
        // The next report is a second away, and the wall shows that reports are missing.
        this.#failed(error, () => this.#deps.log.warn({ err: error }, 'the lanes could not be reported'));
      }
    });
    return this.#reporting;
  }

  /** `before` is awaited first; it resolves with what the group has committed. */
  #resume(kafkaPartition: number, before: () => Promise<number | undefined>): void {
    const previous = this.#last.get(kafkaPartition);
    previous?.unwanted.abort();
    const unwanted = new AbortController();
    const work = async () => {
      // Two at a time would begin two lives.
      await previous?.done;
      const point = await this.#deps.resumePoints.find(kafkaPartition, await before(), unwanted.signal);
      if (!point || unwanted.signal.aborted) return;
      const lane = new Lane(point);
      this.#lanes.set(kafkaPartition, lane);
      this.seek(lane);
    };
    const done = work().catch((error: unknown) =>
      this.#failed(error, () =>
        this.#deps.log.error({ err: error, kafkaPartition }, 'a partition could not resume'),
      ),
    );
    this.#last.set(kafkaPartition, { done, unwanted });
    this.#resuming.set(kafkaPartition, done);
  }

  async #committed(): Promise<Map<number, number>> {
    const { topic, admin, retry } = this.#deps;
    const [group] = await retry(() => admin.fetchOffsets({ groupId: GROUP, topics: [topic] }));
    const rows = (group?.partitions ?? []).map((row) => [row.partition, Number(row.offset)] as const);
    return new Map(
      rows
        .filter(([, offset]) => offset !== NOTHING_COMMITTED)
        // -2, the beginning, is the other one below 0.
        .map(([partition, offset]) => [partition, Math.max(0, offset)]),
    );
  }

  /** Idle lanes are given nothing that would show that Kafka's log is another one. */
  async #look(): Promise<void> {
    const { signal } = this.#stopping;
    for (let looks = 1; !signal.aborted; looks++) {
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
      try {
        const topic = await this.#deps.topicId.current();
        this.#deps.laneReport.topicHas(topic.leaderEpochs.size);
        for (const lane of this.all) if (!lane.isOf(topic)) void this.isCurrent(lane).catch(() => undefined);
        if (looks % LOOKS_FOR_STARTS === 0) await this.#lookForStarts();
      } catch (error) {
        this.#failed(error, () => this.#deps.log.info({ err: error }, 'Kafka could not be looked at'));
      }
    }
  }

  #failed(error: unknown, logOutage: () => void): void {
    if (this.#stopping.signal.aborted) return;
    if (errorKind(error) === 'outage') logOutage();
    else this.#deps.crashed(error as Error);
  }

  async #lookForStarts(): Promise<void> {
    const idle = this.all.filter((lane) => lane.storing === 0);
    if (idle.length === 0) return;
    const starts = await this.#deps.kafkaLog.starts(idle.map((lane) => lane.kafkaPartition));
    for (const lane of idle)
      if ((starts.get(lane.kafkaPartition) ?? 0) > lane.readOffset)
        void this.renew(lane, 'Kafka has deleted what was to be read next');
  }
}
