/** One partition as this process holds it: how far it is, for commits, the lanes table and the lag. */
export class Lane {
  readonly kafkaPartition: number;
  /** Which life of the topic its offsets belong to; right once `settled`. */
  generation = 0;
  settled = false;
  /** Every message below has been handed on by the consumer. */
  seenOffset = 0;
  /** Every message below is in ClickHouse; -1 until that is known. */
  nextOffset = -1;
  highWatermark = 0;
  /** When the lane last held everything that Kafka had, by Date.now(); until it did, when it was assigned. */
  caughtUpAt = Date.now();
  /** The chunk that is being stored. */
  pending: Promise<void> = Promise.resolve();
  /** Kafka has more than what is stored. */
  private behind = true;
  private storing = 0;
  private handling = 0;
  /** The last fetch brought messages of this lane. */
  private brought = false;
  private fetchedAt = 0;
  private broughtAt = 0;

  constructor(kafkaPartition: number) {
    this.kafkaPartition = kafkaPartition;
  }

  /**
   * A fetch of all partitions came back; what it brings is handled from now on. A lane that the fetch before brought
   * nothing, and that has nothing under way, had then all there was.
   */
  fetched(nowMs: number): void {
    if (this.fetchedAt > 0 && !this.brought && this.storing === 0 && this.handling === 0) {
      this.behind = false;
      this.caughtUpAt = this.fetchedAt;
    }
    this.brought = false;
    this.fetchedAt = nowMs;
  }

  /** Where an earlier owner reported to be: what a lane without messages of its own goes on from. */
  resumeFrom(position: { generation: number; nextOffset: number }): void {
    if (this.nextOffset >= 0 || this.settled) return;
    this.generation = position.generation;
    this.nextOffset = position.nextOffset;
  }

  /** Messages of a fetch are handled from here to {@link Lane.handled}. */
  handles(highWatermark: number): void {
    this.highWatermark = highWatermark;
    this.behind = true;
    this.brought = true;
    this.broughtAt = this.fetchedAt;
    this.handling++;
  }

  handled(): void {
    this.handling--;
  }

  begin(): void {
    this.storing++;
  }

  /** Everything below `nextOffset` is in ClickHouse. */
  advance(nextOffset: number): void {
    this.nextOffset = nextOffset;
    this.behind = nextOffset < this.highWatermark;
    if (!this.behind) this.caughtUpAt = this.broughtAt;
  }

  end(): void {
    this.storing--;
  }
}
