/**
 * Explains offsets without a message. Below the start of its log Kafka has deleted them, and they are missing. Within a batch
 * they are markers, aborted messages or compacted ones, since Kafka deletes only whole batches. Whole batches vanish from the
 * middle of a log by compaction alone; if the topic is not compacted they are missing too, as when a broker has lost a segment
 * of its disk.
 */
import type { Admin, KafkaMessage } from 'kafkajs';
import type { Logger } from 'pino';
import type { OffsetRange } from '../../clickhouse/log-part.ts';
import type { PresentLog } from '../../clickhouse/partition-lives-table.ts';
import { Outage } from '../../errors/outage.ts';
import { batchOffsets } from '../fetch/record-batch.ts';
import { isCompacted } from './cleanup-policy.ts';
import type { StreamMetrics } from '../stream-metrics.ts';
import type { KafkaLog } from './kafka-log.ts';
import type { Ledger } from './ledger.ts';
import { without } from './offset-ranges.ts';

const READ_BYTES = 4 * 1024 * 1024;

export interface SkippedOffsetsDeps {
  topic: string;
  admin: Pick<Admin, 'describeConfigs'>;
  kafkaLog: Pick<KafkaLog, 'starts' | 'read'>;
  ledger: Pick<Ledger, 'name'>;
  metrics: Pick<StreamMetrics, 'compactedUnread'>;
  retry: <T>(work: () => Promise<T>) => Promise<T>;
  log: Logger;
}

export class SkippedOffsets {
  readonly #deps: SkippedOffsetsDeps;

  constructor(deps: SkippedOffsetsDeps) {
    this.#deps = deps;
  }

  /** Explains a range of which the consumer brought nothing: notes the missing offsets and returns the blank ones. */
  async between(log: PresentLog, { from, to }: OffsetRange): Promise<OffsetRange[]> {
    const { kafkaLog, ledger, retry } = this.#deps;
    const { kafkaPartition } = log;
    const starts = await retry(() => kafkaLog.starts([kafkaPartition]));
    const begin = Math.min(to, Math.max(from, starts.get(kafkaPartition) ?? 0));
    if (begin > from) await retry(() => ledger.name(log, 'deleted', [{ from, to: begin }]));
    const blanks: OffsetRange[] = [];
    // The consumer hands over nothing of an answer without messages, so Kafka is asked here.
    for (let at = begin; at < to;) {
      // Not tried again here: after a failure, such as another log by now, the consumer fetches again.
      const { all, nextOffset } = await kafkaLog.read(kafkaPartition, at, READ_BYTES);
      if (nextOffset === at)
        throw new Outage(`Kafka gives out nothing at offset ${at} of partition ${kafkaPartition}`);
      const end = Math.min(to, nextOffset);
      blanks.push(...(await this.within(log, { from: at, to: end }, [], all)));
      at = end;
    }
    return blanks;
  }

  /** The same of a range of which `messages` came; `all` includes what the consumer does not hand over. Both in order. */
  async within(
    present: PresentLog,
    range: OffsetRange,
    messages: readonly OffsetRange[],
    all: readonly KafkaMessage[],
  ): Promise<OffsetRange[]> {
    const { topic, admin, ledger, metrics, retry, log } = this.#deps;
    const { kafkaPartition } = present;
    const batches = without([range], all.map(batchOffsets));
    const compacted = batches.length > 0 && (await retry(() => isCompacted(admin, topic, log)));
    const missing = compacted ? [] : batches;
    if (compacted) {
      log.warn({ kafkaPartition, ranges: batches }, 'compaction took messages before they were read');
      metrics.compactedUnread(
        kafkaPartition,
        batches.reduce((sum, { from, to }) => sum + to - from, 0),
      );
    }
    if (missing.length > 0) await retry(() => ledger.name(present, 'deleted', missing));
    return without(without([range], messages), missing);
  }
}
