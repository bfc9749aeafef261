import { describe, expect, it } from 'vitest';
import type { IndicatorItem } from '../../contract/indicator.ts';
import { numberFormats } from '../../web/format/numbers.ts';
import {
  changeOf,
  groupsOf,
  isOld,
  writeParts,
  writePeriod,
  writePrinted,
  writeTarget,
  writeValue,
} from '../../web/indicators/indicator-text.ts';
import { indicatorsQuery, periodParts, periodText } from '../../web/indicators/period-parts.ts';
import { vi as words } from '../../web/words/vi.ts';

const reader = { code: 'vi' as const, words, numbers: numberFormats('vi') };
const item = (change: Partial<IndicatorItem>): IndicatorItem => ({
  code: 'x',
  name: { vi: 'Chỉ tiêu', en: 'Indicator' },
  group: { code: 'g', vi: 'Nhóm', en: 'Group' },
  number: 'count',
  measure: { vi: 'thủ tục', en: 'procedures' },
  decimals: 0,
  direction: 'up',
  every: 'year',
  source: '',
  value: null,
  numerator: null,
  denominator: null,
  of: null,
  origin: null,
  toldAt: null,
  printed: null,
  missing: [],
  target: null,
  met: null,
  period: '2021',
  stale: false,
  previous: null,
  series: [],
  breakdowns: [],
  ...change,
});
const SHARE = item({
  number: 'share',
  decimals: 2,
  value: 501 / 1_961,
  numerator: 501,
  denominator: 1_961,
  printed: { value: 0.2525, agrees: false },
});
const write = (one: IndicatorItem) => writeValue(one, one, reader);

it('a value is old when a later one should have been told, and nothing that was never told', () => {
  expect(isOld(item({ value: 1_788, stale: true }))).toBe(true);
  expect(isOld(item({ value: 1_788 }))).toBe(false);
  // Its parts alone are told, long ago.
  expect(isOld(item({ value: null, stale: true }))).toBe(false);
  expect(write(item({ value: null, stale: true }))).toBe('chưa có số liệu');
});

describe('a value', () => {
  it('has its measure and decimals, a rank what it is of', () => {
    expect(write(item({ value: 1_788 }))).toBe('1.788 thủ tục');
    expect(write(item({ number: 'rank', value: 11, of: 63 }))).toBe('11/63');
    expect(
      write(item({ number: 'mean', decimals: 1, value: 4, measure: { vi: 'điểm', en: 'points' } })),
    ).toBe('4,0 điểm');
  });

  it('that is not known is said so, and 0 is a value', () => {
    expect(write(item({}))).toBe('chưa có số liệu');
    expect(write(item({ value: 0 }))).toBe('0 thủ tục');
  });

  it('of a share stands beside its parts and what its source prints', () => {
    expect(write(SHARE)).toBe('25,55%');
    expect(writeParts(SHARE, reader)).toBe('501 / 1.961');
    expect(writePrinted(SHARE, SHARE, reader)).toBe('25,25% theo công bố');
    const whole = { ...SHARE, decimals: 0 };
    expect(writePrinted(whole, whole, reader)).toBe('25,25% theo công bố');
  });
});

describe('a change', () => {
  const previous = (value: number) => ({
    period: '2020',
    value,
    numerator: null,
    denominator: null,
    of: null,
  });
  it('is good or bad by the direction of the indicator', () => {
    expect(changeOf(item({ value: 12, previous: previous(10) }), reader)).toEqual({
      text: 'Tăng 2 thủ tục so với năm 2020',
      isBetter: true,
    });
    expect(changeOf(item({ value: 12, previous: previous(10), direction: 'down' }), reader)?.isBetter).toBe(
      false,
    );
    expect(changeOf(item({ value: 12, previous: previous(10), direction: 'none' }), reader)?.isBetter).toBe(
      null,
    );
  });

  it('of a share is in points, of a rank in places', () => {
    expect(changeOf({ ...SHARE, value: 0.3, previous: previous(0.2) }, reader)?.text).toBe(
      'Tăng 10,00 điểm phần trăm so với năm 2020',
    );
    const rank = item({ number: 'rank', value: 11, of: 63, direction: 'down', previous: previous(14) });
    expect(changeOf(rank, reader)).toEqual({ text: 'Tăng 3 bậc so với năm 2020', isBetter: true });
  });

  it('is none that the page would show as 0', () => {
    expect(changeOf({ ...SHARE, value: 0.200_01, previous: previous(0.2) }, reader)).toEqual({
      text: 'Không đổi so với năm 2020',
      isBetter: null,
    });
    expect(changeOf(item({ value: 12 }), reader)).toBe(undefined);
  });
});

it.each([
  [0.95, null, 'từ 95,00% trở lên'],
  [null, 0.05, 'không quá 5,00%'],
  [0.9, 1, 'từ 90,00% đến 100,00%'],
])('a target from %s to %s is said in words', (atLeast, atMost, text) => {
  const target = { atLeast, atMost, from: null, to: null };
  expect(writeTarget({ ...SHARE, target }, SHARE, reader)).toBe(text);
});

it.each([
  ['2021', 'Năm 2021'],
  ['2021-Q3', 'Quý 3/2021'],
  ['2021-09', 'Tháng 9/2021'],
  ['2021-09-14', 'Ngày 14/09/2021'],
])('the period %s is %s', (period, text) => {
  expect(writePeriod(period, 'day', words)).toBe(text);
});

it('the period of the address is a year and a part of it; that of other pages is none', () => {
  expect(periodParts(new URLSearchParams('period=2021-Q3'))).toEqual({ year: '2021', part: 'Q3' });
  expect(periodText({ year: '2021', part: '09' })).toBe('2021-09');
  expect(indicatorsQuery(new URLSearchParams('period=month&scope=area:696'))).toBe('scope=area%3A696');
});

it('indicators stand by group, in the order of the pack', () => {
  const of = (code: string, group: string) => item({ code, group: { code: group, vi: group, en: group } });
  const groups = groupsOf([of('a', 'one'), of('b', 'two'), of('c', 'one')], 'vi');
  expect(groups.map(({ name, items }) => [name, items.map(({ code }) => code)])).toEqual([
    ['one', ['a', 'c']],
    ['two', ['b']],
  ]);
});
