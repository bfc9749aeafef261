import { describe, expect, it } from 'vitest';
import type { DossierItem } from '../../contract/api.ts';
import { localDay } from '../../contract/time.ts';
import { growthWithin } from '../../web/wall/dead-letter-watch.svelte.ts';
import { FORM_ROWS } from '../../web/wall/form-rows.ts';
import { rollUpNewest } from '../../web/wall/newest-late.ts';
import { longPeriod } from '../../web/wall/periods.ts';
import { minTextShare, planScreen, screenFromQuery } from '../../web/wall/screen-unit.ts';
import { burnInShift, countContextLosses, isReloadTime } from '../../web/wall/self-care.ts';
import { emptyCounts } from '../support/dossier-facts.ts';

describe('text size', () => {
  it.each([
    [55, 3, 2.8],
    [86, 5, 3.0],
    [98, 8, 4.2],
  ])('of a %i inch screen at %i m is at least %f%% of its height', (diagonalInch, distanceM, percent) => {
    expect(minTextShare({ diagonalInch, distanceM }, 16 / 9) * 100).toBeCloseTo(percent, 1);
  });

  it('is the same share on Full HD and 4K', () => {
    const screen = screenFromQuery(new URLSearchParams());
    const hd = planScreen(1920, 1080, screen);
    expect(hd).toMatchObject({ layout: 'full', tooSmall: false });
    expect(planScreen(3840, 2160, screen).unitPx).toBeCloseTo(2 * hd.unitPx);
  });

  it('shows less when the seats are far, and says when even that is too small', () => {
    expect(planScreen(1920, 1080, { diagonalInch: 55, distanceM: 3.2 })).toMatchObject({
      layout: 'essential',
      tooSmall: false,
    });
    expect(planScreen(1920, 1080, { diagonalInch: 55, distanceM: 9 })).toMatchObject({
      layout: 'essential',
      tooSmall: true,
    });
  });

  it('takes the screen from the address and ignores nonsense', () => {
    expect(screenFromQuery(new URLSearchParams('diagonal=86&distance=5'))).toEqual({
      diagonalInch: 86,
      distanceM: 5,
    });
    expect(screenFromQuery(new URLSearchParams('diagonal=big&distance=-1'))).toEqual({
      diagonalInch: 55,
      distanceM: 3,
    });
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
  const read = (path: string) => FORM_ROWS.find((row) => row.path === path)?.read(counts);
  expect(read('received.total')).toBe(561_578);
  expect(read('carriedOver')).toBe(20_091);
  expect(read('onTimeRate')).toBeUndefined();
});

describe('newest late cases', () => {
  const item = (unit: string, dueAt: string, more: Partial<DossierItem> = {}): DossierItem => ({
    code: 'x',
    procedure: null,
    unit: { code: unit, name: unit },
    area: { code: 'none', name: '' },
    status: 'processing',
    channel: 'online',
    receivedAt: dueAt,
    dueAt,
    dueComputed: false,
    finishedAt: null,
    lateness: 'late',
    lateWorkingDays: 1,
    officer: null,
    ...more,
  });
  const items = [
    item('a', '2021-10-08T17:00:00+07:00'),
    item('b', '2021-10-08T17:00:00+07:00'),
    item('b', '2021-10-08T09:00:00+07:00'),
    item('a', '2021-10-07T17:00:00+07:00'),
    item('c', '2021-10-07T17:00:00+07:00'),
    item('d', '2021-10-08T17:00:00+07:00', { finishedAt: '2021-10-09T08:00:00+07:00' }),
  ];
  const codes = (nextCursor: string | null) =>
    rollUpNewest({ items, total: 6, nextCursor }, localDay).map(({ code, count }) => `${code}${count}`);

  it('are rolled up by unit, newest day and most cases first', () => {
    expect(codes(null)).toEqual(['b2', 'a1', 'c1']);
  });

  it('leave out a day that the page cuts', () => {
    expect(codes('more')).toEqual(['b2', 'a1']);
  });
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
