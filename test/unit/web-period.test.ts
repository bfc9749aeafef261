import { describe, expect, it } from 'vitest';
import { formatDay, parseDay } from '../../contract/time.ts';
import { comparedPeriod } from '../../web/compare/compared-period.ts';
import { addMonths, dayByKey, weeksOf } from '../../web/period/month-days.ts';
import { datedPeriod, namedPeriod, readPeriod, watchOf } from '../../web/period/page-period.ts';
import { readTypedDay } from '../../web/period/typed-day.ts';
import { readTypedTime } from '../../web/period/typed-time.ts';

/** A Tuesday, of which it is still Monday in London. */
const NOW_MS = Date.parse('2026-11-24T00:30:00+07:00');
const read = (address: string) => readPeriod(new URLSearchParams(address), NOW_MS);
const day = (text: string) => parseDay(text) as number;

describe('the period of a page', () => {
  it.each([
    ['day', '2026-11-24', '2026-11-24'],
    ['week', '2026-11-23', '2026-11-29'],
    ['month', '2026-11-01', '2026-11-30'],
    ['quarter', '2026-10-01', '2026-12-31'],
    ['year', '2026-01-01', '2026-12-31'],
  ] as const)('%s holds today, in the province', (name, from, to) => {
    expect(read(`period=${name}`)).toEqual({ name, from, to });
  });

  it('is this year when the address says none, or none that can be read', () => {
    for (const address of [
      '',
      'period=fortnight',
      'from=2026-02-30&to=2026-03-01',
      'from=2026-02-02&to=2026-02-01',
    ])
      expect(read(address)).toMatchObject({ name: 'year', from: '2026-01-01' });
  });

  it('prefers two dates, and takes a period that the indicators are of', () => {
    expect(read('period=month&from=2021-01-01&to=2021-10-31')).toEqual({
      ...{ name: undefined, from: '2021-01-01', to: '2021-10-31' },
    });
    expect(read('period=2026-Q3')).toEqual({ name: undefined, from: '2026-07-01', to: '2026-09-30' });
  });

  it('is one thing in the address, and of two dates the later set one moves the other', () => {
    expect(namedPeriod('week')).toEqual({ period: 'week', from: null, to: null });
    const days = { from: '2026-03-01', to: '2026-03-31' };
    expect(datedPeriod(days, 'from')).toEqual({ period: null, ...days });
    expect(datedPeriod({ ...days, from: '2026-04-05' }, 'from')).toEqual({
      ...{ period: null, from: '2026-04-05', to: '2026-04-05' },
    });
  });

  it('is followed by the live feed where that knows its name', () => {
    expect(watchOf(read('period=month'))).toBe('month');
    expect(watchOf(read('period=week'))).toEqual({ from: '2026-11-23', to: '2026-11-29' });
  });
});

describe('what is typed', () => {
  it.each([
    ['5/11/2026', '2026-11-05'],
    ['05-11-2026', '2026-11-05'],
    [' 05.11.2026 ', '2026-11-05'],
    ['05112026', '2026-11-05'],
    ['31/12/2026', '2026-12-31'],
    ['12/31/2026', undefined],
    ['31/6/2026', undefined],
    ['5/11/26', undefined],
    ['1/1/1970', undefined],
    ['hôm nay', undefined],
  ])('%j is the day %s', (text, expected) => expect(readTypedDay(text)).toBe(expected));

  it.each([
    ['8:05', '08:05:00'],
    ['08.05.09', '08:05:09'],
    ['17h30', '17:30:00'],
    ['24:00', undefined],
    ['8', undefined],
  ])('%j is the time %s', (text, expected) => expect(readTypedTime(text)).toBe(expected));
});

describe('the calendar of a month', () => {
  it('has whole weeks from Monday on', () => {
    const weeks = weeksOf(day('2026-11-24')).map((week) => week.map(formatDay));
    expect(weeks).toHaveLength(6);
    expect(weeks[0]?.[0]).toBe('2026-10-26');
    expect(weeks[5]?.[6]).toBe('2026-12-06');
    expect(weeksOf(day('2021-02-10'))).toHaveLength(4);
  });

  it('is gone through by keys', () => {
    const led = (key: string) => dayByKey(key, day('2026-11-24'));
    expect(
      ['ArrowLeft', 'ArrowDown', 'Home', 'End', 'PageUp'].map((key) => formatDay(led(key) as number)),
    ).toEqual([...['2026-11-23', '2026-12-01', '2026-11-23', '2026-11-29', '2026-10-24']]);
    expect(led('x')).toBeUndefined();
    expect(formatDay(addMonths(day('2026-01-31'), 1))).toBe('2026-02-28');
  });
});

describe('a period is compared', () => {
  const compared = (address: string, against: 'before' | 'year') =>
    comparedPeriod(read(address), against, day('2026-11-24'));

  it('with as many days of the one before while it goes on', () => {
    expect(compared('period=month', 'before')).toEqual({
      shown: { from: '2026-11-01', to: '2026-11-24' },
      other: { from: '2026-10-01', to: '2026-10-24' },
    });
    expect(compared('period=week', 'before').other).toEqual({ from: '2026-11-16', to: '2026-11-17' });
    expect(compared('from=2026-05-01&to=2026-05-10', 'before').other).toEqual({
      ...{ from: '2026-04-21', to: '2026-04-30' },
    });
    const march = comparedPeriod(
      readPeriod(new URLSearchParams('period=month'), Date.parse('2026-03-31T12:00:00+07:00')),
      'before',
      day('2026-03-31'),
    );
    expect(march.other).toEqual({ from: '2026-02-01', to: '2026-02-28' });
  });

  it('with the same days of a year before', () => {
    expect(compared('period=quarter', 'year').other).toEqual({ from: '2025-10-01', to: '2025-11-24' });
    expect(compared('from=2024-02-29&to=2024-02-29', 'year').other).toEqual({
      ...{ from: '2023-02-28', to: '2023-02-28' },
    });
  });
});
