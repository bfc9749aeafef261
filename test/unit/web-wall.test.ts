import { describe, expect, it } from 'vitest';
import { LUNAR_HOLIDAYS } from '../../pack/lunar-holidays.ts';
import { growthWithin, withSample } from '../../web/wall/dead-letter-watch.svelte.ts';
import { NOW_ROWS, PERIOD_ROWS } from '../../web/wall/form-rows.ts';
import { lunarDay } from '../../web/wall/lunar-day.ts';
import { longPeriod } from '../../web/wall/periods.ts';
import { minTextShare, screenFromQuery } from '../../web/wall/screen-unit.ts';
import { burnInShift, countContextLosses, isReloadTime } from '../../web/wall/self-care.ts';
import { emptyCounts } from '../support/dossier-facts.ts';

const HD = 16 / 9;

describe('text size', () => {
  it.each([
    [55, 3, 2.8],
    [86, 5, 3.0],
    [98, 8, 4.2],
  ])('of a %i inch screen at %i m is at least %f%% of its height', (diagonalInch, distanceM, percent) => {
    expect(minTextShare({ diagonalInch, distanceM }, HD) * 100).toBeCloseTo(percent, 1);
  });

  it('takes the screen from the address and ignores nonsense', () => {
    expect(screenFromQuery(new URLSearchParams('diagonal=86&distance=5'), HD)).toEqual({
      diagonalInch: 86,
      distanceM: 5,
    });
    expect(screenFromQuery(new URLSearchParams('diagonal=big&distance=-1'), HD)).toEqual({
      diagonalInch: 55,
      distanceM: 3,
    });
  });

  it('takes a wide picture for several screens beside each other', () => {
    const three = screenFromQuery(new URLSearchParams(), 3 * HD);
    expect(minTextShare(three, 3 * HD)).toBeCloseTo(minTextShare({ diagonalInch: 55, distanceM: 3 }, HD));
  });
});

it('shows a period of the address in place of the year', () => {
  expect(longPeriod(new URLSearchParams('from=2021-01-01&to=2021-10-31'))).toEqual({
    from: '2021-01-01',
    to: '2021-10-31',
  });
  expect(longPeriod(new URLSearchParams('from=2021-02-30&to=2021-10-31'))).toBe('year');
  expect(longPeriod(new URLSearchParams('from=2021-12-01&to=2021-10-31'))).toBe('year');
});

it('names each line of the form by its path in the figures', () => {
  const counts = emptyCounts();
  counts.received.total = 561_578;
  counts.carriedOver = 20_091;
  const read = (path: string) => [...PERIOD_ROWS, ...NOW_ROWS].find((row) => row.path === path)?.read(counts);
  expect(read('received.total')).toBe(561_578);
  expect(read('received.new')).toBe(541_487);
  expect(read('carriedOver')).toBe(20_091);
  expect(read('onTimeRate')).toBeUndefined();
});

it('counts the dead letters of the last hour', () => {
  const minute = 60_000;
  expect(growthWithin([[0, 4]], 0)).toBe(0);
  expect(
    growthWithin(
      [
        [0, 4],
        [10 * minute, 7],
      ],
      20 * minute,
    ),
  ).toBe(3);
  expect(
    growthWithin(
      [
        [0, 4],
        [10 * minute, 7],
      ],
      71 * minute,
    ),
  ).toBe(0);
});

it('holds of dead letters that grow for a day what it takes to count those of an hour', () => {
  let samples: Parameters<typeof withSample>[0] = [];
  for (let second = 0; second <= 86_400; second += 10) samples = withSample(samples, second * 1_000, second);
  expect(samples.length).toBeLessThanOrEqual(362);
  expect(growthWithin(samples, 86_400_000)).toBe(3_610);
});

describe('self-care', () => {
  it('moves the picture by at most 3 px', () => {
    for (let i = 0; i < 20; i++)
      for (const px of burnInShift(i * 180_000)) expect(Math.abs(px)).toBeLessThan(4);
    expect(burnInShift(0)).not.toEqual(burnInShift(180_000));
  });

  it('reloads in the quiet hour, once', () => {
    const at = Date.parse('2021-10-04T03:10:00+07:00');
    expect(isReloadTime(at, 10 * 3_600_000)).toBe(true);
    expect(isReloadTime(at, 60_000)).toBe(false);
    expect(isReloadTime(at + 12 * 3_600_000, 10 * 3_600_000)).toBe(false);
  });

  it('reloads at the third lost context', () => {
    let reloads = 0;
    const lose = countContextLosses(() => reloads++);
    lose();
    lose();
    expect(reloads).toBe(0);
    lose();
    expect(reloads).toBe(1);
  });
});

it('tells the day of the Vietnamese lunar calendar', () => {
  for (const [year, tet, hungKings] of LUNAR_HOLIDAYS) {
    expect(lunarDay(`${year}-${tet}`)).toEqual({ day: 1, month: 1, isLeap: false });
    expect(lunarDay(`${year}-${hungKings}`)).toEqual({ day: 10, month: 3, isLeap: false });
  }
  expect(lunarDay('2025-08-01')).toEqual({ day: 8, month: 6, isLeap: true });
});
