/** Faults of ours in the way of single messages, and of all of them. */
import { ClickHouseError } from '@clickhouse/client';
import type { KafkaMessage } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { BlockWriter } from '../../clickhouse/native-block.ts';
import { dossierEncoder } from '../support/dossier-encoder.ts';
import type { EncodedBatch } from '../../ingest/decoding/encoder.ts';
import { packMessages } from '../../ingest/decoding/pack-messages.ts';
import { PoisonSearch } from '../../ingest/storing/poison-search.ts';
import { snapshotEvent } from '../support/events.ts';

const PLACE = { stream: 'dossier', kafkaPartition: 0, generation: 0 } as const;

function messageAt(offset: number): KafkaMessage {
  const event = snapshotEvent(
    { code: `FAULT-${offset}` },
    { id: `id-${offset}`, time: '2026-01-05T08:00:00+07:00' },
  );
  const value = Buffer.from(JSON.stringify(event));
  return {
    key: null,
    value,
    offset: String(offset),
    timestamp: String(Date.now()),
    attributes: 0,
    headers: {},
  };
}

const messages = (count: number) => Array.from({ length: count }, (_, offset) => messageAt(offset));

describe('a message that a fault of ours keeps from being read', () => {
  it('is refused alone, and the rows of the others are as without it', () => {
    const all = messages(9);
    const faulty = new Set([0, 4, 5, 8]);
    const chunk = packMessages(PLACE, all);
    // A sender that the chunk does not have: such a chunk is our own mistake.
    for (const message of faulty) chunk.senderOf[message] = 7;
    const encoder = dossierEncoder(0);
    const { block, rows, refused } = encoder.encode(chunk);
    const good = dossierEncoder(0).encode(
      packMessages(
        PLACE,
        all.filter((_, message) => !faulty.has(message)),
      ),
    );
    expect(rows).toBe(5);
    expect(Buffer.from(block).equals(Buffer.from(good.block))).toBe(true);
    expect(refused.map(({ message }) => message)).toEqual([...faulty]);
    for (const { reason, fault } of refused) {
      expect(reason).toMatch(/^a fault of ours, not of the message: TypeError: /);
      expect(fault?.stack).toMatch(/\n +at /);
    }
    // The next chunk begins with an empty block.
    expect(encoder.encode(packMessages(PLACE, all)).rows).toBe(9);
  });
});

function batchOf(all: readonly Pick<KafkaMessage, 'offset'>[]): EncodedBatch {
  const writer = new BlockWriter({ kafkaOffset: 'UInt64' });
  for (const { offset } of all) {
    writer.int64(Number(offset));
    writer.endRow();
  }
  return { ...PLACE, block: writer.take(), messages: all as KafkaMessage[] };
}

/** The offsets of a batch's rows: its block ends with them. */
function offsetsIn({ block, messages: all }: EncodedBatch): number[] {
  const values = new DataView(block.buffer, block.byteOffset + block.length - 8 * all.length);
  return all.map((_, row) => Number(values.getBigUint64(8 * row, true)));
}
const fault = () =>
  new ClickHouseError({ code: '47', type: 'UNKNOWN_IDENTIFIER', message: 'for 0912345678' });

/** A store in which the rows of some offsets fail. */
function searchWith(fails: (offset: number) => Error | undefined) {
  const stored: number[] = [];
  const trials = { count: 0 };
  const search = new PoisonSearch(async (batch) => {
    trials.count++;
    const offsets = offsetsIn(batch);
    expect(batch.messages.map(({ offset }) => Number(offset))).toEqual(offsets);
    const failed = offsets.find((offset) => fails(offset));
    if (failed !== undefined) return fails(failed);
    stored.push(...offsets);
    return undefined;
  });
  return { search, stored, trials };
}

describe('a fault of an insert', () => {
  it('of some rows puts these aside, masked, and the others go in, in order', async () => {
    const faulty = new Set([0, 1, 500, 999]);
    const { search, stored } = searchWith((offset) => (faulty.has(offset) ? fault() : undefined));
    const batch = batchOf(messages(1_000));
    const poison = (await search.run([batch], fault())).get(batch);
    expect(poison?.map(({ message }) => Number(message.offset))).toEqual([...faulty]);
    expect(poison?.[0]?.reason).toBe('a fault of ours, not of the message: ClickHouseError: for ***');
    expect(poison?.[0]?.fault?.stack).not.toContain('0912345678');
    expect(stored).toEqual(Array.from({ length: 1_000 }, (_, i) => i).filter((i) => !faulty.has(i)));
  });

  it.each([1, 2, 50_000])(
    'of all of %i rows puts none aside and is thrown after few trials',
    async (count) => {
      const { search, stored, trials } = searchWith(fault);
      const all = Array.from({ length: count }, (_, offset) => ({ offset: String(offset) }));
      await expect(search.run([batchOf(all)], fault())).rejects.toThrow('for ***');
      expect(stored).toEqual([]);
      expect(trials.count).toBeLessThan(80);
    },
  );

  it('of a single row is told by the rows of another batch that go in', async () => {
    const { search, stored } = searchWith((offset) => (offset === 0 ? fault() : undefined));
    const [alone, other] = [batchOf([messageAt(0)]), batchOf([messageAt(1)])];
    const poison = await search.run([alone, other], fault());
    expect([...poison.keys()]).toEqual([alone]);
    expect(stored).toEqual([1]);
  });

  it('a row that ClickHouse refuses stands aside also when no other goes in', async () => {
    const refusal = () => new ClickHouseError({ code: '469', type: 'VIOLATED_CONSTRAINT', message: 'no' });
    const { search } = searchWith(refusal);
    const batch = batchOf(messages(3));
    expect((await search.run([batch], refusal())).get(batch)).toHaveLength(3);
  });
});
