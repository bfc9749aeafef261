import { describe, expect, it } from 'vitest';
import { formatDay, parseDay } from '../../contract/time.ts';
import {
  EVERY,
  isToldFor,
  parseToldPeriod,
  partsOf,
  periodAfter,
  periodBefore,
  toldPeriodOf,
  type ToldPeriod,
} from '../../contract/told-period.ts';

const period = (text: string, ofWeeks = false) => parseToldPeriod(text, ofWeeks) as ToldPeriod;
const shown = ({ text, length, fromDay, toDay }: ToldPeriod) => [
  text,
  length,
  formatDay(fromDay),
  formatDay(toDay),
];

describe('the period of an observation', () => {
  it.each([
    ['2021', 'year', '2021-01-01', '2021-12-31'],
    ['2021-Q3', 'quarter', '2021-07-01', '2021-09-30'],
    ['2020-02', 'month', '2020-02-01', '2020-02-29'],
    ['2021-09-14', 'day', '2021-09-14', '2021-09-14'],
    ['1971', 'year', '1971-01-01', '1971-12-31'],
    ['2199-Q4', 'quarter', '2199-10-01', '2199-12-31'],
  ])('%s is a %s from %s to %s', (text, length, from, to) => {
    expect(shown(period(text))).toEqual([text, length, from, to]);
  });

  it.each(['', '21', '2021-Q0', '2021-Q5', '2021-q1', '2021-00', '2021-13', '2021-9', '2021-02-30', '1970'])(
    'is not %j',
    (text) => {
      expect(parseToldPeriod(text)).toBeUndefined();
    },
  );

  it('is, told by the week, the week of the day, by its Monday', () => {
    expect(shown(period('2021-09-14', true))).toEqual(['2021-09-13', 'week', '2021-09-13', '2021-09-19']);
    expect(shown(period('2021-09-13', true))).toEqual(['2021-09-13', 'week', '2021-09-13', '2021-09-19']);
    expect(shown(period('2021-09-12', true))).toEqual(['2021-09-06', 'week', '2021-09-06', '2021-09-12']);
  });

  it('has one of the same length before and after it', () => {
    expect(
      ['2021', '2021-Q1', '2021-01', '2021-01-01'].map((text) => periodBefore(period(text)).text),
    ).toEqual(['2020', '2020-Q4', '2020-12', '2020-12-31']);
    expect(
      ['2021', '2021-Q4', '2021-12', '2021-12-31'].map((text) => periodAfter(period(text)).text),
    ).toEqual(['2022', '2022-Q1', '2022-01', '2022-01-01']);
    expect(periodAfter(period('2021-09-14', true)).text).toBe('2021-09-20');
  });

  it('consists of the next shorter ones, down to how often it is told', () => {
    const texts = (text: string, every: (typeof EVERY)[number]) =>
      partsOf(period(text), every).map((part) => part.text);
    expect(texts('2021', 'year')).toEqual([]);
    expect(texts('2021', 'month')).toEqual(['2021-Q1', '2021-Q2', '2021-Q3', '2021-Q4']);
    expect(texts('2021-Q2', 'month')).toEqual(['2021-04', '2021-05', '2021-06']);
    expect(texts('2021-02', 'day')).toHaveLength(28);
    expect(texts('2021-05', 'week')).toEqual([
      '2021-05-03',
      '2021-05-10',
      '2021-05-17',
      '2021-05-24',
      '2021-05-31',
    ]);
  });

  it('has every day of a year in exactly one part of each length', () => {
    for (const every of EVERY.filter((one) => one !== 'week')) {
      const parts = [period('2020')];
      for (let i = 0; i < parts.length; i++) parts.push(...partsOf(parts[i] as ToldPeriod, every));
      const shortest = parts.filter(({ length }) => length === every);
      const days = shortest.flatMap(({ fromDay, toDay }) =>
        Array.from({ length: toDay - fromDay + 1 }, (_, i) => fromDay + i),
      );
      expect(days).toHaveLength(366);
      expect(new Set(days).size).toBe(366);
      expect(shortest.every((part) => toldPeriodOf(part.toDay, every).text === part.text)).toBe(true);
    }
    expect(toldPeriodOf(parseDay('2021-12-31') as number, 'quarter').text).toBe('2021-Q4');
  });

  it('is accepted for an indicator when it is as long as it is told, or longer', () => {
    expect(isToldFor('month', period('2021-09'))).toBe(true);
    expect(isToldFor('month', period('2021'))).toBe(true);
    expect(isToldFor('month', period('2021-09-14'))).toBe(false);
    expect(isToldFor('week', period('2021-09-14', true))).toBe(true);
    expect(isToldFor('day', period('2021-09-14', true))).toBe(false);
  });
});
