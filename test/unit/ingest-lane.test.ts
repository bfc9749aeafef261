import { beforeEach, describe, expect, it } from 'vitest';
import { Lane } from '../../ingest/lanes/lane.ts';

let lane: Lane;
let startedAt: number;

/** A fetch came back at `at` with messages up to an offset, of which a chunk is stored. */
function bring(at: number, highWatermark: number, storedUpTo: number): void {
  lane.fetched(at);
  lane.handles(highWatermark);
  lane.begin(5);
  lane.handled();
  lane.advance(storedUpTo);
  lane.end(5);
}

beforeEach(() => {
  const joined = { generation: 0, offset: 0 };
  const log = { kafkaPartition: 0, topicId: 'a', generation: 0, fromOffset: 0, stretches: [] };
  lane = new Lane({ log, leaderEpoch: 0, nextOffset: 0, joined });
  startedAt = lane.caughtUpAt;
});

describe('when a partition last held all that Kafka had', () => {
  it('is told by a fetch that brought nothing, once the next one says so', () => {
    lane.fetched(1_000);
    expect(lane.caughtUpAt).toBe(startedAt);
    lane.fetched(1_050);
    expect(lane.caughtUpAt).toBe(1_000);
    lane.fetched(1_100);
    expect(lane.caughtUpAt).toBe(1_050);
  });

  it('is the fetch whose last message is stored', () => {
    bring(1_000, 10, 10);
    expect(lane.caughtUpAt).toBe(1_000);
  });

  it('stands still while there is more in Kafka, however often a fetch comes back', () => {
    bring(1_000, 10, 10);
    for (let at = 2_000; at < 5_000; at += 100) bring(at, 1_000_000, at);
    expect(lane.caughtUpAt).toBe(1_000);
  });

  it('stands still while something is handled or stored', () => {
    bring(1_000, 10, 10);
    lane.fetched(2_000);
    lane.handles(20);
    // Other brokers' fetches come back meanwhile.
    lane.fetched(2_100);
    lane.fetched(2_200);
    lane.begin(5);
    lane.handled();
    lane.fetched(2_300);
    lane.fetched(2_400);
    expect(lane.caughtUpAt).toBe(1_000);
    lane.advance(20);
    lane.end(5);
    expect(lane.caughtUpAt).toBe(2_000);
  });
});
