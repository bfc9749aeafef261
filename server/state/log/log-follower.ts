/**
 * Where the server is in the event log of each partition.
 *
 * Within a partition ingest writes in offset order, one insert at a time, so what lies behind the last offset read has
 * been read; a topic that was re-created begins a new generation, which lies after all of the old one.
 */
import type { LogPosition } from '../../../clickhouse/log-part.ts';

export class LogFollower {
  readonly #read = new Map<number, LogPosition>();
  /** Positions after the running pass. */
  readonly #next = new Map<number, LogPosition>();

  /** Everything before the positions has been read otherwise. */
  startFrom(positions: readonly LogPosition[]): void {
    for (const { kafkaPartition, generation, nextOffset } of positions)
      this.#read.set(kafkaPartition, { kafkaPartition, generation, nextOffset });
  }

  positions(): LogPosition[] {
    return [...this.#read.values()];
  }

  /** Remembers how far the running pass is. */
  saw({
    kafkaPartition,
    generation,
    kafkaOffset,
  }: Record<'kafkaPartition' | 'generation' | 'kafkaOffset', number>): void {
    const known = this.#next.get(kafkaPartition);
    const further =
      !known ||
      generation > known.generation ||
      (generation === known.generation && kafkaOffset >= known.nextOffset);
    if (further) this.#next.set(kafkaPartition, { kafkaPartition, generation, nextOffset: kafkaOffset + 1 });
  }

  /** Behind what the running pass has read. */
  reached(): LogPosition[] {
    return [...new Map([...this.#read, ...this.#next]).values()];
  }

  /** The pass is through: the next one reads on after it. */
  endPass(): void {
    for (const [partition, position] of this.#next) this.#read.set(partition, position);
    this.#next.clear();
  }
}
