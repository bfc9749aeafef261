import { describe, expect, it } from 'vitest';
import { freshnessOf, isFilling, roundAge } from '../../web/live/freshness.ts';
import { vi as vietnamese } from '../../web/words/vi.ts';
import { writeAge } from '../../web/words/age.ts';

const input = { hasFigures: true, linkLost: false, ageMs: 0, feedState: 'live' } as const;

describe('freshnessOf', () => {
  it.each([
    [0, 'live'],
    [5_000, 'live'],
    [5_001, 'delayed'],
    [25_000, 'delayed'],
    [25_001, 'stale'],
  ])('calls figures of %i ms %s', (ageMs, expected) => {
    expect(freshnessOf({ ...input, ageMs })).toBe(expected);
  });

  it('is never better than the server says', () => {
    expect(freshnessOf({ ...input, feedState: 'delayed' })).toBe('delayed');
    expect(freshnessOf({ ...input, feedState: 'down' })).toBe('stale');
    expect(freshnessOf({ ...input, feedState: 'delayed', ageMs: 60_000 })).toBe('stale');
  });

  it('tells a first back-fill from old figures', () => {
    expect(isFilling(Date.now())).toBe(true);
    expect(isFilling(3 * 365 * 86_400_000)).toBe(false);
  });

  it('tells a lost link and missing figures apart', () => {
    expect(freshnessOf({ ...input, linkLost: true, hasFigures: false })).toBe('lost');
    expect(freshnessOf({ ...input, hasFigures: false })).toBe('waiting');
  });
});

it.each([
  [59_999, 59, 'second'],
  [60_000, 1, 'minute'],
  [3_600_000, 1, 'hour'],
  [86_400_000, 1, 'day'],
  [-5, 0, 'second'],
])('rounds an age of %i ms down', (ageMs, value, unit) => {
  expect(roundAge(ageMs)).toEqual({ value, unit });
});

it('writes an age in Vietnamese', () => {
  expect(vietnamese.old(writeAge(vietnamese, 185_000))).toBe('cũ 3 phút');
});
