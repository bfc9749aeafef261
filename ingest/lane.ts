/** One partition as this process holds it: how far it is, for commits, the lanes table and the lag. */
export class Lane {
  readonly kafkaPartition: number;
  /** Which life of the topic its offsets belong to; known once {@link Generations} has looked. */
  generation = 0;
  /** Every message below is in ClickHouse; -1 until the first batch. */
  nextOffset = -1;
  highWatermark = 0;
  /** When the lane last held everything that Kafka had, by Date.now(). */
  caughtUpAt = 0;
  /** Kafka has more than the last batch brought. */
  private behind = true;
  private busy = false;
  private fetchedAt = 0;

  constructor(kafkaPartition: number) {
    this.kafkaPartition = kafkaPartition;
  }

  /** A fetch of all partitions came back: an idle lane that is not behind had nothing new in it. */
  fetched(nowMs: number): void {
    this.fetchedAt = nowMs;
    if (!this.busy && !this.behind) this.caughtUpAt = nowMs;
  }

  /** The fetch found the partition empty from where the lane stands. */
  fetchedNothing(nowMs: number): void {
    if (this.busy) return;
    this.behind = false;
    this.caughtUpAt = nowMs;
  }

  /** Where an earlier owner reported to be: what a lane without messages of its own goes on from. */
  resumeFrom(position: { generation: number; nextOffset: number }): void {
    if (this.nextOffset >= 0) return;
    this.generation = position.generation;
    this.nextOffset = position.nextOffset;
  }

  begin(highWatermark: number): void {
    this.busy = true;
    this.highWatermark = highWatermark;
  }

  /** Everything below `nextOffset` is in ClickHouse. */
  advance(nextOffset: number): void {
    this.nextOffset = nextOffset;
    this.behind = nextOffset < this.highWatermark;
    if (!this.behind) this.caughtUpAt = this.fetchedAt;
  }

  end(): void {
    this.busy = false;
  }
}
