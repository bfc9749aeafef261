import type { KafkaMessage } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { formatTime } from '../../contract/time.ts';
import { dossierEncoder } from '../support/dossier-encoder.ts';
import { packMessages } from '../../ingest/decoding/pack-messages.ts';
import { snapshotEvent } from '../support/events.ts';

const REACHED_MS = Date.parse('2026-03-02T10:00:00+07:00');
const AHEAD_MAX_MS = 300_000;

/** A message that reached Kafka at {@link REACHED_MS} or later; `slow` is one that the fast decoder leaves to the other. */
function message(timeMs: number, { slow = false, source = 'urn:test', reachedMs = REACHED_MS } = {}) {
  const event = { ...snapshotEvent({ code: 'A' }), source, time: formatTime(timeMs) };
  const value = JSON.stringify(event).replace('"urn:', slow ? '"\\u0075rn:' : '"urn:');
  return { key: null, value: Buffer.from(value), offset: '0', timestamp: String(reachedMs) } as KafkaMessage;
}

function refusalsOf(...messages: KafkaMessage[]) {
  const chunk = packMessages({ stream: 'dossier', kafkaPartition: 0, generation: 0 }, messages);
  const { rows, refused } = dossierEncoder(AHEAD_MAX_MS).encode(chunk);
  expect(rows + refused.length).toBe(messages.length);
  return refused;
}

describe.each([{ slow: false }, { slow: true }])('an event whose time lies ahead (%o)', (way) => {
  const aheadBy = (ms: number, more = {}) => message(REACHED_MS + ms, { ...way, ...more });

  it('is counted up to the bound and refused beyond it, naming field, value and what is accepted', () => {
    expect(refusalsOf(aheadBy(0), aheadBy(AHEAD_MAX_MS), aheadBy(-1e10))).toEqual([]);
    expect(refusalsOf(aheadBy(0), aheadBy(AHEAD_MAX_MS + 1), aheadBy(0))).toEqual([
      {
        message: 1,
        field: 'time',
        reason:
          'time is 2026-03-02T10:05:00.001+07:00 and the event came at 2026-03-02T10:00:00+07:00; ' +
          'accepted: up to 2026-03-02T10:05:00+07:00 (EVENT_AHEAD_MAX_MS=300000)',
      },
    ]);
    expect(refusalsOf(message(Date.parse('2199-01-01T00:00:00Z'), way))).toHaveLength(1);
  });

  it('is held against its own message, whenever that is read', () => {
    // Both lie in the past by now: the clock at reading would take them.
    expect(refusalsOf(aheadBy(3_600_000))).toHaveLength(1);
    expect(refusalsOf(aheadBy(3_600_000, { reachedMs: REACHED_MS + 3_600_000 }))).toEqual([]);
  });

  it('of the national portal may lie at the end of its day: what was closed on a day is dated so', () => {
    const endOfDay = Date.parse('2026-03-02T23:59:59+07:00') - REACHED_MS;
    const portal = { source: 'urn:dvcqg:000.00.32.H10' };
    expect(refusalsOf(aheadBy(endOfDay, portal))).toEqual([]);
    expect(refusalsOf(aheadBy(endOfDay + 1_000, portal))).toHaveLength(1);
  });
});

it('keeps a time within its data that lies ahead', () => {
  const event = {
    ...snapshotEvent({ code: 'A', dueAt: '2190-01-01T00:00:00Z' }),
    time: formatTime(REACHED_MS),
  };
  const value = Buffer.from(JSON.stringify(event));
  expect(refusalsOf({ ...message(REACHED_MS), value })).toEqual([]);
});
