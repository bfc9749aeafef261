import { describe, expect, it } from 'vitest';
import type { AuditAction, AuditItem } from '../../contract/audit.ts';
import { browserName } from '../../web/account/browser-name.ts';
import { detailText, targetText, whoText } from '../../web/administration/audit-text.ts';
import { qrPath } from '../../web/qr/qr-path.ts';
import { ScopeNames, withScope } from '../../web/administration/scope-names.ts';
import { refusalText } from '../../web/page/refusal-text.ts';
import { dateFormats } from '../../web/format/dates.ts';
import { parseRoute, tabPath } from '../../web/routing/route.ts';
import { ACCOUNT_WORDS } from '../../web/words/account.ts';
import { ADMINISTRATION_WORDS } from '../../web/words/administration.ts';

const names = new ScopeNames([
  { scope: 'province', title: 'Tỉnh Bình Phước' },
  { scope: 'area:692', title: 'Huyện Lộc Ninh' },
  { scope: 'unit:H10.2.03', title: 'UBND huyện Lộc Ninh' },
]);

it.each([
  ['/administration', 'accounts'],
  ['/administration/', 'accounts'],
  ['/administration/devices', 'devices'],
  ['/administration/walls', 'walls'],
  ['/administration/audit', 'audit'],
] as const)('%s is the page %s of administration', (path, tab) => {
  expect(parseRoute(path)).toEqual({ page: 'administration', tab });
  expect(parseRoute(tabPath(tab))).toEqual({ page: 'administration', tab });
});

it('there is no other page of administration', () => {
  expect(parseRoute('/administration/secrets').page).toBe('unknown');
});

describe('scopes to be given', () => {
  it('are found by a part of their title, in groups', () => {
    expect(names.find('lộc ninh').map(([group, items]) => [group, items.length])).toEqual([
      ['area', 1],
      ['unit', 1],
    ]);
    expect(names.find('').map(([group]) => group)).toEqual(['province', 'area', 'unit']);
    expect(names.titlesOf(['area:692', 'area:gone'])).toBe('Huyện Lộc Ninh, area:gone');
  });

  it('are the province or parts of it, never both', () => {
    expect(withScope(['area:692'], 'unit:H10.2.03', true)).toEqual(['area:692', 'unit:H10.2.03']);
    expect(withScope(['area:692'], 'province', true)).toEqual(['province']);
    expect(withScope(['province'], 'area:692', true)).toEqual(['area:692']);
    expect(withScope(['area:692', 'area:696'], 'area:692', false)).toEqual(['area:696']);
  });
});

describe('a row of the audit log', () => {
  const reader = {
    account: ACCOUNT_WORDS.vi,
    audit: ADMINISTRATION_WORDS.vi.audit,
    dates: dateFormats('vi'),
    names,
  };
  const row = (item: Partial<AuditItem>): AuditItem => ({
    ...{ id: '1', at: '2026-01-05T08:00:00+07:00', kind: '', name: '', address: '' },
    ...{ action: 'signedIn', target: '', detail: '', ...item },
  });

  it.each<[AuditAction, string, string]>([
    ['accountAdded', 'leader, area:692, unit:H10.2.03', 'Lãnh đạo: Huyện Lộc Ninh, UBND huyện Lộc Ninh'],
    [
      'accountChanged',
      'role "viewer" -> "leader"; scopes ["area:692"] -> ["province"]',
      'từ Người xem thành Lãnh đạo; từ Huyện Lộc Ninh thành Tỉnh Bình Phước',
    ],
    ['deviceAdded', 'viewer, area:692', 'Huyện Lộc Ninh'],
    ['passwordChanged', 'a new secret', ''],
    ['accountDisabled', 'isDisabled false -> true', ''],
    ['sessionEnded', 'opened 2026-01-05T08:00:00+07:00 at 10.0.0.9', 'mở lúc 08:00 05/01/2026, 10.0.0.9'],
    ['signedOut', 'everywhere', 'ở mọi nơi'],
    ['exported', '25 rows', '25 dòng'],
    ['alertAcknowledged', 'Đã gọi đơn vị', 'Đã gọi đơn vị'],
    ['alertShelved', '2026-01-05T15:30:00+07:00 Chờ bổ sung', 'đến 15:30 05/01/2026: Chờ bổ sung'],
    ['alertShelved', '2026-01-05T15:30:00+07:00 ', 'đến 15:30 05/01/2026'],
    ['endpointTested', 'connect ECONNREFUSED', ''],
    ['refused', 'the role leader may not do this; accepted: administrator', ''],
    ['accountChanged', 'role "viewer -> {', ''],
  ])('%s says its detail %j in words, or nothing', (action, detail, text) => {
    expect(detailText(row({ action, detail }), reader)).toBe(text);
  });

  it('names who did it and to whom by their words', () => {
    expect(whoText(row({ kind: 'device', name: 'Sảnh A' }), reader)).toBe('Màn hình Sảnh A');
    expect(whoText(row({}), reader)).toBe('Lệnh trên máy chủ');
    expect(whoText(row({ address: '10.0.0.9' }), reader)).toBe('Chưa rõ');
    expect(targetText(row({ target: 'program Cổng dữ liệu' }), reader)).toBe('Phần mềm Cổng dữ liệu');
    expect(targetText(row({ target: '12 alerts' }), reader)).toBe('12 cảnh báo');
    expect(targetText(row({ target: 'GET /api/v1/audit' }), reader)).toBe('GET /api/v1/audit');
  });
});

it('what the server refuses is told in the words of the reader alone', () => {
  const problem = { type: 'about:blank', title: 'Refused', detail: 'in English', retryAfterSeconds: 0 };
  expect(refusalText({ ...problem, status: 409, reason: 'nameTaken' }, 'vi')).toBe(
    'Tên này đã có. Hãy chọn tên khác.',
  );
  expect(refusalText({ ...problem, status: 429, retryAfterSeconds: 8 }, 'vi')).toContain('8 giây');
  expect(refusalText(undefined, 'en')).toBe('The server cannot be reached. Try again.');
  for (const status of [400, 401, 403, 404, 409, 413, 500, 503])
    expect(refusalText({ ...problem, status }, 'vi')).not.toMatch(/in English|Refused|undefined/);
});

it('a QR code is a rectangle for each run of dark modules', () => {
  expect(
    qrPath([
      [true, true, false],
      [false, true, true],
      [true, false, true],
    ]),
  ).toBe('M0 0h2v1h-2zM1 1h2v1h-2zM0 2h1v1h-1zM2 2h1v1h-1z');
});

it.each([
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/147.0 Safari/537.36',
    'Chrome',
    'Windows',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/147.0 Safari/537.36 Edg/147.0',
    'Edge',
    'Windows',
  ],
  ['Mozilla/5.0 (Windows NT 10.0) coc_coc_browser/130.0 Chrome/124.0 Safari/537.36', 'Cốc Cốc', 'Windows'],
  ['Mozilla/5.0 (iPad; CPU OS 17_4 like Mac OS X) Version/17.4 Safari/604.1', 'Safari', 'iPad'],
  [
    'Mozilla/5.0 (Linux; Android 14; SM-X710) SamsungBrowser/25.0 Chrome/121.0 Safari/537.36',
    'Samsung Internet',
    'Android',
  ],
  ['curl/8.5.0', undefined, undefined],
])('%s is called %s on %s', (userAgent, browser, system) => {
  expect(browserName(userAgent)).toEqual({ browser, system });
});
