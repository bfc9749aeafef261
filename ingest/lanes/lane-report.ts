/** Reports to ClickHouse and the metrics how far the lanes of a stream are; offsets without a message go before the positions. */
import type { ClickHouseClient } from '@clickhouse/client';
import { insertLanes, readLastReport } from '../../clickhouse/lanes-table.ts';
import { countMissing, insertGaps } from '../../clickhouse/log-gaps-table.ts';
import type { StreamName } from '../../contract/streams.ts';
import type { Lane } from './lane.ts';
import type { StreamMetrics } from '../stream-metrics.ts';

export class LaneReport {
  #checkedAt: string | 0 = 0;
  #partitions = 0;
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

  /** A request for a check is answered (clickhouse/ledger-checks-table.ts). */
  answered(askedAt: string): void {
    this.#checkedAt = askedAt;
  }

  /** How many partitions the topic has. */
  topicHas(partitions: number): void {
    this.#partitions = partitions;
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
      checkedAt: this.#checkedAt,
      report,
      partitions: this.#partitions,
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
    const { kafkaPartition, generation, blanks } = lane;
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
    lane.notedBlanks(blanks);
  }
}
