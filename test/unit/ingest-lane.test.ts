import { beforeEach, describe, expect, it } from 'vitest';
import { Lane } from '../../ingest/lanes/lane.ts';

let lane: Lane;
let startedAt: number;

/** A fetch came back at `at` with messages up to an offset, of which a chunk is stored. */
async function bring(at: number, highWatermark: number, storedUpTo: number): Promise<void> {
  lane.fetched(at);
  lane.handles(highWatermark);
  const stored = lane.handedOver(5, storedUpTo, Promise.resolve());
  lane.handled();
  await stored;
}

/** A chunk that the store is given, and how to end that. */
function handOver(messages: number, nextOffset: number) {
  let resolve: () => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const storing = new Promise<void>((done, failed) => ([resolve, reject] = [done, failed]));
  return { isStored: lane.handedOver(messages, nextOffset, storing), resolve, reject };
}

beforeEach(() => {
  const joined = { generation: 0, offset: 0 };
  const log = { kafkaPartition: 0, topicId: 'a', generation: 1, fromOffset: 0, stretches: [] };
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

  it('is the fetch whose last message is stored', async () => {
    await bring(1_000, 10, 10);
    expect(lane.caughtUpAt).toBe(1_000);
  });

  it('stands still while there is more in Kafka, however often a fetch comes back', async () => {
    await bring(1_000, 10, 10);
    for (let at = 2_000; at < 5_000; at += 100) await bring(at, 1_000_000, at);
    expect(lane.caughtUpAt).toBe(1_000);
  });

  it('stands still while something is handled or stored', async () => {
    await bring(1_000, 10, 10);
    lane.fetched(2_000);
    lane.handles(20);
    // Other brokers' fetches come back meanwhile.
    lane.fetched(2_100);
    lane.fetched(2_200);
    const chunk = handOver(5, 20);
    lane.handled();
    lane.fetched(2_300);
    lane.fetched(2_400);
    expect(lane.caughtUpAt).toBe(1_000);
    chunk.resolve();
    await chunk.isStored;
    expect(lane.caughtUpAt).toBe(2_000);
  });
});

describe('how far a partition is stored', () => {
  it('follows its chunks in their order, whichever is acknowledged first', async () => {
    const [first, second] = [handOver(5, 5), handOver(3, 8)];
    expect([lane.readOffset, lane.nextOffset, lane.storing]).toEqual([8, 0, 8]);
    second.resolve();
    await new Promise(setImmediate);
    expect(lane.nextOffset).toBe(0);
    first.resolve();
    expect(await Promise.all([first.isStored, second.isStored, lane.stored])).toEqual([true, true, true]);
    expect([lane.nextOffset, lane.storing]).toEqual([8, 0]);
  });

  it('never passes a chunk that is not stored', async () => {
    const [first, second] = [handOver(5, 5), handOver(3, 8)];
    second.resolve();
    first.reject(new Error('a fault'));
    await expect(first.isStored).rejects.toThrow('a fault');
    expect([await second.isStored, await lane.stored]).toEqual([false, false]);
    expect([lane.nextOffset, lane.storing]).toEqual([0, 0]);
    expect(await lane.handedOver(1, 9, Promise.resolve())).toBe(false);
    expect(lane.nextOffset).toBe(0);
  });

  it('is no place that what comes next may lie before', async () => {
    await bring(1_000, 10, 10);
    expect(() => lane.skipped(10)).toThrow('lane 0/1, read up to 10 and stored up to 10, given');
    expect(() => lane.handedOver(1, 9, Promise.resolve())).toThrow('given what ends at offset 9');
    lane.skipped(12);
    expect([lane.readOffset, lane.nextOffset]).toEqual([12, 10]);
  });
});

describe('how far a partition is joined into the states', () => {
  beforeEach(() => bring(1_000, 10, 10));

  it('goes from an earlier life into that of the lane', () => {
    lane.joinedUpTo({ generation: 1, offset: 4 });
    lane.joinedUpTo({ generation: 1, offset: 10 });
    expect(lane.joined).toEqual({ generation: 1, offset: 10 });
  });

  it.each([
    ['what is not stored', { generation: 1, offset: 11 }],
    ['another life', { generation: 0, offset: 10 }],
    ['what was joined before', { generation: 1, offset: 4 }],
  ])('is never %s', (_, place) => {
    lane.joinedUpTo({ generation: 1, offset: 5 });
    expect(() => lane.joinedUpTo(place)).toThrow('joined up to offset');
    expect(lane.joined).toEqual({ generation: 1, offset: 5 });
  });
});

it('offsets without a message stay with a partition until they are noted', () => {
  lane.foundBlanks([{ from: 0, to: 2 }]);
  const { blanks } = lane;
  lane.foundBlanks([{ from: 5, to: 6 }]);
  lane.notedBlanks(blanks);
  expect(lane.blanks).toEqual([{ from: 5, to: 6 }]);
});
