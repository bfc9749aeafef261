/** The partitions that this process holds, and the report of how far they are. */
import type { ClickHouseClient } from '@clickhouse/client';
import type { Consumer } from 'kafkajs';
import type { Logger } from 'pino';
import { insertLanes, readLanes } from '../clickhouse/lanes-table.ts';
import { EVENTS_TOPIC } from '../contract/topics.ts';
import { Lane } from './lane.ts';
import type { IngestMetrics } from './metrics.ts';

const REPORT_EVERY_MS = 1_000;

export class LaneBoard {
  private lanes = new Map<number, Lane>();
  private memberId = '';
  private resumed = false;
  private reporting: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private readonly client: ClickHouseClient;
  private readonly metrics: IngestMetrics;
  private readonly log: Logger;

  constructor(client: ClickHouseClient, metrics: IngestMetrics, log: Logger) {
    this.client = client;
    this.metrics = metrics;
    this.log = log;
  }

  lane(kafkaPartition: number): Lane {
    let lane = this.lanes.get(kafkaPartition);
    if (!lane) this.lanes.set(kafkaPartition, (lane = new Lane(kafkaPartition)));
    return lane;
  }

  /** Follows what the consumer is given and fetches; reports each second. */
  follow(consumer: Consumer): void {
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      this.memberId = payload.memberId;
      const held = payload.memberAssignment[EVENTS_TOPIC] ?? [];
      // A lane that comes back may have been moved on by another process meanwhile: begin anew.
      this.lanes = new Map(held.map((partition) => [partition, new Lane(partition)]));
      this.resumed = false;
      this.log.info({ partitions: held }, 'partitions assigned');
    });
    // Its numberOfBatches is 0 whatever came.
    consumer.on(consumer.events.FETCH, () => {
      const now = Date.now();
      for (const lane of this.lanes.values()) lane.fetched(now);
    });
    this.timer = setInterval(
      () => (this.reporting = this.reporting.then(() => this.report())),
      REPORT_EVERY_MS,
    );
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.reporting;
  }

  private async report(): Promise<void> {
    try {
      if (!this.resumed) await this.resume();
      await this.writeReport();
    } catch (error) {
      // The next report is a second away, and the wall shows that reports are missing.
      this.log.warn({ err: error }, 'the lanes could not be reported');
    }
  }

  private async resume(): Promise<void> {
    const reported = await readLanes(this.client);
    for (const row of reported) this.lanes.get(row.kafkaPartition)?.resumeFrom(row);
    this.resumed = true;
  }

  private async writeReport(): Promise<void> {
    const now = Date.now();
    const rows = [...this.lanes.values()].map((lane) => ({
      kafkaPartition: lane.kafkaPartition,
      generation: lane.generation,
      nextOffset: Math.max(0, lane.nextOffset),
      highWatermark: lane.highWatermark,
      caughtUpAgoMs: now - lane.caughtUpAt,
      consumer: this.memberId,
    }));
    for (const row of rows)
      this.metrics.behind(row.kafkaPartition, Math.max(0, row.highWatermark - row.nextOffset));
    await insertLanes(this.client, rows);
  }
}
