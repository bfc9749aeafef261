import { describe, expect, it } from 'vitest';
import { DOSSIER_KIND } from '../../contract/dossier-kind.ts';
import { STATUSES } from '../../contract/status.ts';
import { dateFormats, writeDay } from '../../web/format/dates.ts';
import { numberFormats } from '../../web/format/numbers.ts';
import { mapName, shortUnitName } from '../../web/format/unit-names.ts';
import { DOSSIER_PATHS, kindPaths, parentPath, parseRoute } from '../../web/routing/route.ts';
import { casesPath, filtersQuery, OPEN_LATE_QUERY, readFilters } from '../../web/cases/case-filters.ts';
import { eventLines, fieldWords } from '../../web/cases/field-words.ts';
import { axisMax, barsOf, stepsOf } from '../../web/trend/bars.ts';
import { en } from '../../web/words/en.ts';
import { vi as vietnamese } from '../../web/words/vi.ts';

describe('numbers and dates', () => {
  const vi = numberFormats('vi');
  it('are Vietnamese', () => {
    expect(vi.count(561_578)).toBe('561.578');
    expect(vi.percent(0.982)).toBe('98,2%');
    expect(vi.percent(undefined)).toBe('–');
    expect(numberFormats('en').count(12_408)).toBe('12,408');
  });

  it('never round a part to the whole or to nothing', () => {
    expect(vi.percent(0.99999)).toBe('99,9%');
    expect(vi.percent(0.00001)).toBe('0,1%');
    expect(vi.percent(1)).toBe('100,0%');
  });

  it('tell the date of a moment that is not of today, in the province', () => {
    const { moment } = dateFormats('vi');
    const nowMs = Date.parse('2025-11-22T00:05:00+07:00');
    expect(moment(Date.parse('2025-11-22T00:00:00+07:00'), nowMs)).toBe('00:00:00');
    expect(moment(Date.parse('2025-11-21T23:59:00+07:00'), nowMs)).toBe('23:59 21/11/2025');
  });

  it('are in the zone of the province', () => {
    const dates = dateFormats('vi');
    const at = Date.parse('2021-10-04T20:05:09Z');
    expect(dates.clock(at)).toBe('03:05:09');
    expect(dates.date(at)).toBe('05/10/2021');
    expect(dates.longDate(at)).toBe('Thứ Ba, 05/10/2021');
    expect(writeDay('2021-10-31')).toBe('31/10/2021');
  });
});

it.each([
  ['UBND huyện Lộc Ninh', 'H. Lộc Ninh'],
  ['UBND xã Đường 10', 'Xã Đường 10'],
  ['UBND thành phố Đồng Xoài', 'TP. Đồng Xoài'],
  ['Sở Tài nguyên và Môi trường', 'Sở TN&MT'],
  ['Sở Lao động, Thương binh và Xã hội', 'Sở LĐTB&XH'],
  ['Sở Lao động - Thương binh và Xã hội', 'Sở LĐTB&XH'],
  ['Sở Y tế', 'Sở Y tế'],
  ['Ban Quản lý khu kinh tế', 'Ban Quản lý khu kinh tế'],
])('shortens %s', (name, short) => {
  expect(shortUnitName(name)).toBe(short);
});

it('names areas on the map without their kind', () => {
  expect(mapName('Thị xã Bình Long')).toBe('Bình Long');
});

describe('addresses', () => {
  it.each([
    ['/', { page: 'home', kind: 'dossier' }],
    ['/wall', { page: 'wall' }],
    ['/areas/696', { page: 'area', kind: 'dossier', code: '696' }],
    ['/dossiers', { page: 'cases', kind: 'dossier' }],
    ['/kinds/feedback', { page: 'home', kind: 'feedback' }],
    ['/kinds/feedback/units/H10.2.03', { page: 'unit', kind: 'feedback', code: 'H10.2.03' }],
    ['/kinds/feedback/cases', { page: 'cases', kind: 'feedback' }],
    ['/kinds/feedback/report', { page: 'report', kind: 'feedback' }],
    ['/kinds/feedback/nowhere', { page: 'unknown', path: '/kinds/feedback/nowhere' }],
    ['/kinds', { page: 'unknown', path: '/kinds' }],
    ['/indicators', { page: 'indicators' }],
    ['/nowhere/at/all', { page: 'unknown', path: '/nowhere/at/all' }],
  ])('%s is a page', (path, route) => {
    expect(parseRoute(path)).toEqual(route);
  });

  it.each([
    'H10-211004-00017',
    '000.00.32.H10/21 %1004-00017',
    'HS-Đất đai',
    'A//B',
    '../wall',
    '.',
    '?&#',
    'a+b',
    '%41',
  ])('carry the code %j there and back, and any proxy passes them on', (code) => {
    const { pathname, searchParams } = new URL(DOSSIER_PATHS.case(code), 'http://host');
    expect(parseRoute(pathname, searchParams)).toEqual({ page: 'case', kind: 'dossier', code });
    expect(pathname).toMatch(/^\/dossiers(\/[\w.-]+)?$/);
    const other = new URL(kindPaths('feedback').case(code), 'http://host');
    const route = { page: 'case', kind: 'feedback', code };
    expect(parseRoute(other.pathname, other.searchParams)).toEqual(route);
  });

  it('of earlier links still open, and those that a proxy has decoded', () => {
    expect(parseRoute('/dossiers/12%2F2021')).toEqual({ page: 'case', kind: 'dossier', code: '12/2021' });
    expect(parseRoute('/dossiers/12/2021')).toEqual({ page: 'case', kind: 'dossier', code: '12/2021' });
    expect(parseRoute('/dossiers/100%')).toEqual({ page: 'case', kind: 'dossier', code: '100%' });
    expect(DOSSIER_PATHS.area('a b')).toBe('/areas?code=a%20b');
  });

  it('of the case that another one belongs to', () => {
    expect(parentPath('dossier/H10-1')).toBe('/dossiers/H10-1');
    expect(parentPath('feedback/12/PA')).toBe('/kinds/feedback/cases?code=12%2FPA');
    expect(parentPath('H10-1')).toBe(undefined);
  });

  it('hold the filters of the list', () => {
    const filters = { scope: 'area:696', ...OPEN_LATE_QUERY };
    const path = casesPath('dossier', filters);
    expect(readFilters(new URL(path, 'http://x').searchParams, DOSSIER_KIND)).toEqual(filters);
    expect(casesPath('dossier', {})).toBe('/dossiers');
  });

  it('leave out filters that do not exist', () => {
    expect(
      readFilters(new URLSearchParams('lateness=never&channel=online&q=+&other=1'), DOSSIER_KIND),
    ).toEqual({
      channel: 'online',
    });
  });

  it('become a query of the server', () => {
    expect(filtersQuery({ q: '00017' }, { sort: 'overdue', limit: 50, cursor: 'abc' }).toString()).toBe(
      'q=00017&sort=overdue&limit=50&cursor=abc',
    );
  });
});

describe('words', () => {
  it('have every status in both languages', () => {
    for (const status of STATUSES) {
      expect(vietnamese.statuses[status]).not.toBe('');
      expect(en.statuses[status]).not.toBe('');
    }
  });

  it('tell an event in the order of reading, cleared fields too', () => {
    const formats = {
      code: 'vi' as const,
      words: vietnamese,
      dates: dateFormats('vi'),
      numbers: numberFormats('vi'),
    };
    const fields = {
      feeVnd: 15_000,
      dueAt: '2021-10-08T17:00:00+07:00',
      finishedAt: null,
      status: 'processing',
      officer: { id: 'cb-1', name: 'Nguyễn Văn An' },
      paidOnline: true,
    };
    expect(
      eventLines(fields, fieldWords(DOSSIER_KIND, formats), formats).map(
        ({ label, text }) => `${label}: ${text.replace(/\s/g, ' ')}`,
      ),
    ).toEqual([
      'Trạng thái: Đang xử lý',
      'Cán bộ thụ lý: Nguyễn Văn An',
      'Ngày hẹn trả: 17:00 08/10/2021',
      'Ngày xử lý xong: xóa',
      'Phí, lệ phí: 15.000 ₫',
      'Thanh toán trực tuyến: Có',
    ]);
  });
});

describe('trend', () => {
  it('has a round axis', () => {
    expect([0, 7, 1_940, 2_000, 2_001].map((max) => axisMax([max]))).toEqual([5, 8, 2_000, 2_000, 2_500]);
  });

  it('draws a bar per value and steps up to now', () => {
    expect(barsOf([5, 10], 10, 100, 50)[1]).toMatchObject({ y: 0, height: 50 });
    expect(stepsOf([5, 10, 0], 10, 90, 50, 2)).toBe('M0.0 25.0L30.0 25.0L30.0 0.0L60.0 0.0');
  });
});
