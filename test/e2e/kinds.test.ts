/** The pages of kinds of cases and of indicators, of a pack to which the test adds a kind of its own. */
import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CasePage } from '../../contract/api.ts';
import { caseKey } from '../../contract/case-fields.ts';
import { NO_BREAKDOWN } from '../../contract/indicator.ts';
import { observationKey } from '../../contract/observation.ts';
import { STREAMS } from '../../contract/streams.ts';
import { formatTime } from '../../contract/time.ts';
import { csvRows } from '../support/csv-rows.ts';
import { eventually } from '../support/eventually.ts';
import { Product } from '../support/product.ts';
import { launchBrowser } from './browser.ts';
import { figure, openPage, TABLET_SCREEN, openMenu } from './open-page.ts';

const SOON = { timeout: 20_000, interval: 50 };
const BU_DANG = 'H10.2.09';
const LOC_NINH = 'H10.2.03';
/** Payments of Bình Phước from 19 May to 15 September 2021, and their sum in VND. */
const PAYMENTS = { count: 18_259, sum: 109_537_412_104 };

/** Of which Bình Dương told its parts, and printed a share that they do not have. */
const SHARE_ROW =
  'level4Share,Dịch vụ công mức độ 4,,onlineServices,,,share,%,%,2,up,none,last,year,90,,,Sở Thông tin và Truyền thông,\n';

/** A kind without anything that the product could know of. */
const FALLEN_TREES = {
  kind: 'fallenTrees',
  name: { vi: 'Cây xanh gãy đổ', en: 'Fallen trees' },
  statuses: [
    { n: 1, code: 'seen', vi: 'Đã ghi nhận', en: 'Seen', group: 'inProgress' },
    { n: 2, code: 'cleared', vi: 'Đã dọn xong', en: 'Cleared', group: 'resolved' },
  ],
  clock: { from: ['receivedAt'], to: ['finishedAt'] },
  limits: [{ amount: 2, unit: 'day' }],
  stages: [
    {
      name: 'clear',
      vi: 'Dọn cây',
      en: 'Clear',
      from: 'acceptedAt',
      to: 'finishedAt',
      amount: 1,
      unit: 'day',
    },
  ],
  categories: [
    { code: 'road', vi: 'Trên đường', en: 'On a road' },
    { code: 'park', vi: 'Trong công viên', en: 'In a park' },
  ],
  channels: [{ code: 'patrol', vi: 'Tuần tra', en: 'Patrol' }],
  measures: ['score'],
};

let packDir: string;
let product: Product;
let browser: Browser;
const tablet = (path: string) => openPage(product, browser, path, TABLET_SCREEN);
/** What is received or finished is so now, and due when it says so: days off and the month's first days change no count. */
const daysAgo = (days: number) => formatTime(Date.now() - days * 86_400_000);
const codesShown = (page: Page) =>
  page.locator('[data-case]').evaluateAll((all) => all.map((one) => one.dataset['case']));

beforeAll(async () => {
  packDir = await mkdtemp(join(tmpdir(), 'kinds-pack-'));
  await cp('sample/binh-phuoc', packDir, { recursive: true });
  await writeFile(join(packDir, 'kinds', 'fallenTrees.json'), JSON.stringify(FALLEN_TREES));
  const lockFile = join(packDir, 'kinds', 'statuses.lock.json');
  const lock = JSON.parse(await readFile(lockFile, 'utf8')) as Record<string, unknown>;
  await writeFile(lockFile, JSON.stringify({ ...lock, fallenTrees: { seen: 1, cleared: 2 } }));
  await appendFile(join(packDir, 'indicators.csv'), SHARE_ROW);
  product = await Product.create({ PROVINCE_PACK: packDir });
  [browser] = await Promise.all([launchBrowser(), product.startIngest(), product.startServer()]);
  await sendCases('fallenTrees', [
    {
      code: 'CX/1 Đồng',
      status: 'seen',
      category: 'road',
      receivedAt: daysAgo(0),
      acceptedAt: daysAgo(5),
      dueAt: daysAgo(1),
      officer: { id: 'cb-7', name: 'Lê Thị Ân' },
      parent: 'dossier/H10-1',
    },
    { code: 'CX-2', status: 'seen', category: 'park', receivedAt: daysAgo(0) },
    { code: 'CX-3', status: 'cleared', receivedAt: daysAgo(0), finishedAt: daysAgo(0), score: 4 },
    { code: 'CX-4', status: 'cleared', receivedAt: daysAgo(0), finishedAt: daysAgo(0), score: 5 },
  ]);
  await sendCases('petition', [{ code: 'DT-1', status: 'received', receivedAt: daysAgo(1) }]);
  await eventually(async () => (await cases('fallenTrees')).total === 4);
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
  await rm(packDir, { recursive: true });
});

describe('a kind that the test adds to the pack', () => {
  it('is in the menu beside the others, and leads to its overview, list and report', async () => {
    const { page, troubles } = await tablet('/');
    const menu = page.getByRole('navigation');
    await openMenu(page);
    for (const name of ['Hồ sơ thủ tục hành chính', 'Phản ánh, kiến nghị', 'Chỉ tiêu', 'Biểu 06a'])
      await menu.getByRole('link', { name }).waitFor();
    await menu.getByRole('link', { name: 'Cây xanh gãy đổ' }).tap();
    await expect.poll(() => figure(page, 'year.received.total'), SOON).toBe(4);
    expect(new URL(page.url()).pathname).toBe('/kinds/fallenTrees');
    await menu.getByRole('link', { name: 'Danh sách' }).tap();
    await expect.poll(() => codesShown(page).then((codes) => codes.length), SOON).toBe(4);
    await menu.getByRole('link', { name: 'Báo cáo' }).tap();
    await expect.poll(() => figure(page, 'total.received.total'), SOON).toBe(4);
    expect(troubles).toEqual([]);
  });

  it('has live figures by its definition, its areas and its map', async () => {
    const { page, troubles } = await tablet('/kinds/fallenTrees?period=month');
    await expect.poll(() => figure(page, 'month.inProgress.late'), SOON).toBe(1);
    expect(await figure(page, 'month.score')).toBe(4.5);
    expect(await page.locator('[data-figure="month.score"]').innerText()).toBe('4,5');
    expect(await page.locator('[data-area="696"]').getAttribute('data-late')).toBe('1');
    await page.locator('.labels [data-code="696"]').waitFor();
    const before = await figure(page, 'month.received.byChannel.patrol');
    await sendCases('fallenTrees', [
      {
        ...{ code: 'CX-LIVE', status: 'seen', unit: { code: LOC_NINH } },
        ...{ receivedAt: daysAgo(0), dueAt: daysAgo(1) },
      },
    ]);
    await expect.poll(() => figure(page, 'month.inProgress.late'), SOON).toBe(2);
    expect(await figure(page, 'month.received.byChannel.patrol')).toBe(before + 1);

    await page.locator('[data-area="696"]').tap();
    await page.locator('[data-case="CX/1 Đồng"]').waitFor();
    expect(new URL(page.url()).pathname).toBe('/kinds/fallenTrees/areas/696');
    await page.getByTestId('all-late').tap();
    await expect.poll(() => page.getByTestId('dossier-total').getAttribute('data-total'), SOON).toBe('1');
    expect(troubles).toEqual([]);
  });

  it('has a list with the filters of its definition', async () => {
    const { page } = await tablet('/kinds/fallenTrees/cases?scope=area:696');
    await expect.poll(() => page.getByTestId('dossier-total').getAttribute('data-total'), SOON).toBe('4');
    const choose = (name: string, value: string) => page.getByRole('combobox', { name }).selectOption(value);
    await choose('Phân loại', 'park');
    await expect.poll(() => codesShown(page), SOON).toEqual(['CX-2']);
    await choose('Phân loại', '');
    await choose('Trạng thái', 'resolved');
    await expect.poll(() => codesShown(page).then((codes) => codes.sort()), SOON).toEqual(['CX-3', 'CX-4']);
    await choose('Trạng thái', 'seen');
    await choose('Cán bộ thụ lý', 'cb-7');
    await expect.poll(() => codesShown(page), SOON).toEqual(['CX/1 Đồng']);
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({
      scope: 'area:696',
      status: 'seen',
      officer: 'cb-7',
    });
    const row = await page.locator('[data-case]').innerText();
    expect(row).toContain('Trên đường · Đã ghi nhận');
  });

  it('has a page of each case with its fields in words, its stages and what happened', async () => {
    const { page, troubles } = await tablet('/kinds/fallenTrees/cases');
    await page.locator('[data-case="CX/1 Đồng"]').tap();
    const shown = page.locator('[data-case-page="CX/1 Đồng"]');
    await shown.waitFor();
    await page.reload();
    await shown.waitFor();
    const text = await shown.innerText();
    for (const part of [
      'Đã ghi nhận',
      'Trên đường',
      'Tuần tra',
      'UBND huyện Bù Đăng',
      'Lê Thị Ân',
      'Quá hạn',
    ])
      expect(text).toContain(part);
    const stage = page.locator('[data-stage="clear"]');
    expect(await stage.getAttribute('data-overdue')).toBe('true');
    expect(await stage.innerText()).toContain('Dọn cây');
    expect(await page.getByTestId('timeline').innerText()).toContain('Trạng thái Đã ghi nhận');
    const parent = page.getByRole('link', { name: 'dossier/H10-1' });
    expect(new URL((await parent.getAttribute('href')) ?? '', page.url()).pathname).toBe('/dossiers/H10-1');
    await page.getByRole('button', { name: 'English' }).tap();
    await expect.poll(() => shown.innerText(), SOON).toContain('On a road');
    expect(troubles).toEqual([]);
  });

  it('has a report whose rows add up to its total, and the file of it', async () => {
    const { page } = await tablet('/kinds/fallenTrees/report?by=category');
    await expect.poll(() => page.getByTestId('invariant').getAttribute('data-holds'), SOON).toBe('true');
    const total = await figure(page, 'total.received.total');
    const rows = await page
      .locator('tbody [data-figure$=".received.total"]')
      .evaluateAll((all) => all.map((one) => Number(one.dataset['value'])));
    expect(rows.reduce((sum, count) => sum + count, 0)).toBe(total);
    expect(await figure(page, 'road.received.total')).toBe(1);
    expect(await figure(page, 'total.received.byChannel.patrol')).toBe(total);
    const head = await page.locator('thead').innerText();
    expect(head).toContain('Tuần tra');

    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'CSV' }).tap();
    const file = await (await download).path();
    const cells = csvRows(await readFile(file, 'utf8'));
    expect(cells.find(([, name]) => name === 'Tổng cộng')?.[2]).toBe(String(total));
  });

  it('has its data quality, chosen on the page and in the address', async () => {
    await sendCases('fallenTrees', [
      { code: 'CX-5', status: 'seen', receivedAt: daysAgo(0), unit: { name: 'Đội cây lạ' } },
    ]);
    await eventually(async () => (await cases('fallenTrees')).total === 5);
    const { page, troubles } = await tablet('/quality');
    const quality = page.getByTestId('quality');
    await expect.poll(() => quality.getAttribute('data-kind'), SOON).toBe('dossier');
    await page.getByRole('combobox', { name: 'Loại' }).selectOption('fallenTrees');
    await expect.poll(() => quality.getAttribute('data-kind'), SOON).toBe('fallenTrees');
    expect(new URL(page.url()).search).toBe('?kind=fallenTrees');
    const source = page.locator('[data-source="urn:test:cases"]');
    expect(await source.locator('[data-finding="unmapped"]').getAttribute('data-count')).toBe('1');
    // The order of its statuses is not known: nothing is said of it.
    expect(await source.locator('[data-finding="impossible"]').count()).toBe(0);
    const found = page.locator('[data-source-findings="urn:test:cases"]');
    expect(await found.innerText()).toContain('1 trường hợp của đơn vị không có trong danh sách');
    await found.getByRole('link', { name: 'Xem các trường hợp chưa ánh xạ' }).tap();
    await expect.poll(() => codesShown(page), SOON).toEqual(['CX-5']);
    expect(troubles).toEqual([]);
  });
});

it('says that a confidential kind lists no cases, and shows its figures, map and report', async () => {
  for (const path of ['/kinds/petition/cases', '/kinds/petition/cases/DT-1']) {
    const { page } = await tablet(path);
    const note = await page.getByTestId('confidential').innerText();
    expect(note).toContain('được bảo mật');
    expect(await page.getByTestId('trouble').count()).toBe(0);
  }
  const { page } = await tablet('/kinds/petition');
  await expect.poll(() => figure(page, 'year.received.total'), SOON).toBe(1);
  await page.locator('.labels [data-code="696"]').waitFor();
  const { page: report } = await tablet('/kinds/petition/report');
  await expect.poll(() => figure(report, 'total.received.total'), SOON).toBe(1);
});

it('says that there is no such kind', async () => {
  const { page } = await tablet('/kinds/nothing');
  await page.getByText('Không có loại này').waitFor();
});

it('shows payments to the unit, without a word on lateness', async () => {
  const { count, sum } = PAYMENTS;
  const amount = Math.floor(sum / count);
  const payments = Array.from({ length: count }, (_, i) => ({
    code: `TT-${i}`,
    status: 'success',
    receivedAt: '2021-09-15T08:00:00+07:00',
    finishedAt: '2021-09-15T08:00:00+07:00',
    amountVnd: i === 0 ? sum - amount * (count - 1) : amount,
  }));
  await sendCases('payment', payments, '2021-09-15T08:00:00+07:00');
  const query = 'from=2021-01-01&to=2021-12-31';
  const { page } = await tablet(`/kinds/payment/report?${query}&by=area`);
  await eventually(async () => (await cases('payment')).total === count);
  await page.reload();
  await expect.poll(() => figure(page, 'total.amountVnd'), SOON).toBe(sum);
  expect(await page.locator('[data-figure="total.amountVnd"]').innerText()).toBe('109.537.412.104');
  expect(await page.locator('[data-figure="total.resolved.total"]').innerText()).toBe('18.259');
  expect(await page.locator('[data-figure="total.resolved.late"]').count()).toBe(0);
  const { page: list } = await tablet('/kinds/payment/cases');
  await expect.poll(() => codesShown(list).then((codes) => codes.length), SOON).toBeGreaterThan(40);
  expect(await list.locator('[data-lateness]').count()).toBe(0);
  const { page: overview } = await tablet('/kinds/payment');
  await overview.locator('[data-figure="year.amountVnd"]').waitFor();
  expect(await overview.locator('[data-figure$=".late"], [data-late], .labels').count()).toBe(0);
});

it('shows indicators as they are told and as they are computed', async () => {
  await sendObservations([
    { indicator: 'procedures', value: 1_788 },
    { indicator: 'procedures', breakdown: 'province', value: 1_361 },
    { indicator: 'procedures', breakdown: 'district', value: 231 },
    { indicator: 'procedures', breakdown: 'commune', value: 122 },
    { indicator: 'procedures', breakdown: 'shared', value: 74 },
    { indicator: 'onlineServices', period: '2020', value: 800 },
    { indicator: 'onlineServices', value: 714 },
    { indicator: 'level4Share', value: 0.2525, numerator: 501, denominator: 1_961 },
  ]);
  const { page, troubles } = await tablet('/indicators?period=2021');
  const card = (code: string) => page.locator(`[data-indicator="${code}"]`);
  await expect.poll(() => readAgain(page, card('procedures'), 'data-value'), SOON).toBe('1788');
  expect(await card('procedures').innerText()).toContain('1.788 thủ tục');
  expect(await card('procedures').locator('[data-breakdown="level"]').getAttribute('data-agrees')).toBe(
    'true',
  );
  const change = card('onlineServices').getByTestId('change');
  await expect.poll(() => change.getAttribute('data-better'), SOON).toBe('false');
  expect((await change.innerText()).replace(/\s/g, ' ')).toContain(
    'Giảm 86 dịch vụ so với năm 2020 (xấu đi)',
  );
  const share = await card('level4Share').innerText();
  for (const part of ['25,55%', '501 / 1.961', '25,25% theo công bố']) expect(share).toContain(part);
  expect(await card('mailboxes').innerText()).toContain('chưa có số liệu');
  expect(await card('mailboxes').getAttribute('data-value')).toBe(null);

  await page.getByRole('combobox', { name: 'Năm' }).selectOption('');
  await expect.poll(() => new URL(page.url()).searchParams.get('period')).toBe(null);
  await expect.poll(() => card('procedures').getAttribute('data-stale'), SOON).toBe('true');
  expect(troubles).toEqual([]);
});

it('shows the index of the pack below the indicators, what is told beside what is measured', async () => {
  await sendObservations([
    { indicator: 'share766', breakdown: 'synchronised', numerator: 9, denominator: 10 },
    { indicator: 'score766', breakdown: 'synchronised', value: 5.75 },
    { indicator: 'score766', breakdown: 'reused', value: 0.57 },
  ]);
  const { page, troubles } = await tablet('/indicators?period=2021');
  const index = page.locator('[data-index="766"]');
  const component = (code: string) => index.locator(`[data-component="${code}"]`);
  await expect.poll(() => readAgain(page, component('synchronised'), 'data-difference'), SOON).toBe('-0.35');
  const row = (await component('synchronised').innerText()).replace(/\s+/g, ' ');
  for (const part of ['9 / 10', '5,40', '5,75', '-0,35', 'theo số liệu báo']) expect(row).toContain(part);
  const unknown = component('reused');
  expect(await unknown.getAttribute('data-score')).toBe(null);
  expect((await unknown.innerText()).replace(/\s+/g, ' ')).toContain('chưa đo được 2 – – 0,57 –');
  const measured = await index.getAttribute('data-measured');
  expect(await index.getByTestId('measured').first().innerText()).toBe(
    `${measured} trên 100 điểm được đo tại đây`,
  );
  expect(await index.getByTestId('band').innerText()).toContain('Chưa xếp loại');
  expect(await index.innerText()).toContain('kỳ này chỉ để tham khảo');
  expect(troubles).toEqual([]);
});

async function sendCases(
  kind: string,
  all: readonly Record<string, unknown>[],
  time = formatTime(Date.now()),
): Promise<void> {
  const channel = kind === 'fallenTrees' ? 'patrol' : undefined;
  const messages = all.map((fields) => {
    const data = { kind, unit: { code: BU_DANG }, ...(channel && { channel }), ...fields };
    const event = {
      specversion: '1.0',
      id: randomUUID(),
      source: 'urn:test:cases',
      type: 'case.snapshot.v1',
      time,
      data,
    };
    return { key: caseKey(kind, String(fields['code'])), value: JSON.stringify(event) };
  });
  await product.produce(messages, STREAMS.case.topic);
}

interface Told {
  indicator: string;
  breakdown?: string;
  period?: string;
  value?: number;
  numerator?: number;
  denominator?: number;
}

async function sendObservations(all: readonly Told[]): Promise<void> {
  const messages = all.map(({ breakdown = NO_BREAKDOWN, period = '2021', ...figures }) => {
    const observed = { scope: 'province', breakdown, period, ...figures };
    const event = {
      specversion: '1.0',
      id: randomUUID(),
      source: 'urn:test:observations',
      type: 'observation.v1',
      time: formatTime(Date.now()),
      data: { ...observed, breakdown: breakdown === NO_BREAKDOWN ? null : breakdown },
    };
    return { key: observationKey(observed), value: JSON.stringify(event) };
  });
  await product.produce(messages, STREAMS.observation.topic);
}

function cases(kind: string): Promise<CasePage> {
  return product.get(`/api/v1/cases?kind=${kind}&limit=1`);
}

/** Of a page that asks by itself only now and then. */
async function readAgain(
  page: Page,
  card: ReturnType<Page['locator']>,
  attribute: string,
): Promise<string | null> {
  await page.reload();
  return card.getAttribute(attribute);
}
