/**
 * Offsets that the consumer passed over without a message: below where Kafka's log begins it has deleted them, and they are
 * missing; the others never held one (a batch of markers or of aborted messages, which kafkajs does not hand over).
 */
import type { Lane } from '../lane.ts';
import type { KafkaLog } from './kafka-log.ts';
import type { Ledger } from './ledger.ts';

export class SkippedOffsets {
  private readonly kafkaLog: KafkaLog;
  private readonly ledger: Ledger;
  private readonly retry: <T>(work: () => Promise<T>) => Promise<T>;

  constructor(kafkaLog: KafkaLog, ledger: Ledger, retry: <T>(work: () => Promise<T>) => Promise<T>) {
    this.kafkaLog = kafkaLog;
    this.ledger = ledger;
    this.retry = retry;
  }

  /** Notes what stands between what the lane was given last and a message; the lane goes on with that. */
  async explain(lane: Lane, offset: number): Promise<void> {
    const { kafkaPartition, readOffset, log } = lane;
    const starts = await this.retry(() => this.kafkaLog.starts([kafkaPartition]));
    const begin = Math.min(offset, Math.max(readOffset, starts.get(kafkaPartition) ?? 0));
    if (begin > readOffset)
      await this.retry(() => this.ledger.name(log, 'deleted', [{ from: readOffset, to: begin }]));
    if (begin < offset) lane.blanks.push({ from: begin, to: offset });
    lane.readOffset = offset;
  }
}
