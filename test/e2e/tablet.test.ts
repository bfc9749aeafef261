import { vi } from '../../web/words/vi.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { formatTime } from '../../contract/time.ts';
import { correctionEvent, messageOf, progressEvent, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { Product } from '../support/product.ts';
import { seriousFaults } from './axe.ts';
import { launchBrowser } from './browser.ts';
import { figure, openPage, TABLET_SCREEN } from './open-page.ts';

const SOON = { timeout: 20_000, interval: 50 };
const BU_DANG = 'H10.2.09';
const CODES = Array.from({ length: 60 }, (_, i) => `000.00.38.H10-261120-${String(i).padStart(5, '0')}`);
const [FIRST] = CODES as [string];
const daysAgo = (days: number) => formatTime(Date.now() - days * 86_400_000);

let product: Product;
let browser: Browser;
const tablet = (path: string) => openPage(product, browser, path, TABLET_SCREEN);
const addressOf = (page: Page) => new URL(page.url());

beforeAll(async () => {
  product = await Product.create();
  [browser] = await Promise.all([launchBrowser(), product.startIngest(), product.startServer()]);
  await product.produce([
    ...CODES.map((code, i) =>
      messageOf(
        snapshotEvent({
          code,
          unit: { code: BU_DANG },
          procedure: { code: '1.005129', name: 'Đăng ký khai sinh', field: 'Hộ tịch', onlineLevel: 'full' },
          officer: { id: 'cb-0412', name: 'Lê Thị Ân' },
          receivedAt: daysAgo(20),
          dueAt: daysAgo(i === 0 ? 9 : 5),
        }),
      ),
    ),
    messageOf(snapshotEvent({ code: 'CALM', dueAt: daysAgo(-90) })),
    messageOf(snapshotEvent({ code: 'STRANGE', unit: { name: 'Cơ quan lạ' }, dueAt: daysAgo(2) })),
  ]);
  await product.produce([
    messageOf(progressEvent({ code: FIRST, status: 'processing', department: 'Phòng Tư pháp' })),
  ]);
  await eventually(async () => (await product.dossiers()).total === CODES.length + 2);
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

it('leads from a red district to its late dossiers to one dossier in three taps, and back', async () => {
  const { page, troubles } = await tablet('/');
  const areas = page.locator('[data-area]');
  await expect.poll(() => areas.first().getAttribute('data-late'), SOON).toBe('60');
  await areas.first().tap();
  await expect.poll(() => figure(page, 'year.inProgress.late'), SOON).toBe(60);
  expect(addressOf(page).pathname).toBe('/areas/696');

  await page.getByTestId('all-late').tap();
  await expect.poll(() => page.getByTestId('dossier-total').getAttribute('data-total'), SOON).toBe('60');
  const listAddress = addressOf(page);
  expect(listAddress.pathname).toBe('/dossiers');
  expect(Object.fromEntries(listAddress.searchParams)).toEqual({
    scope: 'area:696',
    lateness: 'late',
    status: 'inProgress',
  });

  const row = page.locator('[data-dossier]').first();
  const code = await row.getAttribute('data-dossier');
  expect(code).toBe(FIRST);
  await row.tap();
  const dossier = page.locator(`[data-dossier-page="${code}"]`);
  await dossier.waitFor();
  expect(addressOf(page).pathname).toBe(`/dossiers/${FIRST}`);
  const text = await dossier.innerText();
  for (const part of ['Đăng ký khai sinh', 'UBND huyện Bù Đăng', 'Lê Thị Ân', 'Phòng Tư pháp', 'Quá hạn']) {
    expect(text).toContain(part);
  }

  await page.getByRole('button', { name: 'Quay lại' }).tap();
  await expect.poll(() => addressOf(page).href).toBe(listAddress.href);
  await page.locator(`[data-dossier="${FIRST}"]`).waitFor();
  await page.goBack();
  await expect.poll(() => addressOf(page).pathname).toBe('/areas/696');
  await page.goBack();
  await areas.first().waitFor();
  expect(addressOf(page).pathname).toBe('/');
  expect(troubles).toEqual([]);
});

it('comes back from a case to the rows and the place that were left', async () => {
  const { page } = await tablet('/dossiers?lateness=late&status=inProgress&scope=area:696');
  const rows = page.locator('[data-dossier]');
  await expect.poll(() => rows.count(), SOON).toBeGreaterThan(40);
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  await expect.poll(() => rows.count(), SOON).toBe(60);
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight - window.innerHeight - 200));
  // The tap itself may scroll to its row.
  const leaving = page.evaluate(
    () =>
      new Promise<number>((tell) => addEventListener('click', () => tell(window.scrollY), { capture: true })),
  );
  await rows.nth(57).tap();
  const left = await leaving;
  expect(left).toBeGreaterThan(2_000);
  await page.locator('[data-dossier-page]').waitFor();
  expect(await page.evaluate(() => window.scrollY)).toBe(0);
  let asked = 0;
  page.on('request', (request) => (asked += Number(request.url().includes('/api/v1/dossiers?'))));
  await page.goBack();
  await expect.poll(() => page.evaluate(() => window.scrollY), SOON).toBe(left);
  expect(await rows.count()).toBe(60);
  expect(asked).toBe(0);
});

it('orders a list, names each condition with what takes it off, and keeps it by a name', async () => {
  const { page, troubles } = await tablet('/dossiers?officer=cb-0412&lateness=late&status=inProgress');
  const first = page.locator('[data-dossier]').first();
  await expect.poll(() => first.getAttribute('data-dossier'), SOON).toBe(FIRST);
  await page.getByRole('combobox', { name: 'Sắp xếp' }).selectOption('newestLate');
  await expect.poll(() => first.getAttribute('data-dossier'), SOON).not.toBe(FIRST);
  const chips = page.locator('[data-chip]');
  await expect
    .poll(() => chips.allInnerTexts().then((all) => all.join('; ')), SOON)
    .toMatch(/Tình trạng hạn:\s*Đang quá hạn.*Cán bộ thụ lý:\s*Lê Thị Ân/s);
  await page.getByRole('combobox', { name: 'Lĩnh vực' }).selectOption('Hộ tịch');
  await expect.poll(() => addressOf(page).searchParams.get('field'), SOON).toBe('Hộ tịch');
  await page.getByTestId('saved-views').getByText('Danh sách đã lưu').tap();
  await page.locator('input[name=view]').fill('Của bà Ân');
  await page.getByRole('button', { name: 'Lưu', exact: true }).tap();
  await page.locator('[data-chip=lateness]').tap();
  await expect.poll(() => addressOf(page).searchParams.has('lateness'), SOON).toBe(false);
  // What stands above moves until the chip is gone and the list is there.
  await page.locator('[data-chip=lateness]').waitFor({ state: 'detached' });
  await page.locator('main section[aria-busy=false]').waitFor();
  await page.getByRole('link', { name: 'Của bà Ân' }).tap();
  await expect
    .poll(() => Object.fromEntries(addressOf(page).searchParams), SOON)
    .toEqual({
      ...{ officer: 'cb-0412', lateness: 'late', status: 'inProgress', field: 'Hộ tịch', sort: 'newestLate' },
    });
  await expect.poll(() => page.getByTestId('dossier-total').getAttribute('data-total'), SOON).toBe('60');
  expect(troubles).toEqual([]);
});

it('keeps the period that was typed or picked on the way between pages', async () => {
  const { page, troubles } = await tablet('/');
  await page.getByRole('button', { name: 'Chọn ngày', exact: true }).tap();
  const [from, to] = [
    page.getByLabel('Từ ngày', { exact: true }),
    page.getByLabel('Đến ngày', { exact: true }),
  ];
  await from.fill('12/31/2025');
  await to.focus();
  await page.getByRole('alert').filter({ hasText: 'Nhập ngày/tháng/năm' }).waitFor();
  await from.fill('1/2/2025');
  await to.fill('28022025');
  await page.keyboard.press('Tab');
  const dates = () => ['from', 'to'].map((name) => addressOf(page).searchParams.get(name));
  await expect.poll(dates, SOON).toEqual(['2025-02-01', '2025-02-28']);
  await expect.poll(() => figure(page, 'dates.received.total'), SOON).toBe(0);
  await page.getByRole('link', { name: 'Biểu 06a' }).tap();
  await expect.poll(() => page.getByTestId('report-as-of').count(), SOON).toBe(1);
  expect(dates()).toEqual(['2025-02-01', '2025-02-28']);
  await page.getByRole('link', { name: 'So sánh' }).tap();
  await expect
    .poll(() => page.getByTestId('compared').getAttribute('data-periods'), SOON)
    .toBe('01/02/2025 – 28/02/2025 / 04/01/2025 – 31/01/2025');
  await page.getByRole('button', { name: 'Chọn ngày', exact: true }).tap();
  await page.getByRole('button', { name: 'Từ ngày: mở lịch' }).tap();
  await page.getByRole('dialog').waitFor();
  for (const key of ['PageUp', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
  await expect.poll(dates, SOON).toEqual(['2025-01-02', '2025-02-28']);
  await page.getByRole('link', { name: 'Tổng quan' }).tap();
  await page.getByRole('button', { name: 'Quý này' }).tap();
  await page.getByRole('link', { name: 'Dịch vụ công' }).tap();
  await expect.poll(() => page.getByTestId('services').count(), SOON).toBe(1);
  expect(Object.fromEntries(addressOf(page).searchParams)).toEqual({ period: 'quarter' });
  expect(troubles).toEqual([]);
});

it('shows who handles the cases of a unit, its report, and the values of its charts', async () => {
  const { page } = await tablet(`/units/${BU_DANG}`);
  const officer = page.locator('[data-officer="cb-0412"]');
  await expect.poll(() => officer.getAttribute('data-late'), SOON).toBe('60');
  expect(await officer.innerText()).toContain('Lê Thị Ân');
  const chart = page.getByRole('slider').last();
  await chart.focus();
  await page.keyboard.press('ArrowLeft');
  expect(await chart.getAttribute('aria-valuetext')).toMatch(/^\d\d\/\d\d: tiếp nhận \d+, giải quyết \d+$/);
  expect(await page.getByTestId('trend-value').innerText()).toBe(await chart.getAttribute('aria-valuetext'));
  await page.getByTestId('scope-report').tap();
  await expect.poll(() => figure(page, 'total.received.total'), SOON).toBe(60);
  await page.goBack();
  await officer.tap();
  await expect.poll(() => page.getByTestId('dossier-total').getAttribute('data-total'), SOON).toBe('60');
});

it('hatches every tile and list when the link is lost', async () => {
  const { page } = await tablet('/areas/696');
  const marks = () =>
    page
      .locator('main [data-freshness]')
      .evaluateAll((all) => [...new Set(all.map((one) => one.getAttribute('data-freshness')))]);
  await page.locator('[data-dossier]').first().waitFor();
  expect(await marks()).not.toContain('lost');
  await page.context().setOffline(true);
  await expect.poll(marks, SOON).toEqual(['lost']);
  const cards = page.locator('main .card');
  expect(await cards.count()).toBeGreaterThan(6);
  expect(await page.locator('main .card:not(.old)').count()).toBe(0);
});

it('opens each page from its address alone', async () => {
  const { page: list } = await tablet('/dossiers?scope=area:696&lateness=late&status=inProgress');
  await expect.poll(() => list.locator('[data-dossier]').count(), SOON).toBeGreaterThan(40);
  expect(
    await list.getByRole('combobox').evaluateAll((all) => all.map((one) => one.textContent !== '')),
  ).not.toContain(false);
  await list.reload();
  await expect.poll(() => list.getByTestId('dossier-total').getAttribute('data-total'), SOON).toBe('60');

  const { page: one } = await tablet(`/dossiers/${FIRST}`);
  await one.locator(`[data-dossier-page="${FIRST}"]`).waitFor();
  // Nothing lies behind this page: back leads up.
  await one.getByRole('button', { name: 'Quay lại' }).tap();
  await expect.poll(() => addressOf(one).pathname).toBe('/areas/696');

  const { page: unit } = await tablet(`/units/${BU_DANG}`);
  await expect.poll(() => figure(unit, 'year.inProgress.late'), SOON).toBe(60);
  const { page: strange } = await tablet('/units/unmapped');
  await expect.poll(() => figure(strange, 'year.inProgress.late'), SOON).toBe(1);
});

it('says what is not there instead of showing an empty page', async () => {
  const { page } = await tablet('/dossiers/NOBODY');
  await page.getByTestId('trouble').waitFor();
  const { page: area } = await tablet('/areas/999');
  await area.getByText(vi.notThere).waitFor();
  const { page: none } = await tablet('/dossiers?scope=area:692&lateness=late&status=inProgress');
  await none.getByText('Không có hồ sơ nào khớp điều kiện').waitFor();
});

it('leads to a district by a tap on the map', async () => {
  const { page, troubles } = await tablet('/');
  await page.locator('.map canvas').waitFor();
  const label = await page.locator('.labels [data-code="696"]').boundingBox();
  if (!label) throw new Error('Bù Đăng has no label');
  await page.getByRole('button', { name: vi.map.zoomIn }).waitFor();
  await page.touchscreen.tap(label.x + label.width / 2, label.y + label.height + 12);
  await expect.poll(() => addressOf(page).pathname, SOON).toBe('/areas/696');
  expect(troubles).toEqual([]);
});

it('keeps everything that is touched at least 44 px high and within the width', async () => {
  for (const path of ['/', '/areas/696', '/dossiers', `/dossiers/${FIRST}`]) {
    const { page } = await tablet(path);
    await page.locator('[data-dossier], [data-area], [data-dossier-page]').first().waitFor();
    const small = await page.locator('main :is(a, button, select, input):visible').evaluateAll((all) =>
      all
        .filter((one) => !one.closest('.maplibregl-control-container, dd'))
        .filter((one) => one.getBoundingClientRect().height < 43.5)
        .map((one) => `${one.tagName} ${one.textContent}`),
    );
    expect(small).toEqual([]);
    const overflowPx = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
    expect(overflowPx).toBeLessThanOrEqual(0);
    await page.close();
  }
}, 120_000);

it('has nothing serious against it for those who see or hear less, and a title for each page', async () => {
  const titles = new Set<string>();
  const paths = [
    '/',
    '/areas/696',
    '/dossiers',
    `/dossiers/${FIRST}`,
    '/reports/06a',
    '/services',
    '/quality',
  ];
  for (const path of [...paths, '/indicators', '/alerts', '/past', '/account']) {
    const { page } = await tablet(path);
    await page.locator('main h1').first().waitFor();
    await expect.poll(() => page.getByText(vi.loading).count(), SOON).toBe(0);
    expect(await seriousFaults(page), path).toEqual([]);
    titles.add(await page.title());
    await page.context().close();
  }
  expect(titles.size).toBe(paths.length + 4);
}, 120_000);

it('can be gone through by key: past the menu to the content, and on to the content of the next page', async () => {
  const { page } = await tablet('/');
  await page.locator('main h1').waitFor();
  const focused = () => page.evaluate(() => document.activeElement?.tagName);
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: vi.skipToContent }).press('Enter');
  expect(await focused()).toBe('MAIN');
  const menu = page.getByRole('navigation');
  await menu.getByRole('button', { name: vi.menu.title }).press('Enter');
  await menu.getByRole('link', { name: vi.quality.menu }).press('Enter');
  await expect.poll(() => addressOf(page).pathname).toBe('/quality');
  expect(await focused()).toBe('MAIN');
  expect(await menu.getByRole('link', { name: vi.quality.menu }).count()).toBe(0);
});

it('keeps theme and language on the device, on a phone from its menu', async () => {
  const { page } = await openPage(product, browser, '/', { width: 390, height: 844 });
  const look = () =>
    page.evaluate(() => [document.documentElement.dataset['theme'], document.documentElement.lang]);
  await page.locator('main h1').waitFor();
  expect(await look()).toEqual(['light', 'vi']);
  await page.getByRole('button', { name: vi.menu.title }).tap();
  await page.getByRole('button', { name: vi.themeDark }).tap();
  await page.getByRole('button', { name: vi.otherLanguage }).tap();
  await expect.poll(look).toEqual(['dark', 'en']);
  await page.goto(`${product.serverUrl}/quality`);
  await page.locator('main h1').waitFor();
  expect(await look()).toEqual(['dark', 'en']);
});

it('follows the live figures of the scope and the period that it shows', async () => {
  const { page } = await tablet('/areas/692?period=month');
  await expect.poll(() => figure(page, 'month.received.total'), SOON).toBe(1);
  await product.produce([messageOf(snapshotEvent({ code: 'NEW-1', dueAt: daysAgo(1) }))]);
  await expect.poll(() => figure(page, 'month.received.total'), SOON).toBe(2);
  await page.locator('[data-dossier="NEW-1"]').waitFor({ timeout: 8_000 });
  await page.getByRole('button', { name: 'Hôm nay' }).tap();
  await expect.poll(() => figure(page, 'day.received.total'), SOON).toBe(2);
  expect(addressOf(page).searchParams.get('period')).toBe('day');
});

it('marks a due date that was computed, and says by which rule figures are late', async () => {
  const { page } = await tablet('/areas/692');
  const note = page.getByTestId('counting-note');
  await expect.poll(() => note.getAttribute('data-rule'), SOON).toBe('date.v1');
  const procedure = { code: '1.005129', name: 'Đăng ký khai sinh' };
  await product.produce([messageOf(snapshotEvent({ code: 'COMPUTED', procedure, dueAt: null }))]);
  await eventually(async () => (await product.dossiers('?q=COMPUTED')).total === 1);
  const { page: list } = await tablet('/dossiers?q=COMPUTED');
  await list.locator('[data-dossier="COMPUTED"]').getByText('(tính theo thời hạn của thủ tục)').waitFor();
  const { page: one } = await tablet('/dossiers/COMPUTED');
  await one.locator('dd').getByText('(tính theo thời hạn của thủ tục)').waitFor();
});

it('shows what a correction revoked and why, also of a dossier of which nothing counts any more', async () => {
  const told = snapshotEvent({ code: 'TAKEN' }, { time: daysAgo(1) });
  const wrong = progressEvent({ code: 'TAKEN', status: 'withdrawn' }, { source: 'urn:foreign' });
  const correct = ({ source, id }: { source: string; id: string }, reason: string) =>
    product.produce([
      messageOf(correctionEvent({ code: 'TAKEN', revokes: [{ source, id }], reason, by: 'Phó Giám đốc Sở' })),
    ]);
  await product.produce([messageOf(told), messageOf(wrong)]);
  await correct(wrong, 'Báo rút nhầm');
  await eventually(async () => (await product.dossiers('?q=TAKEN')).items[0]?.status === 'processing');
  const { page, troubles } = await tablet('/dossiers/TAKEN');
  const revoked = page.getByTestId('revoked');
  await revoked.waitFor();
  expect(await revoked.innerText()).toMatch(/^Không còn được tính, đã đính chính lúc .*: Báo rút nhầm/);
  const timeline = await page.getByTestId('timeline').innerText();
  for (const part of [
    'Đính chính',
    'Lý do Báo rút nhầm',
    'Người yêu cầu Phó Giám đốc Sở',
    `${wrong.id} (urn:foreign)`,
  ])
    expect(timeline).toContain(part);
  expect(troubles).toEqual([]);

  await correct(told, 'Hồ sơ không có thật');
  await eventually(async () => (await product.dossiers('?q=TAKEN')).total === 0);
  await page.reload();
  await page.getByText('hồ sơ không còn được tính').waitFor();
  expect(await revoked.count()).toBe(2);
  expect(await page.getByTestId('trouble').count()).toBe(0);
});
