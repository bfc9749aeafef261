/** How fresh the figures are: how far ingest is behind Kafka, and how many messages could not be counted. */
import type { ClickHouseClient } from '@clickhouse/client';
import type { Feed } from '../../contract/api.ts';
import { countDeadLetters } from '../../clickhouse/dead-letters-table.ts';
import { readLanes, type Lane } from '../../clickhouse/lanes-table.ts';

/** Reports come each second and fetches take less: more than this is a delay. */
const DELAYED_AFTER_MS = 10_000;
const STALE_AFTER_MS = 60_000;

export class FeedWatch {
  feed: Feed = { lagMs: 0, deadLetters: 0, state: 'stale', reason: 'not looked yet' };
  /** Messages that Kafka has and ClickHouse has not. */
  lagMessages = 0;
  private readonly client: ClickHouseClient;

  constructor(client: ClickHouseClient) {
    this.client = client;
  }

  async look(): Promise<void> {
    const [lanes, deadLetters] = await Promise.all([readLanes(this.client), countDeadLetters(this.client)]);
    this.lagMessages = lanes.reduce(
      (sum, lane) => sum + Math.max(0, lane.highWatermark - lane.nextOffset),
      0,
    );
    this.feed = { deadLetters, ...freshness(lanes) };
  }

  /** ClickHouse does not answer: the last figures stand, marked. */
  lost(reason: string): void {
    this.feed = { ...this.feed, state: 'down', reason };
  }
}

function freshness(lanes: readonly Lane[]): Pick<Feed, 'lagMs' | 'state' | 'reason'> {
  if (lanes.length === 0) return { lagMs: 0, state: 'stale', reason: 'ingest has not reported yet' };
  const lagMs = Math.max(...lanes.map((lane) => lane.caughtUpAgoMs + lane.reportAgeMs));
  if (lagMs < DELAYED_AFTER_MS) return { lagMs, state: 'live' };
  const silent = Math.max(...lanes.map((lane) => lane.reportAgeMs)) >= DELAYED_AFTER_MS;
  const reason = silent ? 'ingest does not report' : 'ingest is behind Kafka';
  return { lagMs, state: lagMs < STALE_AFTER_MS ? 'delayed' : 'stale', reason };
}
