/** One partition as this process holds it: how far it is, for commits, the lanes table and the lag. */
import type { LogPlace, OffsetRange } from '../../clickhouse/log-part.ts';
import type { PresentLog } from '../../clickhouse/partition-lives-table.ts';

export interface LanePlace {
  /** The log that the offsets belong to. */
  log: PresentLog;
  /** Of the partition's leader when that log was found to be the one that Kafka has. */
  leaderEpoch: number;
  /** Every message below is in ClickHouse. */
  nextOffset: number;
  /** Every event below is joined into the states. */
  joined: LogPlace;
}

export class Lane implements LanePlace {
  readonly log: PresentLog;
  readonly kafkaPartition: number;
  readonly generation: number;
  readonly leaderEpoch: number;
  nextOffset: number;
  /** The next message to be handed to the writer. */
  readOffset: number;
  /** Offsets without a message that are not yet noted. */
  blanks: OffsetRange[] = [];
  joined: LogPlace;
  highWatermark = 0;
  /** When the lane last held everything that Kafka had, by performance.now(); until it did, when it was assigned. */
  caughtUpAt = performance.now();
  /** All chunks so far are stored; false: one of them is not and never will be by this process. */
  stored: Promise<boolean> = Promise.resolve(true);
  /** Messages that are being stored. */
  storing = 0;
  /** Since when the first of them are, by performance.now(). */
  storingSince = 0;
  #handling = 0;
  /** The last fetch brought messages of this lane. */
  #brought = false;
  #fetchedAt = 0;
  #broughtAt = 0;

  constructor(place: LanePlace) {
    this.log = place.log;
    this.kafkaPartition = place.log.kafkaPartition;
    this.generation = place.log.generation;
    this.leaderEpoch = place.leaderEpoch;
    this.nextOffset = place.nextOffset;
    this.readOffset = place.nextOffset;
    this.joined = place.joined;
  }

  /**
   * A fetch of all partitions came back; what it brings is handled from now on. A lane that the fetch before brought
   * nothing, and that has nothing under way, had then all there was.
   */
  fetched(nowMs: number): void {
    if (this.#fetchedAt > 0 && !this.#brought && this.storing === 0 && this.#handling === 0)
      this.caughtUpAt = this.#fetchedAt;
    this.#brought = false;
    this.#fetchedAt = nowMs;
  }

  /** Messages of a fetch are handled from here to {@link Lane.handled}. */
  handles(highWatermark: number): void {
    this.highWatermark = highWatermark;
    this.#brought = true;
    this.#broughtAt = this.#fetchedAt;
    this.#handling++;
  }

  handled(): void {
    this.#handling--;
  }

  begin(messages: number): void {
    if (this.storing === 0) this.storingSince = performance.now();
    this.storing += messages;
  }

  /** Everything below `nextOffset` is in ClickHouse. */
  advance(nextOffset: number): void {
    this.nextOffset = nextOffset;
    if (nextOffset >= this.highWatermark) this.caughtUpAt = this.#broughtAt;
  }

  end(messages: number): void {
    this.storing -= messages;
    this.storingSince = performance.now();
  }
}
