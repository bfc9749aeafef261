import fc from 'fast-check';
import kafkajs from 'kafkajs';
import pino from 'pino';
import { describe, expect, it } from 'vitest';
import type { ClickHouseClient } from '@clickhouse/client';
import { findGaps, type Standing } from '../../clickhouse/ledger.ts';
import {
  partsAt,
  endedParts,
  checkGeneration,
  presentLog,
  type PartitionLife,
  type PresentLog,
} from '../../clickhouse/partition-lives-table.ts';
import type { OffsetRange } from '../../clickhouse/log-part.ts';
import { DOSSIER_LOG } from '../../clickhouse/stream-log.ts';
import { compareStanding, digestOf } from '../../ingest/ledger/compare-standing.ts';
import { DOSSIER_EVENTS } from '../../ingest/streams/dossier-events.ts';
import { findDivergence, MAX_UNKNOWN } from '../../ingest/ledger/divergence.ts';
import { clip, messagesIn, offsetsOf, without } from '../../ingest/ledger/offset-ranges.ts';
import { SkippedOffsets } from '../../ingest/ledger/skipped-offsets.ts';
import { readArguments, USAGE } from '../../ingest/missing/missing-command.ts';
import { messageOf, snapshotEvent } from '../support/events.ts';

const life = (
  generation: number,
  cause: PartitionLife['cause'],
  fromOffset = 0,
  endOffset = 0,
): PartitionLife => ({ kafkaPartition: 0, generation, topicId: 'a', fromOffset, cause, endOffset });

describe('the lives of a partition', () => {
  const lives = [
    life(0, 'created'),
    life(1, 'mended', 10),
    life(2, 'truncated', 140, 200),
    life(3, 'mended', 5),
    { ...life(0, 'created'), kafkaPartition: 1 },
    { ...life(4, 'created', 0, 300), topicId: 'b' },
  ];

  it('name where the present log is stored: what was given a second time does not count', () => {
    expect(presentLog(lives, 0, 'a')).toMatchObject({
      generation: 3,
      stretches: [
        { generation: 3, to: Number.MAX_SAFE_INTEGER },
        { generation: 2, to: Number.MAX_SAFE_INTEGER },
        { generation: 1, to: 140 },
        { generation: 0, to: 140 },
      ],
    });
    expect(presentLog(lives, 0, 'c')).toBeUndefined();
  });

  it('name what only the store has', () => {
    const parts = endedParts(lives, 0).map(({ log, ...part }) => ({ generation: log.generation, ...part }));
    expect(parts).toEqual([
      { generation: 1, from: 140, to: 200 },
      { generation: 3, from: 0, to: 300 },
    ]);
  });

  it('let a report of the past count rows that were read again since', () => {
    const position = { kafkaPartition: 0, generation: 0, nextOffset: 180 };
    const place = (generation: number, offset: number) => ({ generation, offset });
    expect(partsAt([position], lives)).toEqual([
      { kafkaPartition: 0, to: place(0, 180) },
      { kafkaPartition: 0, from: place(1, 0), to: place(1, 180) },
      { kafkaPartition: 0, from: place(3, 0), to: place(3, 140) },
    ]);
  });
});

describe('the bounds of the ledger', () => {
  const BUCKET = 65_536;
  const log = presentLog([life(0, 'created')], 0, 'a') as PresentLog;

  /** A store of whole buckets, of which some lack the offset that is their own number. */
  const storeOf = (damaged: ReadonlySet<number>, buckets: number) => {
    const lookedAt: number[] = [];
    const query = async ({ query }: { query: string }) => {
      const from = Number(/kafkaOffset >= (\d+)/.exec(query)?.[1]);
      if (query.includes('GROUP BY bucket'))
        return Array.from({ length: buckets }, (_, bucket) => ({
          bucket,
          held: damaged.has(bucket) ? BUCKET - 1 : BUCKET,
        }));
      lookedAt.push(from / BUCKET);
      return [{ missing: [from / BUCKET] }];
    };
    const client = { query: async (params: { query: string }) => ({ json: () => query(params) }) };
    return { client: client as unknown as ClickHouseClient, lookedAt };
  };

  it('sixteen damaged buckets are looked at in one pass, only they, and the rest is not taken for whole', async () => {
    const part = { log, from: 0, to: 40 * BUCKET };
    const damaged = Array.from({ length: 20 }, (_, i) => 2 * i);
    const { client, lookedAt } = storeOf(new Set(damaged), 40);
    const { ranges, isAll } = await findGaps(client, DOSSIER_LOG, part);
    expect(lookedAt).toEqual(damaged.slice(0, 16));
    expect(ranges.map(({ from }) => from)).toEqual(lookedAt.map((bucket) => bucket * BUCKET + bucket));
    expect(isAll).toBe(false);
    const sixteen = storeOf(new Set(damaged.slice(0, 16)), 40);
    expect(await findGaps(sixteen.client, DOSSIER_LOG, part)).toMatchObject({ isAll: true });
  });

  it('a partition has 65,536 lives, 0 among them; the next is refused with the number and what is accepted', () => {
    checkGeneration('dossier', life(65_535, 'mended'));
    expect(() => checkGeneration('dossier', life(65_536, 'mended'))).toThrow(
      'partition 0 of stream dossier would begin life 65536; accepted: up to 65535',
    );
  });
});

describe('where Kafka gives offsets a second time', () => {
  const search = (stored: number, sameBelow: number, start: number, unknown: ReadonlySet<number>) => {
    let [judged, gaveUp] = [0, 0];
    const found = findDivergence({
      start,
      gaveUp: () => gaveUp++,
      lastStanding: async (from, before) => {
        const offset = Math.min(before, stored) - 1;
        return offset >= from ? { offset, kind: 'blank' } : undefined;
      },
      judge: async ({ offset }) => {
        judged++;
        if (unknown.has(offset)) return 'unknown';
        return offset < sameBelow ? 'same' : 'other';
      },
    });
    return found.then((divergence) => ({ divergence, judged, gaveUp }));
  };

  it('is the first stored offset that differs, whatever cannot be judged', async () => {
    const offset = fc.integer({ min: 0, max: 3_000 });
    await fc.assert(
      fc.asyncProperty(
        offset,
        offset,
        offset,
        fc.array(offset, { maxLength: 40 }),
        async (stored, same, start, list) => {
          const unknown = new Set(list);
          const { divergence } = await search(stored, same, start, unknown);
          const judgeable = Array.from({ length: stored }, (_, at) => at).filter(
            (at) => at >= start && !unknown.has(at),
          );
          expect(divergence).toBe(judgeable.find((at) => at >= same));
        },
      ),
    );
  });

  it('is not looked for behind a hundred that cannot be judged, and that is counted', async () => {
    const last = (count: number) => new Set(Array.from({ length: count }, (_, i) => 999 - i));
    expect(await search(1_000, 500, 0, last(MAX_UNKNOWN - 1))).toMatchObject({ divergence: 500, gaveUp: 0 });
    expect(await search(1_000, 500, 0, last(MAX_UNKNOWN))).toMatchObject({
      divergence: undefined,
      judged: MAX_UNKNOWN,
      gaveUp: 1,
    });
  });

  it('is found in a log of ten million by looking at a few', async () => {
    const { divergence, judged } = await search(10_000_000, 6_543_210, 0, new Set());
    expect(divergence).toBe(6_543_210);
    expect(judged).toBeLessThan(30);
  });
});

describe('what stands at an offset', () => {
  const event = snapshotEvent({ code: 'A-1' }, { id: 'e-1' });
  const { key, value } = messageOf(event);
  const message = { key: Buffer.from(key), value: Buffer.from(value) } as never;
  const at = (standing: object) => ({ offset: 7, ...standing }) as Standing;

  it.each([
    ['the event that was stored', at({ kind: 'event', id: 'e-1', source: event.source }), message, 'same'],
    ['another event', at({ kind: 'event', id: 'e-2', source: event.source }), message, 'other'],
    ['an event of another source', at({ kind: 'event', id: 'e-1', source: 'urn:x' }), message, 'other'],
    [
      'an event that was compacted',
      at({ kind: 'event', id: 'e-1', source: event.source }),
      undefined,
      'unknown',
    ],
    ['the dead letter', at({ kind: 'letter', digest: digestOf(message) }), message, 'same'],
    ['another message than the dead letter', at({ kind: 'letter', digest: '1' }), message, 'other'],
    ['still no message', at({ kind: 'blank' }), undefined, 'same'],
    ['a message where there was none', at({ kind: 'blank' }), message, 'other'],
  ])('%s', (_, standing, found, verdict) => {
    expect(compareStanding(DOSSIER_EVENTS, standing, found)).toBe(verdict);
  });

  it('an event in binary mode is known by its headers', () => {
    const { data, ...attributes } = event;
    const headers = Object.fromEntries(
      Object.entries(attributes).map(([name, text]) => [`ce_${name}`, Buffer.from(text)]),
    );
    const binary = { key: null, value: Buffer.from(JSON.stringify(data)), headers } as never;
    const standing = at({ kind: 'event', id: 'e-1', source: event.source });
    expect(compareStanding(DOSSIER_EVENTS, standing, binary)).toBe('same');
    expect(
      compareStanding(DOSSIER_EVENTS, at({ kind: 'event', id: 'e-2', source: event.source }), binary),
    ).toBe('other');
  });

  it('a batch that this version refuses is not taken for another event', () => {
    const refusedBatch = { fromOffset: 5, offsets: 3, kind: 'tooLarge', reason: 'x' };
    const batch = { offset: '7', key: null, value: Buffer.from('zip'), refusedBatch } as never;
    expect(
      compareStanding(DOSSIER_EVENTS, at({ kind: 'event', id: 'e-1', source: event.source }), batch),
    ).toBe('unknown');
    expect(without([{ from: 4, to: 9 }], [offsetsOf(batch)])).toEqual([
      { from: 4, to: 5 },
      { from: 8, to: 9 },
    ]);
  });

  it('an event that this version refuses is not taken for another', () => {
    const refused = { key: null, value: Buffer.from(JSON.stringify({ ...event, time: 'never' })) } as never;
    const standing = at({ kind: 'event', id: 'e-1', source: event.source });
    expect(compareStanding(DOSSIER_EVENTS, standing, refused)).toBe('unknown');
  });
});

describe('ranges of offsets', () => {
  it('divide into messages and blanks, and lose none', () => {
    const offsets = fc
      .uniqueArray(fc.integer({ min: 0, max: 200 }))
      .map((list) => list.sort((a, b) => a - b));
    fc.assert(
      fc.property(offsets, offsets, (bounds, messages) => {
        const ranges = bounds
          .slice(1)
          .map((to, i) => ({ from: bounds[i] as number, to }))
          .filter((_, i) => i % 2 === 0);
        const wanted = ranges.flatMap(({ from, to }) =>
          Array.from({ length: to - from }, (_, i) => from + i),
        );
        const sent = messages.map((offset) => ({ offset: String(offset) }));
        const found = messagesIn(ranges, sent).map(({ offset }) => Number(offset));
        const blanks = without(ranges, sent.map(offsetsOf)).flatMap(({ from, to }) =>
          Array.from({ length: to - from }, (_, i) => from + i),
        );
        expect([...found, ...blanks].sort((a, b) => a - b)).toEqual(wanted);
        expect(clip(ranges, 50, 100).every(({ from, to }) => from >= 50 && to <= 100 && from < to)).toBe(
          true,
        );
      }),
    );
  });
});

describe('offsets that Kafka gave no message for', () => {
  /** One message of a batch [first, first + offsets). */
  const inBatch = (offset: number, first: number, offsets: number) =>
    ({
      offset: String(offset),
      batchContext: { firstOffset: String(first), lastOffsetDelta: offsets - 1 },
    }) as never;
  // Of the batches [10, 20) and [30, 33) each lacks messages; the batch between them is gone.
  const all = [inBatch(12, 10, 10), inBatch(15, 10, 10), inBatch(32, 30, 3)];

  const explain = async (
    policy: string | Error,
    work: (skipped: SkippedOffsets, log: PresentLog) => Promise<OffsetRange[]>,
  ) => {
    const named: object[] = [];
    let compacted = 0;
    const describeConfigs = async () => {
      if (policy instanceof Error) throw policy;
      return { resources: [{ configEntries: [{ configName: 'cleanup.policy', configValue: policy }] }] };
    };
    const skipped = new SkippedOffsets({
      topic: 'dossier.events',
      admin: { describeConfigs } as never,
      kafkaLog: {
        starts: async () => new Map([[0, 8]]),
        read: async () => ({ messages: [], all, nextOffset: 33 }),
      },
      ledger: {
        name: async (_, kind, ranges) => void named.push(...ranges.map((range) => ({ kind, ...range }))),
      },
      metrics: { compactedUnread: (_, messages) => (compacted += messages) },
      retry: (attempt) => attempt(),
      log: pino({ level: 'silent' }),
    });
    const blanks = await work(skipped, presentLog([life(0, 'created')], 0, 'a') as PresentLog);
    return { named, compacted, blanks };
  };
  const deleted = (from: number, to: number) => ({ kind: 'deleted', from, to });
  const messages = [12, 15, 32].map((offset) => ({ from: offset, to: offset + 1 }));
  const range = { from: 10, to: 33 };

  it('are missing where a whole batch is gone and the topic is not compacted', async () => {
    const { named, blanks } = await explain('delete', (skipped, log) =>
      skipped.within(log, range, messages, all),
    );
    expect(named).toEqual([deleted(20, 30)]);
    expect(blanks).toEqual([
      { from: 10, to: 12 },
      { from: 13, to: 15 },
      { from: 16, to: 20 },
      { from: 30, to: 32 },
    ]);
  });

  it.each(['compact', 'compact,delete', 'delete, compact'])(
    'are not missing with cleanup.policy=%s',
    async (policy) => {
      const { named, compacted, blanks } = await explain(policy, (skipped, log) =>
        skipped.within(log, range, messages, all),
      );
      expect(named).toEqual([]);
      expect(compacted).toBe(10);
      expect(blanks).toContainEqual({ from: 16, to: 32 });
    },
  );

  it('are missing where Kafka does not tell the policy', async () => {
    const refusal = new kafkajs.KafkaJSProtocolError({ message: 'no', retriable: false, code: 29 } as never);
    const { named } = await explain(refusal, (skipped, log) => skipped.within(log, range, messages, all));
    expect(named).toEqual([deleted(20, 30)]);
  });

  it('are looked up in Kafka where the consumer passed over them, and missing below where its log begins', async () => {
    const { named, blanks } = await explain('compact', (skipped, log) =>
      skipped.between(log, { from: 5, to: 32 }),
    );
    expect(named).toEqual([deleted(5, 8)]);
    expect(blanks).toEqual([{ from: 8, to: 32 }]);
  });
});

describe('the words after missing', () => {
  it.each([
    ['list', { name: 'list' }],
    ['seen 3/1/250', { name: 'seen', id: '3/1/250' }],
    ['seen --all', { name: 'seen', id: 'all' }],
  ])('%s', (words, command) => {
    expect(readArguments(words.split(' '))).toEqual(command);
  });

  it.each(['', 'lost', 'list 1', 'seen', 'seen 1/2/3 4', 'seen --all 1'])('refuses "%s"', (words) => {
    expect(() => readArguments(words.split(' ').filter((word) => word !== ''))).toThrow(`accepted: ${USAGE}`);
  });

  it('refuses an ID of another form', () => {
    expect(() => readArguments(['seen', '3-1'])).toThrow('ID is "3-1"; accepted: PARTITION/LIFE/OFFSET');
  });
});
