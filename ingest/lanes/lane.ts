/**
 * One partition as this process holds it: what it was given, how far that is stored and joined, for commits, the lanes table and
 * the lag. The methods say what happened; how far the lane is follows here alone.
 */
import type { LogPlace, OffsetRange } from '../../clickhouse/log-part.ts';
import type { PresentLog } from '../../clickhouse/partition-lives-table.ts';
import type { TopicState } from './topic-id.ts';

/** Where a partition resumes. */
export interface ResumePoint {
  /** The log that the offsets belong to. */
  log: PresentLog;
  /** Of the partition's leader when that log was found to be the one that Kafka has. */
  leaderEpoch: number;
  /** Every message below is in ClickHouse. */
  nextOffset: number;
  /** Every event below is joined into the states. */
  joined: LogPlace;
}

export class Lane {
  readonly log: PresentLog;
  readonly leaderEpoch: number;
  #nextOffset: number;
  #readOffset: number;
  #joined: LogPlace;
  #highWatermark = 0;
  #caughtUpAt = performance.now();
  #blanks: readonly OffsetRange[] = [];
  #stored: Promise<boolean> = Promise.resolve(true);
  #storing = 0;
  #storingSince = 0;
  #handling = 0;
  /** The last fetch brought messages of this lane. */
  #brought = false;
  #fetchedAt = 0;
  #broughtAt = 0;

  constructor({ log, leaderEpoch, nextOffset, joined }: ResumePoint) {
    this.log = log;
    this.leaderEpoch = leaderEpoch;
    this.#nextOffset = nextOffset;
    this.#readOffset = nextOffset;
    this.#joined = joined;
  }

  get kafkaPartition(): number {
    return this.log.kafkaPartition;
  }

  get generation(): number {
    return this.log.generation;
  }

  /** Every message below is in ClickHouse. */
  get nextOffset(): number {
    return this.#nextOffset;
  }

  /** Everything below is handed to the store, or known to hold no message. */
  get readOffset(): number {
    return this.#readOffset;
  }

  /** Every event below is joined into the states. */
  get joined(): LogPlace {
    return this.#joined;
  }

  get highWatermark(): number {
    return this.#highWatermark;
  }

  /** When the lane last held everything that Kafka had, by performance.now(); until it did, when it was assigned. */
  get caughtUpAt(): number {
    return this.#caughtUpAt;
  }

  /** Offsets without a message that are not yet noted. */
  get blanks(): readonly OffsetRange[] {
    return this.#blanks;
  }

  /** All chunks so far are stored; false: one of them is not and never will be by this process. */
  get stored(): Promise<boolean> {
    return this.#stored;
  }

  /** Messages that are being stored. */
  get storing(): number {
    return this.#storing;
  }

  /** Since when the first of them are, by performance.now(). */
  get storingSince(): number {
    return this.#storingSince;
  }

  /** Whether its log is the one that Kafka has, as far as Kafka says without being read. */
  isOf({ id, leaderEpochs }: TopicState): boolean {
    // A broker that is starting may not know of the partition yet.
    const epoch = leaderEpochs.get(this.kafkaPartition) ?? this.leaderEpoch;
    return id === this.log.topicId && epoch === this.leaderEpoch;
  }

  /**
   * A fetch of all partitions came back; what it brings is handled from now on. A lane that the fetch before brought
   * nothing, and that has nothing under way, had then all there was.
   */
  fetched(nowMs: number): void {
    if (this.#fetchedAt > 0 && !this.#brought && this.#storing === 0 && this.#handling === 0)
      this.#caughtUpAt = this.#fetchedAt;
    this.#brought = false;
    this.#fetchedAt = nowMs;
  }

  /** Messages of a fetch are handled from here to {@link Lane.handled}. */
  handles(highWatermark: number): void {
    this.#highWatermark = highWatermark;
    this.#brought = true;
    this.#broughtAt = this.#fetchedAt;
    this.#handling++;
  }

  handled(): void {
    this.#handling--;
  }

  /** Kafka has no message below an offset that was not read yet: reading goes on there. */
  skipped(offset: number): void {
    this.#readUpTo(offset);
  }

  /** Offsets stand for no message, which is to be noted. */
  foundBlanks(ranges: readonly OffsetRange[]): void {
    if (ranges.length > 0) this.#blanks = [...this.#blanks, ...ranges];
  }

  notedBlanks(ranges: readonly OffsetRange[]): void {
    const noted = new Set(ranges);
    if (noted.size > 0) this.#blanks = this.#blanks.filter((range) => !noted.has(range));
  }

  /**
   * Messages up to, not including, an offset are handed to the store; `storing` settles when that is done. Resolves with whether
   * they and everything before them are stored: what follows a chunk that is not stored must not be committed, as the commit
   * would pass over it. Rejects as `storing` does.
   */
  handedOver(messages: number, nextOffset: number, storing: Promise<void>): Promise<boolean> {
    this.#readUpTo(nextOffset);
    if (this.#storing === 0) this.#storingSince = performance.now();
    this.#storing += messages;
    const outcome = this.#outcome(messages, nextOffset, storing, this.#stored);
    this.#stored = outcome.catch(() => false);
    return outcome;
  }

  /** Every event below is joined into the states; of the lane's own generation. */
  joinedUpTo(place: LogPlace): void {
    const { generation, offset } = this.#joined;
    const isBehind = place.generation === generation && place.offset < offset;
    if (isBehind || place.generation !== this.generation || place.offset > this.#nextOffset)
      throw this.#impossible(`joined up to offset ${place.offset} of generation ${place.generation}`);
    this.#joined = place;
  }

  async #outcome(
    messages: number,
    nextOffset: number,
    storing: Promise<void>,
    before: Promise<boolean>,
  ): Promise<boolean> {
    try {
      await storing;
      if (!(await before)) return false;
      this.#nextOffset = nextOffset;
      if (nextOffset >= this.#highWatermark) this.#caughtUpAt = this.#broughtAt;
      return true;
    } finally {
      this.#storing -= messages;
      this.#storingSince = performance.now();
    }
  }

  #readUpTo(offset: number): void {
    if (offset <= this.#readOffset) throw this.#impossible(`given what ends at offset ${offset}`);
    this.#readOffset = offset;
  }

  #impossible(what: string): Error {
    return new Error(
      `lane ${this.kafkaPartition}/${this.generation}, read up to ${this.#readOffset} and stored up to ${this.#nextOffset}, ${what}`,
    );
  }
}
