import { Buffer } from 'node:buffer';
import readXlsxFile from 'read-excel-file/node';
import { describe, expect, it } from 'vitest';
import type { Counts, KindCounts } from '../../contract/counts.ts';
import {
  INVARIANT,
  reportLine,
  type CaseReport,
  type Report06a,
  type ReportRow,
} from '../../contract/form-06a.ts';
import { KindCounting } from '../../contract/kind-counting.ts';
import type { Kind } from '../../contract/kind.ts';
import { loadProvincePack } from '../../pack/load-pack.ts';
import { csvText } from '../../server/reports/cell-text.ts';
import { reportCsv } from '../../server/reports/csv.ts';
import { reportXlsx } from '../../server/reports/xlsx.ts';
import { csvRows } from '../support/csv-rows.ts';
import { emptyCounts, sumCounts } from '../support/dossier-facts.ts';

const pack = await loadProvincePack('sample/binh-phuoc');

/** Long An province centre, first year to October 2017, as published. */
const LONG_AN: Counts = {
  ...emptyCounts(),
  received: { total: 26_398, online: 0, counter: 26_398, postal: 0 },
  resolved: { total: 25_250, early: 17_967, onTime: 6_989, late: 294 },
  inProgress: { total: 1_148, withinDue: 1_148, dueSoon: 0, late: 0 },
};
const row = (code: string, name: string, counts: Counts): ReportRow => ({
  code,
  name,
  ...reportLine(counts),
});

function report(rows: ReportRow[]): Report06a {
  const counts = sumCounts(rows.map((one) => one.counts));
  return {
    scope: 'province',
    scopeName: 'Tỉnh Long An',
    edition: 'asNow',
    period: { from: '2016-10-01', to: '2017-10-31' },
    by: 'unit',
    asOf: '2017-11-01T08:00:05.250+07:00',
    asOfBasis: 'arrival',
    dataTime: '2017-10-31T16:59:00+07:00',
    rows,
    total: reportLine(counts),
    invariant: { rule: INVARIANT, holds: rows.every(({ balanced }) => balanced), rowsAddUp: true },
  };
}
const longAn = report([
  row('A', 'Trung tâm, "một cửa"', LONG_AN),
  row('B', '=HYPERLINK("http://x")', emptyCounts()),
]);

it('shares are the published ones', () => {
  expect(reportLine(LONG_AN).resolvedPercent).toEqual({ early: 71.16, onTime: 27.68, late: 1.16 });
  expect(reportLine(emptyCounts()).resolvedPercent).toBeNull();
});

it('a line whose parts do not make the whole is told', () => {
  expect(reportLine(LONG_AN).balanced).toBe(true);
  expect(reportLine({ ...LONG_AN, paused: 1 }).balanced).toBe(false);
});

describe('CSV', () => {
  it('begins with a byte order mark, ends lines with CR LF and quotes as RFC 4180 says', () => {
    const text = reportCsv(longAn);
    expect(Buffer.from(text).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    const rows = csvRows(text);
    expect(new Set(rows.map((cells) => cells.length))).toEqual(new Set([19]));
    expect(rows[0]?.slice(0, 4)).toEqual(['Mã', 'Đơn vị', 'Tiếp nhận: Tổng', 'Tiếp nhận: Trực tuyến']);
    expect(rows[1]?.slice(0, 3)).toEqual(['A', 'Trung tâm, "một cửa"', '26398']);
    expect(rows[1]?.slice(11, 14)).toEqual(['71,16%', '27,68%', '1,16%']);
    expect(rows[3]?.slice(1, 3)).toEqual(['Tổng cộng', '26398']);
    expect(rows[4]?.[1]).toContain('đúng ở mọi dòng');
    expect(rows[6]?.[1]).toBe('Số liệu lúc: 08:00:05 01/11/2017');
  });

  it.each([
    ...['=1+1', '+84', '-2', '@SUM(A1)', '|cmd', '%0A=1', '＝1', '＋1', '－1', '＠A', '﹦1', '−1'],
    ...[
      ' =1',
      '\t=1',
      '\r\n=1',
      '\u00a0=1',
      '\u3000=1',
      '\u200b=1',
      '\ufeff=1',
      '\u202e=1',
      '\u0000=1',
      '"=1"',
      `'=1`,
    ],
  ])('runs no formula: %j', (name) => {
    expect(csvText(name)).toMatch(/^'/);
    expect(csvRows(reportCsv(report([row('A', name, LONG_AN)])))[1]?.[1]).toMatch(/^'/);
  });

  it.each([
    ['Sở;=1+1', `Sở;'=1+1`],
    ['a; +1;\t@x', `a;' +1;' @x`],
    ['a;"=1"', `a;'"=1"`],
    ['một; hai', 'một; hai'],
  ])('runs no formula where a semicolon parts the cells: %j', (name, written) => {
    expect(csvText(name)).toBe(written);
  });

  it.each([
    ...[
      '1.002820',
      '007',
      '0',
      '12345678901234567890',
      '1-2',
      '1/2',
      '3.4.2021',
      '1e5',
      '2E10',
      '1,5',
      '(12)',
      '50%',
      '15 ₫',
    ],
    ...[
      '8:30',
      '8 PM',
      '8:30 SA',
      '12 May',
      'May 2021',
      '1-Jan',
      'Thg 1 2021',
      'tháng 5',
      'TRUE',
      'false',
      '１２',
    ],
  ])('keeps the text %j from becoming a number or a date', (code) => {
    const [, line] = csvRows(reportCsv(report([row(code, 'Thủ tục', LONG_AN)])));
    expect(line?.[0]).toBe(`'${code}`);
  });

  it.each([
    'H10.2.03',
    '000.00.32.H10-211004-00017',
    'unknown',
    'Sở Y tế',
    '1 cửa liên thông',
    'Mayor',
    'Thủ tục 5',
    'A-1',
    '',
  ])('leaves %j as it is', (text) => expect(csvText(text)).toBe(text));

  it('gives each text back when one apostrophe is taken off', () => {
    for (const text of [`'`, `''x`, `'1.002820`, '1.002820'])
      expect(csvText(text).replace(/^'/, '')).toBe(text);
  });

  it('holds nothing that nobody sees', () => {
    const hidden = 'S\u0000ở\u200b \u202eY\u202c t\u00adế\u2066\ufeff\nA';
    expect(csvText(hidden)).toBe('Sở Y tế A');
    expect(reportCsv(report([row('A', hidden, LONG_AN)])).slice(1)).not.toMatch(
      /[\u0000\u200b\u202e\u00ad\ufeff]/,
    );
  });

  it('says which line is wrong', () => {
    const wrong = report([row('A', 'Sở Y tế', { ...LONG_AN, paused: 1 })]);
    expect(csvRows(reportCsv(wrong))[3]?.[1]).toContain('SAI ở Sở Y tế, Tổng cộng');
  });
});

it('a workbook has the title, the heads in two rows, figures as numbers and the row of the invariant', async () => {
  const rows = await readRows(await reportXlsx(longAn));
  expect(rows[0]?.[0]).toBe('Biểu 06a: Tình hình, kết quả giải quyết thủ tục hành chính');
  expect(rows[1]?.[0]).toBe('Tỉnh Long An. Kỳ báo cáo: 01/10/2016 - 31/10/2017');
  expect(rows[2]?.[0]).toContain('08:00:05 01/11/2017. Sự kiện gần nhất: 16:59:00 31/10/2017');
  expect(rows[3]?.slice(0, 3)).toEqual(['Mã', 'Đơn vị', 'Tiếp nhận']);
  expect(rows[4]?.slice(2, 7)).toEqual([
    'Tổng',
    'Trực tuyến',
    'Trực tiếp',
    'Bưu chính',
    'Kỳ trước chuyển qua',
  ]);
  expect(rows[5]?.slice(2)).toEqual([
    ...[26_398, 0, 26_398, 0, 0],
    ...[25_250, 17_967, 6_989, 294, 0.7116, 0.2768, 0.0116],
    ...[1_148, 1_148, 0, 0, 0],
  ]);
  expect(rows[6]?.[1]).toBe('=HYPERLINK("http://x")');
  expect(rows[7]?.slice(1, 3)).toEqual(['Tổng cộng', 26_398]);
  expect(rows[8]?.[0]).toContain('đúng ở mọi dòng');
});

it('a workbook keeps codes and names as texts, without what nobody sees', async () => {
  const codes = ['1.002820', '007', '1-2', '=1+1', '12345678901234567890', '1e5'];
  const bytes = await reportXlsx(report(codes.map((code) => row(code, `\u202e\u0001${code}`, LONG_AN))));
  const rows = await readRows(bytes);
  expect(rows.slice(5, 5 + codes.length).map((cells) => cells.slice(0, 2))).toEqual(
    codes.map((code) => [code, code]),
  );
});

async function readRows(bytes: Buffer) {
  const [sheet] = await readXlsxFile(bytes);
  return sheet?.data ?? [];
}

describe('files of a kind of the pack', () => {
  const { kinds } = pack;
  const payment = kinds.find(({ kind }) => kind === 'payment') as Kind;
  const counting = new KindCounting(payment);
  const counts = counting.emptyCounts() as KindCounts;
  counting.addCell(counts, counting.cells.of(1, 'resolvedOnTime', false), 2);
  counting.addSums(counts, [109_537_412_104, 0, 0]);
  const paid = { ...report([]), kind: 'payment', by: 'channel' as const, total: reportLine(counts) };
  const file = {
    ...paid,
    rows: [{ code: 'national-platform', name: 'Nền tảng', ...reportLine(counts) }],
  } as CaseReport;

  it('have its channels and sums, and no column of due dates without a clock', () => {
    const [heads, line] = csvRows(reportCsv(file, payment));
    expect(heads).toEqual([
      ...['Mã', 'Kênh tiếp nhận', 'Tiếp nhận: Tổng', 'Tiếp nhận: Nền tảng thanh toán quốc gia'],
      ...['Tiếp nhận: VNPT Pay', 'Tiếp nhận: Chưa rõ kênh', 'Tiếp nhận: Kỳ trước chuyển qua'],
      ...[
        'Đã giải quyết: Tổng',
        'Đang giải quyết: Tổng',
        'Tạm dừng',
        'Rút/trả lại',
        'Giá trị: Số tiền (đồng)',
      ],
    ]);
    expect(line?.at(-1)).toBe('109537412104');
  });

  it('are workbooks with one head over each column', async () => {
    const rows = await readRows(await reportXlsx(file, payment));
    const at = rows.findIndex(([first]) => first === 'Mã');
    const [groups, parts] = [rows[at], rows[at + 1]];
    const heads = (groups ?? []).map((group, i) => parts?.[i] ?? group);
    expect(heads.slice(7)).toEqual([
      ...['Đã giải quyết', 'Đang giải quyết', 'Tạm dừng', 'Rút/trả lại', 'Số tiền (đồng)'],
    ]);
    expect(rows[at + 2]?.at(-1)).toBe(109_537_412_104);
  });
});
