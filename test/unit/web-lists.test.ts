import { describe, expect, it } from 'vitest';
import type { DossierPage } from '../../contract/api.ts';
import { DOSSIER_KIND } from '../../contract/dossier-kind.ts';
import { emptyCounts } from '../support/dossier-facts.ts';
import { filtersQuery, listQuery, readFilters, readSort, sortsOf } from '../../web/cases/case-filters.ts';
import { chipsOf } from '../../web/cases/filter-chips.ts';
import { keepList, keptList } from '../../web/cases/kept-list.ts';
import { comparedRows } from '../../web/compare/compared-rows.ts';
import { ranksOf } from '../../web/compare/ranks.ts';
import { loadedFreshness } from '../../web/live/loaded.ts';
import { KeptEntries } from '../../web/routing/kept-entries.ts';
import { lists } from '../../web/words/vi/lists.ts';
import { vi } from '../../web/words/vi.ts';

const filtersOf = (address: string) => readFilters(new URLSearchParams(address), DOSSIER_KIND);

describe('a list of cases', () => {
  it('begins with the longest overdue, and without a clock with what came last', () => {
    expect(readSort(new URLSearchParams(''), DOSSIER_KIND)).toBe('overdue');
    expect(readSort(new URLSearchParams('sort=due'), DOSSIER_KIND)).toBe('due');
    expect(readSort(new URLSearchParams('sort=name'), DOSSIER_KIND)).toBe('overdue');
    expect(sortsOf({ ...DOSSIER_KIND, clock: null })).toEqual(['received']);
  });

  it('asks for days of receipt with both ends, and never by the period of the figures', () => {
    const query = (address: string) =>
      Object.fromEntries(filtersQuery(filtersOf(address), { sort: 'due', limit: 50 }));
    expect(query('receivedFrom=2026-11-01&from=2021-01-01&to=2021-10-31')).toEqual({
      ...{ from: '2026-11-01', to: '2199-12-31', sort: 'due', limit: '50' },
    });
    expect(query('receivedFrom=1.11.2026&receivedTo=2026-11-05')).toMatchObject({
      ...{ from: '1971-01-01', to: '2026-11-05' },
    });
    expect(filtersOf('receivedFrom=2026-11-02&receivedTo=2026-11-01')).toEqual({
      receivedFrom: '2026-11-02',
    });
  });

  it('is saved by what it shows alone', () => {
    expect(listQuery(new URLSearchParams('lang=en&period=month&officer=cb-1&sort=due'))).toBe(
      'officer=cb-1&sort=due',
    );
  });

  it('has a chip with its label for each condition', () => {
    const chips = (address: string) =>
      chipsOf(filtersOf(address), {
        ...{ kind: DOSSIER_KIND, words: vi, text: lists, code: 'vi' },
        nameOf: (filter, value) => (filter === 'officer' && value === 'cb-1' ? 'Lê Thị Ân' : undefined),
      }).map(({ label, value, names }) => `${label}: ${value} (${names.join(' ')})`);
    expect(chips('lateness=late&status=inProgress&officer=cb-1&field=Hộ tịch')).toEqual([
      'Tình trạng hạn: Đang quá hạn (lateness status)',
      'Lĩnh vực: Hộ tịch (field)',
      'Cán bộ thụ lý: Lê Thị Ân (officer)',
    ]);
    expect(chips('status=paused&receivedFrom=2026-11-01&receivedTo=2026-11-30')).toEqual([
      'Trạng thái: Nhóm: tạm dừng (status)',
      'Ngày tiếp nhận: 01/11/2026 – 30/11/2026 (receivedFrom receivedTo)',
    ]);
    expect(chips('lateness=late')).toEqual(['Tình trạng hạn: Quá hạn (lateness)']);
  });
});

describe('what is left at the browser’s history', () => {
  it('is there for who comes back, of the last entries', () => {
    const kept = new KeptEntries();
    for (let entry = 0; entry < 30; entry++) kept.keep(`${entry}`, 'top', entry);
    expect(kept.get('29', 'top')).toBe(29);
    expect(kept.get('10', 'top')).toBe(10);
    expect(kept.get('9', 'top')).toBeUndefined();
  });

  it('is the rows of a list that was asked for the same, as many as one reads', () => {
    const kept = new KeptEntries();
    const history = {
      keep: (name: string, value: unknown) => kept.keep('here', name, value),
      kept: (name: string) => kept.get('here', name),
    };
    const page: DossierPage = { items: [], total: 0, nextCursor: null, asOf: '2026-11-24T08:00:00+07:00' };
    keepList(history, { key: 'sort=due', pages: Array.from({ length: 30 }, () => page), loadedAtMs: 5 });
    expect(keptList(history, 'sort=due')).toMatchObject({ loadedAtMs: 5, pages: { length: 20 } });
    expect(keptList(history, 'sort=received')).toBeUndefined();
  });
});

it('a list that was loaded once grows old by itself, and is lost with the link', () => {
  expect(loadedFreshness(undefined, 10, false)).toEqual({ freshness: 'waiting', ageMs: 0 });
  expect(loadedFreshness(0, 59_000, false).freshness).toBe('live');
  expect(loadedFreshness(0, 300_000, false).freshness).toBe('delayed');
  expect(loadedFreshness(0, 600_000, false).freshness).toBe('stale');
  expect(loadedFreshness(0, 1_000, true).freshness).toBe('lost');
});

describe('a comparison', () => {
  it('gives equal ones one place', () => {
    expect(ranksOf([0.5, 0.9, undefined, 0.9, 0.1])).toEqual([3, 1, undefined, 1, 4]);
    expect(ranksOf([3, 2, 2, 1])).toEqual([1, 2, 2, 4]);
  });

  it('ranks by the rate that is read, and sets the other period beside it', () => {
    const unit = (code: string, onTime: number, late: number) => ({
      ...{ code, name: code, area: '692' },
      counts: {
        ...emptyCounts(),
        received: { ...emptyCounts().received, total: onTime + late },
        resolved: { total: onTime + late, early: 0, onTime, late },
      },
    });
    const figures = (...units: ReturnType<typeof unit>[]) => ({
      ...{ scope: 'province', period: { from: '', to: '' }, asOf: '', dataTime: null, filledYears: [] },
      ...{ rule: { name: 'date' as const, version: 1 }, counts: emptyCounts(), areas: [], units },
      trend: {
        hours: { start: '', received: [], resolved: [] },
        days: { start: '', received: [], resolved: [] },
      },
    });
    // 66.67 % and 66.69 % read the same.
    const rows = comparedRows(
      figures(unit('A', 2, 1), unit('B', 1, 0), unit('C', 20_007, 9_993), unit('D', 0, 5), unit('E', 0, 0)),
      figures(unit('A', 1, 1)),
      'units',
      true,
    );
    expect(rows.map(({ code, rank }) => `${code}${rank}`)).toEqual(['B1', 'A2', 'C2', 'D4']);
    expect(rows[1]).toMatchObject({
      ...{ received: { now: 3, before: 2 }, onTime: { now: 0.667, before: 0.5 } },
    });
    expect(rows[0]?.received).toEqual({ now: 1, before: undefined });
  });
});
