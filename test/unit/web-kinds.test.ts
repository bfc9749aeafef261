import { describe, expect, it } from 'vitest';
import type { KindCounts } from '../../contract/counts.ts';
import { DOSSIER_KIND } from '../../contract/dossier-kind.ts';
import type { Role } from '../../contract/identity.ts';
import { KindCounting } from '../../contract/kind-counting.ts';
import type { Kind } from '../../contract/kind.ts';
import { readFilters } from '../../web/cases/case-filters.ts';
import { eventLines, fieldWords, writeField } from '../../web/cases/field-words.ts';
import { dateFormats } from '../../web/format/dates.ts';
import { numberFormats } from '../../web/format/numbers.ts';
import { wordOf } from '../../web/kinds/kind-words.ts';
import { columnsOf, cutsOf, readChoices, reportQuery } from '../../web/report/form-query.ts';
import { parseRoute } from '../../web/routing/route.ts';
import { cardsOf, channelFigures, meanScore, sectionsOf } from '../../web/scope/figure-cards.ts';
import { kindMenu, mainMenu } from '../../web/tablet/menu.ts';
import { vi as words } from '../../web/words/vi.ts';

const term = (code: string, vi: string, en = vi) => ({ code, vi, en });
const TREES: Kind = {
  kind: 'trees',
  name: { vi: 'Cây đổ', en: 'Fallen trees' },
  statuses: [
    { n: 1, group: 'inProgress', ...term('seen', 'Đã thấy', 'Seen') },
    { n: 4, group: 'resolved', ...term('cleared', 'Đã dọn', 'Cleared') },
  ],
  clock: { from: ['receivedAt'], to: ['finishedAt'] },
  limits: [],
  stages: [],
  categories: [term('road', 'Trên đường')],
  channels: [term('phone', 'Điện thoại')],
  measures: ['score'],
  confidential: false,
  tiles: ['open', 'lateNow', 'trend', 'onTime'],
};
const CLOCKLESS: Kind = { ...TREES, clock: null, measures: ['amountVnd'], categories: [] };
const formats = { code: 'vi' as const, words, dates: dateFormats('vi'), numbers: numberFormats('vi') };

it('a kind of the pack is in the menu, and its own pages while one of them is shown', () => {
  const kinds = [DOSSIER_KIND, TREES];
  const labels = (entries: { label: string; isCurrent: boolean }[]) =>
    entries.map(({ label, isCurrent }) => (isCurrent ? `*${label}` : label));
  const route = parseRoute('/kinds/trees/areas/696');
  const scopes = ['province'];
  const menuOf = (role: Role, hasLists = true) =>
    labels(mainMenu(kinds, route, { me: { role, hasLists, scopes }, alerts: 2 }, formats));
  const main = ['Hồ sơ thủ tục hành chính', '*Cây đổ', 'Cảnh báo', 'Chỉ tiêu', 'Chất lượng dữ liệu'];
  expect(menuOf('leader')).toEqual(main);
  expect(menuOf('administrator')).toEqual([...main, 'Quản trị']);
  expect(menuOf('viewer', false)).not.toContain('Cảnh báo');
  expect(labels(kindMenu(kinds, route, undefined, formats))).toEqual([
    '*Tổng quan',
    'Danh sách',
    'So sánh',
    'Báo cáo',
  ]);
  expect(labels(kindMenu(kinds, parseRoute('/services'), undefined, formats))).toContain('*Dịch vụ công');
  expect(kindMenu(kinds, parseRoute('/indicators'), undefined, formats)).toEqual([]);
});

it('the menu offers what is open, and leads to it', () => {
  const route = parseRoute('/kinds/trees/areas/696');
  const me = { role: 'viewer' as const, hasLists: true, scopes: ['area:696'] };
  const pathsOf = (entries: { path: string }[]) => entries.map(({ path }) => path);
  const main = (who: typeof me) =>
    pathsOf(mainMenu([DOSSIER_KIND, TREES], route, { me: who, alerts: 0 }, formats));
  expect(main(me)).toEqual(['/areas/696', '/kinds/trees/areas/696', '/alerts', '/indicators']);
  expect(main({ ...me, scopes: ['province'] })).toContain('/quality');
  const ofKind = (kind: Kind, who: typeof me) => pathsOf(kindMenu([kind], route, who, formats));
  expect(ofKind(TREES, me)).toContain('/kinds/trees/cases');
  expect(ofKind(TREES, { ...me, hasLists: false })).not.toContain('/kinds/trees/cases');
  expect(ofKind({ ...TREES, confidential: true }, me)).not.toContain('/kinds/trees/cases');
});

describe('the figures of a kind', () => {
  it('are those of its tiles and measures, what is late first', () => {
    expect(cardsOf(TREES)).toEqual(['late', 'dueSoon', 'open', 'received', 'resolved', 'score']);
    expect(sectionsOf(TREES)).toEqual(['figures', 'trend']);
    expect(cardsOf(DOSSIER_KIND)).toEqual(['late', 'dueSoon', 'open', 'received', 'resolved']);
    expect(sectionsOf(DOSSIER_KIND)).toEqual(['figures', 'byUnit', 'trend']);
  });

  it('tell nothing of lateness without a clock', () => {
    expect(cardsOf(CLOCKLESS)).toEqual(['open', 'received', 'resolved', 'amountVnd']);
    const paths = columnsOf(CLOCKLESS).map(({ path }) => path);
    expect(paths).toEqual([
      'received.total',
      'received.byChannel.phone',
      'received.byChannel.none',
      'carriedOver',
      'resolved.total',
      'inProgress.total',
      'paused',
      'withdrawn',
      'amountVnd',
    ]);
    expect(readFilters(new URLSearchParams('lateness=late&q=1'), CLOCKLESS)).toEqual({ q: '1' });
  });

  it('name each channel, and no channel only where cases have none', () => {
    const counts = new KindCounting(TREES).emptyCounts() as KindCounts;
    const labels = () => channelFigures(TREES, counts, words, 'vi').map(({ label }) => label);
    expect(labels()).toEqual(['Điện thoại']);
    counts.received.byChannel['none'] = 2;
    expect(labels()).toEqual(['Điện thoại', 'Chưa rõ kênh']);
  });

  it('have a mean score of those with a score alone', () => {
    const counts = new KindCounting(TREES).emptyCounts() as KindCounts;
    expect(meanScore(counts)).toBe(undefined);
    expect(meanScore({ ...counts, score: { count: 4, sum: 17 } })).toBe(4.25);
  });
});

it('a list takes the statuses, groups and categories of its kind', () => {
  const query = (text: string) => readFilters(new URLSearchParams(text), TREES);
  expect(query('status=seen&category=road&procedure=1.005')).toEqual({ status: 'seen', category: 'road' });
  expect(query('status=inProgress&category=river&channel=online')).toEqual({ status: 'inProgress' });
});

it('a report is cut by what the kind has, and is always of now', () => {
  expect(cutsOf(TREES)).toEqual(['unit', 'area', 'category', 'channel']);
  expect(cutsOf(CLOCKLESS)).toEqual(['unit', 'area', 'channel']);
  const query = new URLSearchParams('by=category&asOf=2021-05-31T23:59:59%2B07:00&period=month');
  const nowMs = Date.parse('2026-11-24T00:30:00+07:00');
  expect(reportQuery(readChoices(query, nowMs, TREES)).toString()).toBe(
    'from=2026-11-01&to=2026-11-30&by=category',
  );
});

describe('the words of a kind', () => {
  it('are in the language of the reader; an unknown code stands for itself', () => {
    expect(wordOf(TREES.statuses, 'cleared', 'vi')).toBe('Đã dọn');
    expect(wordOf(TREES.statuses, 'cleared', 'en')).toBe('Cleared');
    expect(wordOf(TREES.statuses, 'felled', 'vi')).toBe('felled');
    expect(wordOf(TREES.statuses, null, 'vi')).toBe(undefined);
  });

  it('tell what an event told, points as a number and money as money', () => {
    const fields = fieldWords(TREES, formats);
    const told = { score: 4, status: 'cleared', amountVnd: 15_000, category: null, channel: 'phone' };
    const lines = eventLines(told, fields, formats);
    expect(lines.map(({ label, text }) => `${label}: ${text.replace(/\s/g, ' ')}`)).toEqual([
      'Trạng thái: Đã dọn',
      'Phân loại: xóa',
      'Kênh tiếp nhận: Điện thoại',
      'Số tiền: 15.000 ₫',
      'Điểm: 4',
    ]);
    expect(writeField('fromUnit', { code: 'H10.1', name: 'Sở Y tế' }, fields, formats)).toBe('Sở Y tế');
    expect(writeField('confidential', true, fields, formats)).toBe('Có');
  });
});
