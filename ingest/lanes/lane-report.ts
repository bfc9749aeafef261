/** Tells ClickHouse and the metrics how far the lanes of a stream are; the offsets without a message go before their positions. */
import type { ClickHouseClient } from '@clickhouse/client';
import { insertLanes, readLastReport } from '../../clickhouse/lanes-table.ts';
import { countMissing, insertGaps } from '../../clickhouse/log-gaps-table.ts';
import type { StreamName } from '../../contract/streams.ts';
import type { Lane } from './lane.ts';
import type { StreamMetrics } from '../stream-metrics.ts';

export class LaneReport {
  /** The latest question for a check that this process has answered (clickhouse/ledger-checks-table.ts). */
  checkedAt: string | 0 = 0;
  /** How many the topic has, as Kafka told last; 0: it has not told. */
  partitions = 0;
  #memberId = '';
  /** Of the last report; undefined: what others have reported is to be read first. */
  #report: number | undefined;
  readonly #client: ClickHouseClient;
  readonly #metrics: StreamMetrics;
  readonly #stream: StreamName;

  constructor(client: ClickHouseClient, stream: StreamName, metrics: StreamMetrics) {
    this.#client = client;
    this.#stream = stream;
    this.#metrics = metrics;
  }

  /** Lanes were given to this process that others may have reported before. */
  joined(memberId: string): void {
    this.#memberId = memberId;
    this.#report = undefined;
  }

  async write(lanes: readonly Lane[]): Promise<void> {
    const report = (this.#report ?? (await readLastReport(this.#client))) + 1;
    this.#report = report;
    const elapsedMs = performance.now();
    const rows = lanes.map((lane) => ({
      stream: this.#stream,
      kafkaPartition: lane.kafkaPartition,
      generation: lane.generation,
      nextOffset: lane.nextOffset,
      joinedGeneration: lane.joined.generation,
      joinedOffset: lane.joined.offset,
      highWatermark: lane.highWatermark,
      caughtUpAgoMs: Math.round(elapsedMs - lane.caughtUpAt),
      consumer: this.#memberId,
      checkedAt: this.checkedAt,
      report,
      partitions: this.partitions,
      clockMs: Date.now(),
    }));
    for (const { kafkaPartition, generation, highWatermark, nextOffset } of rows) {
      this.#metrics.behind(kafkaPartition, Math.max(0, highWatermark - nextOffset));
      this.#metrics.livesIn(kafkaPartition, generation);
    }
    await Promise.all(lanes.map((lane) => this.#noteBlanks(lane)));
    await insertLanes(this.#client, rows);
    const missing = await countMissing(this.#client, this.#stream);
    for (const { kafkaPartition } of rows)
      this.#metrics.missing(kafkaPartition, missing.get(kafkaPartition) ?? 0);
  }

  async #noteBlanks(lane: Lane): Promise<void> {
    const blanks = lane.blanks;
    lane.blanks = [];
    const { kafkaPartition, generation } = lane;
    try {
      await insertGaps(
        this.#client,
        blanks.map(({ from, to }) => ({
          stream: this.#stream,
          kafkaPartition,
          generation,
          fromOffset: from,
          toOffset: to,
          kind: 'blank',
        })),
      );
    } catch (error) {
      lane.blanks.unshift(...blanks);
      throw error;
    }
  }
}
