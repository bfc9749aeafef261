import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AlertCounts, AlertItem } from '../../contract/alerts.ts';
import { alertsQuery, chosenOf, countUnacknowledged } from '../../web/alerts/alert-filters.ts';
import { ownScope } from '../../web/access/open-scopes.ts';
import { readAlertFilters } from '../../web/alerts/alert-filters.ts';
import { historyOf, subjectOf, titleOf } from '../../web/alerts/alert-text.ts';
import { nextMorning, shelvedUntil } from '../../web/alerts/shelve-times.ts';
import { dateFormats } from '../../web/format/dates.ts';
import { AlertStream } from '../../web/live/alert-stream.svelte.ts';
import { Pace } from '../../web/page/pace.ts';
import { PagedList } from '../../web/page/paged-list.svelte.ts';
import { parseRoute, tabPath } from '../../web/routing/route.ts';
import { ALERT_WORDS } from '../../web/words/alerts.ts';

const CODE = '000.00.32.H10-211004-00017';
const at = (time: string) => `2026-11-29T${time}:00+07:00`;
const alert = (item: Partial<AlertItem> = {}): AlertItem => ({
  ...{ id: 'a1', rule: 'late', name: { vi: 'Hồ sơ quá hạn', en: 'Dossier late' }, condition: 'late' },
  ...{ severity: 'critical', state: 'notified', raisedAt: at('08:00'), area: null, subject: null },
  unit: { code: 'H10.2.03', name: 'UBND huyện Lộc Ninh' },
  case: { kind: 'dossier', code: CODE, dueAt: at('07:00') },
  ...{ notifiedAt: at('08:05'), told: 'officer', acknowledged: null, shelved: null, resolvedAt: null },
  ...item,
});
const counts = (critical: number, shelved = 0): AlertCounts => ({
  bySeverity: {
    critical: { unacknowledged: critical, acknowledged: 5 },
    warning: { unacknowledged: 2, acknowledged: 0 },
    info: { unacknowledged: 1, acknowledged: 0 },
  },
  shelved,
});

it('the pages of alerts have addresses', () => {
  expect(parseRoute('/alerts')).toEqual({ page: 'alerts' });
  for (const tab of ['deliveries', 'endpoints'] as const)
    expect(parseRoute(tabPath(tab))).toEqual({ page: 'administration', tab });
});

describe('the list of alerts', () => {
  it('takes its filters from the address and leaves out what does not exist', () => {
    const query = new URLSearchParams('state=shelved&severity=worst&unit=H10.2.03&rule=+&cursor=x');
    expect(readAlertFilters(query)).toEqual({ state: 'shelved', unit: 'H10.2.03' });
    expect(alertsQuery({ state: 'shelved' }, 50, null).toString()).toBe('state=shelved&limit=50');
    expect(alertsQuery({}, 50, 'b/c').toString()).toBe('limit=50&cursor=b%2Fc');
  });

  it('begins with the province, or with what is open to who looks', () => {
    expect(ownScope({ scopes: ['area:692', 'province'] })).toBe('province');
    expect(ownScope({ scopes: ['area:692', 'unit:H10.2.03'] })).toBe('area:692');
    expect(ownScope(undefined)).toBe('province');
  });

  it('counts in the menu those that nobody takes care of', () => {
    expect(countUnacknowledged(counts(40, 9))).toBe(43);
  });

  it('acknowledges of the chosen ones those that still wait', () => {
    const items = [
      alert({ id: 'new', state: 'raised' }),
      alert({ id: 'told' }),
      alert({ id: 'taken', state: 'acknowledged' }),
    ];
    const chosen = chosenOf(items, new Set(['new', 'taken', 'resolved since']));
    expect(chosen.map(({ id }) => id)).toEqual(['new']);
  });
});

describe('an alert is put aside', () => {
  const noon = Date.parse(at('12:00'));

  it.each([
    ['06:00', at('07:30')],
    ['07:30', '2026-11-30T07:30:00+07:00'],
    ['12:00', '2026-11-30T07:30:00+07:00'],
  ])('at %s until offices open next', (time, morning) => {
    expect(nextMorning(Date.parse(at(time)))).toBe(Date.parse(morning));
  });

  it('for hours, or to a time of one’s own of the next day in the zone of the province', () => {
    expect(shelvedUntil('hour', undefined, noon)).toBe(Date.parse(at('13:00')));
    expect(shelvedUntil('fourHours', undefined, noon)).toBe(Date.parse(at('16:00')));
    expect(shelvedUntil('own', Date.parse(at('15:30')), noon)).toBe(Date.parse(at('15:30')));
  });

  it.each([undefined, Date.parse(at('11:59')), Date.parse('2026-11-30T12:01:00+07:00')])(
    'never to %j, which is no time or none that may be',
    (own) => expect(shelvedUntil('own', own, noon)).toBeUndefined(),
  );
});

describe('an alert in words', () => {
  const reader = (code: 'vi' | 'en') => ({
    ...{ code, text: ALERT_WORDS[code], dates: dateFormats(code) },
    nowMs: Date.parse(at('12:00')),
  });

  it('is of a case, of the feed, of an indicator, or of a unit', () => {
    const subject = (item: Partial<AlertItem>) => subjectOf(alert(item), reader('vi'));
    expect(subject({})).toEqual({ name: CODE, path: `/dossiers/${CODE}` });
    const none = { case: null, unit: null };
    const online = { code: 'onlineShare', vi: 'Tỷ lệ trực tuyến', en: 'Share online' };
    expect(subject({ ...none, condition: 'offTarget', subject: online })).toEqual({
      name: 'Tỷ lệ trực tuyến',
      path: '/indicators',
    });
    expect(subject({ case: null, condition: 'lateRate' }).name).toBe('UBND huyện Lộc Ninh');
    expect(subject({ ...none, condition: 'deadLettersGrowing' }).name).toBe('Bản tin lỗi tăng');
    expect(titleOf(alert(), reader('en'))).toBe(`Dossier late ${CODE}`);
  });

  it('says who was told, and who did what with it', () => {
    const history = (item: Partial<AlertItem>, code: 'vi' | 'en' = 'vi') =>
      historyOf(alert(item), reader(code));
    expect(history({ told: null, notifiedAt: null, state: 'raised' })).toEqual(['Chưa báo ai']);
    const acknowledged = { at: at('09:00'), who: 'Lan', note: 'Đã gọi đơn vị' };
    expect(history({ state: 'acknowledged', acknowledged })).toEqual([
      'Lan xác nhận lúc 09:00:00: “Đã gọi đơn vị”',
      'Đã báo cán bộ thụ lý lúc 08:05:00',
    ]);
    const shelved = { at: at('09:00'), who: 'Lan', note: null, until: '2026-11-30T07:30:00+07:00' };
    expect(history({ state: 'shelved', shelved }, 'en')).toEqual([
      'Shelved by Lan until 07:30 30/11/2026',
      'Told the officer at 08:05:00',
    ]);
    // It is over: nobody waits for it.
    expect(history({ state: 'notified', shelved })).toHaveLength(1);
    const resolved = { state: 'resolved', resolvedAt: at('10:00'), notifiedAt: null } as const;
    expect(history(resolved)).toEqual(['Hết lúc 10:00:00', 'Đã báo cán bộ thụ lý']);
    expect(history({ ...resolved, told: null })).toEqual(['Hết lúc 10:00:00']);
  });
});

it('counts of alerts stay while the link is lost, marked as no longer complete', () => {
  const stream = new AlertStream();
  expect([stream.hasFigures, stream.synced, stream.changes]).toEqual([false, false, 0]);
  stream.take({ counts: counts(3), alerts: [] });
  expect([stream.hasFigures, stream.synced, stream.changes]).toEqual([true, true, 1]);
  stream.markUnsynced();
  expect(stream.synced).toBe(false);
  expect(stream.counts?.bySeverity.critical.unacknowledged).toBe(3);
});

describe('what follows changes', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('works at once, then once a pause however many changes there were, and ends', async () => {
    let worked = 0;
    const pace = new Pace(
      async () => void worked++,
      () => 1_000,
    );
    for (let change = 0; change < 39; change++) {
      pace.ask();
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(worked).toBe(4);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(worked).toBe(5);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(worked).toBe(5);
    pace.ask();
    pace.ask();
    pace.stop();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(worked).toBe(6);
  });
});

describe('a list of pages that is asked for again', () => {
  interface Item {
    id: string;
  }
  const PAGE = 2;
  let stored: string[];
  let isAway: boolean;
  let asked: (string | null)[];
  const get = async (cursor: string | null) => {
    asked.push(cursor);
    await Promise.resolve();
    if (isAway) throw new Error('away');
    const from = Number(cursor ?? 0);
    const items = stored.slice(from, from + PAGE).map((id) => ({ id }));
    return { items, nextCursor: from + PAGE < stored.length ? String(from + PAGE) : null };
  };
  const newList = () => new PagedList<{ items: Item[]; nextCursor: string | null }>(({ id }) => id);
  const idsOf = (list: ReturnType<typeof newList>) => list.items.map(({ id }) => id).join('');

  beforeEach(() => {
    [stored, isAway, asked] = [[...'abcdef'], false, []];
  });

  it('keeps as many pages as are shown, with what is new in them', async () => {
    const list = newList();
    await list.show(get);
    await list.more();
    stored = [...'xacdef'];
    asked = [];
    await list.refresh();
    expect([idsOf(list), list.hasMore, asked]).toEqual(['xacd', true, [null, '2']]);
    stored = [...'x'];
    await list.refresh();
    expect([idsOf(list), list.hasMore]).toEqual(['x', false]);
  });

  it('stands while the server is away, and is asked for again by hand', async () => {
    const list = newList();
    await list.show(get);
    isAway = true;
    await list.refresh();
    expect([idsOf(list), list.error?.message]).toEqual(['ab', 'Error: away']);
    [isAway, stored] = [false, [...'cab']];
    await list.retry();
    expect([idsOf(list), list.error]).toEqual(['ca', undefined]);
  });

  it('shows the next page too when that is asked for meanwhile', async () => {
    const list = newList();
    await list.show(get);
    stored = [...'xabcdef'];
    await Promise.all([list.refresh(), list.more(), list.more()]);
    expect([idsOf(list), list.loading]).toEqual(['xabc', false]);
  });

  it('is not asked for twice while it is being loaded', async () => {
    const list = newList();
    await Promise.all([list.show(get), list.refresh()]);
    expect(asked).toEqual([null, null]);
    const other = newList();
    asked = [];
    await Promise.all([other.show(get), other.refresh(), other.show(get)]);
    expect([idsOf(other), other.loading]).toEqual(['ab', false]);
  });
});
