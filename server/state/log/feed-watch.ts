/** How fresh the figures are: how far ingest is behind Kafka in any stream, and how many messages could not be counted. */
import type { ClickHouseClient } from '@clickhouse/client';
import type { Feed } from '../../../contract/api.ts';
import { readClock } from '../../../clickhouse/clock.ts';
import { DeadLetterCount } from '../../../clickhouse/dead-letters-table.ts';
import { readLanes } from '../../../clickhouse/lanes-table.ts';
import { countUnseenMissing } from '../../../clickhouse/log-gaps-table.ts';
import { STREAM_NAMES } from '../../../contract/streams.ts';
import { ClockWatch } from '../clock-watch.ts';
import { BEHIND, DELAYED_AFTER_MS, FreshnessWatch, STALE_AFTER_MS } from './freshness-watch.ts';
import { worstOf } from './worst-freshness.ts';
import type { RecountResult } from './recount.ts';

export class FeedWatch {
  /** Messages that Kafka has and ClickHouse has not. */
  lagMessages = 0;
  /** Messages that the last recount missed and that nothing explains yet. */
  #gaps = 0;
  #last: Feed = {
    lagMs: 0,
    deadLetters: 0,
    differences: 0,
    missing: 0,
    state: 'stale',
    reason: 'not looked yet',
  };
  /** By the clock that only goes forward. */
  #lookedAt = performance.now();
  readonly #freshness = new Map(STREAM_NAMES.map((stream) => [stream, new FreshnessWatch()]));
  readonly #clock = new ClockWatch();
  /** What is told of a fault, and since when, by the clock that only goes forward. */
  #fault: { reason: string; sinceMs: number } | undefined;
  #calendarTrouble: string | undefined;
  readonly #deadLetters = new DeadLetterCount();
  readonly #client: ClickHouseClient;
  readonly #isAheadOf: (nowMs: number) => boolean;

  /** `isAheadOf`: the figures are of a later instant. */
  constructor(client: ClickHouseClient, isAheadOf: (nowMs: number) => boolean) {
    this.#client = client;
    this.#isAheadOf = isAheadOf;
  }

  /** As of now: what the last look found grows old when ClickHouse answers late, or not. */
  get feed(): Feed {
    const feed = this.#freshFeed();
    const calendarTrouble = this.#calendarTrouble;
    const { clockTrouble } = this;
    return {
      ...feed,
      ...(clockTrouble !== undefined && { clockTrouble, reason: clockTrouble }),
      ...(clockTrouble !== undefined && feed.state !== 'down' && { state: 'stale' }),
      ...(calendarTrouble !== undefined && { calendarTrouble }),
    };
  }

  /** Why the figures are not of the present instant; undefined when they are. */
  get clockTrouble(): string | undefined {
    const { trouble } = this.#clock;
    // After a fault they are counted again too, whatever the clock shows.
    if (trouble !== undefined || this.#fault || !this.#isAheadOf(Date.now())) return trouble;
    return 'the clock was put back: the figures are being counted again';
  }

  get clockAheadMs(): number {
    return this.#clock.aheadMs;
  }

  #freshFeed(): Feed {
    if (this.#fault && this.#last.state !== 'down') return this.#faultFeed(this.#fault);
    const sinceMs = performance.now() - this.#lookedAt;
    const lagMs = this.#last.lagMs + sinceMs;
    if (this.#last.state !== 'live' || lagMs < DELAYED_AFTER_MS) return { ...this.#last, lagMs };
    const reason = sinceMs < DELAYED_AFTER_MS / 2 ? BEHIND : 'ClickHouse answers late';
    return { ...this.#last, lagMs, state: lagMs < STALE_AFTER_MS ? 'delayed' : 'stale', reason };
  }

  #faultFeed({ reason, sinceMs }: { reason: string; sinceMs: number }): Feed {
    const nowMs = performance.now();
    const lagMs = this.#last.lagMs + nowMs - Math.min(sinceMs, this.#lookedAt);
    return { ...this.#last, lagMs, state: nowMs - sinceMs < STALE_AFTER_MS ? 'delayed' : 'stale', reason };
  }

  async look(): Promise<void> {
    const [lanes, deadLetters, named] = await Promise.all([
      readLanes(this.#client),
      this.#deadLetters.read(this.#client),
      countUnseenMissing(this.#client),
      this.#clock.compare(() => readClock(this.#client)),
    ]);
    this.#clock.ingestTold(lanes.map(({ clockAheadMs }) => clockAheadMs));
    this.lagMessages = lanes.reduce(
      (sum, lane) => sum + Math.max(0, lane.highWatermark - lane.nextOffset),
      0,
    );
    const nowMs = performance.now();
    const missing = named + this.#gaps;
    this.#last = {
      deadLetters,
      differences: this.#last.differences,
      missing,
      ...worstOf(
        STREAM_NAMES.map((stream) => {
          const own = lanes.filter((lane) => lane.stream === stream);
          return { stream, ...(this.#freshness.get(stream) as FreshnessWatch).look(own, nowMs) };
        }),
      ),
    };
    this.#lookedAt = performance.now();
  }

  /** What the last recount found. */
  recounted({ differenceCount: differences, ledger: { gaps } }: RecountResult): void {
    this.#last = { ...this.#last, differences, missing: this.#last.missing - this.#gaps + gaps };
    this.#gaps = gaps;
  }

  /** As in {@link Feed}. */
  calendarRefused(trouble: string | undefined): void {
    this.#calendarTrouble = trouble;
  }

  /** ClickHouse does not answer: the last figures stand, marked. */
  lost(reason: string): void {
    this.#last = { ...this.#last, state: 'down', reason };
  }

  /** A fault of ours: the figures may be wrong until {@link FeedWatch.recovered}. */
  faulted(reason: string): void {
    this.#fault ??= { reason, sinceMs: performance.now() };
  }

  /** Every figure has been counted by a whole tick since. */
  recovered(): void {
    this.#fault = undefined;
  }
}
