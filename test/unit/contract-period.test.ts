import { describe, expect, it } from 'vitest';
import { currentPeriod, periodEnd, periodStart } from '../../contract/period.ts';
import { formatTime, parseTime } from '../../contract/time.ts';
import {
  formatPeriod,
  parsePeriod,
  parseWatchPeriod,
  PeriodError,
  resolvePeriod,
  watchKey,
} from '../../contract/watch-period.ts';

const at = (text: string) => parseTime(text) as number;

describe('the current period', () => {
  it.each([
    ['year', '2021-10-04T08:00:00+07:00', '2021-01-01', '2021-12-31'],
    ['month', '2021-10-04T08:00:00+07:00', '2021-10-01', '2021-10-31'],
    ['month', '2024-02-29T08:00:00+07:00', '2024-02-01', '2024-02-29'],
    ['month', '2021-12-31T08:00:00+07:00', '2021-12-01', '2021-12-31'],
    ['day', '2021-10-04T08:00:00+07:00', '2021-10-04', '2021-10-04'],
    // 31 December 23:59 UTC is the next year already.
    ['year', '2020-12-31T23:59:00Z', '2021-01-01', '2021-12-31'],
    ['day', '2021-10-04T16:59:59Z', '2021-10-04', '2021-10-04'],
    ['day', '2021-10-04T17:00:00Z', '2021-10-05', '2021-10-05'],
  ] as const)('%s at %s is %s to %s', (name, now, from, to) => {
    expect(formatPeriod(currentPeriod(name, at(now)))).toEqual({ from, to });
  });
});

describe('a period', () => {
  const october = parsePeriod('2021-10-01', '2021-10-31');

  it('begins with its first local day', () => {
    expect(formatTime(periodStart(october))).toBe('2021-10-01T00:00:00+07:00');
  });

  it('ends with its last local day when that is over', () => {
    expect(formatTime(periodEnd(october, at('2022-01-01T00:00:00Z')))).toBe('2021-10-31T23:59:59.999+07:00');
  });

  it('ends now while it goes on', () => {
    const now = at('2021-10-04T08:00:00+07:00');
    expect(periodEnd(october, now)).toBe(now);
  });

  it.each([
    ['from', 'x', '2021-10-31'],
    ['from', undefined, '2021-10-31'],
    ['from', ['2021-10-01'], '2021-10-31'],
    ['to', '2021-10-01', '2021-02-30'],
    ['to', '2021-10-01', undefined],
    ['to', '2021-10-02', '2021-10-01'],
  ])('is refused naming %s, its value and what is accepted (%s, %s)', (field, from, to) => {
    const value = field === 'from' ? from : to;
    expect(() => parsePeriod(from, to)).toThrow(PeriodError);
    try {
      parsePeriod(from, to);
    } catch (error) {
      expect(error).toMatchObject({ field, value, accepted: expect.stringContaining('a date') });
      expect((error as Error).message).toContain(field);
    }
  });

  it('of one day is accepted', () => {
    expect(formatPeriod(parsePeriod('2021-10-01', '2021-10-01'))).toEqual({
      from: '2021-10-01',
      to: '2021-10-01',
    });
  });
});

describe('a watch period', () => {
  it('is the current year when absent', () => {
    expect(parseWatchPeriod(undefined)).toBe('year');
    expect(parseWatchPeriod(null)).toBe('year');
  });

  it('may follow the clock by name', () => {
    const before = resolvePeriod('day', at('2021-10-04T23:59:59+07:00'));
    const after = resolvePeriod('day', at('2021-10-05T00:00:00+07:00'));
    expect(after.fromDay).toBe(before.fromDay + 1);
  });

  it('has one key for equal periods', () => {
    const range = { from: '2021-01-01', to: '2021-10-31' };
    expect(watchKey(parseWatchPeriod({ ...range, more: 1 }))).toBe(watchKey(range));
    expect(watchKey('year')).not.toBe(watchKey({ from: '2021-01-01', to: '2021-12-31' }));
  });

  it.each(['week', '', 7, true, [], {}, { from: '2021-01-01' }])('is refused when it is %j', (watch) => {
    expect(() => parseWatchPeriod(watch)).toThrow(PeriodError);
  });
});
