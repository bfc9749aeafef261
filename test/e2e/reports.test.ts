import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { formatTime } from '../../contract/time.ts';
import { csvRows } from '../support/csv-rows.ts';
import { messageOf, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { Product } from '../support/product.ts';
import { launchBrowser } from './browser.ts';
import { figure, openPage, TABLET_SCREEN, WALL_SCREEN } from './open-page.ts';
import { bare, printed } from './printed.ts';

const SOON = { timeout: 20_000, interval: 50 };

let product: Product;
let browser: Browser;

beforeAll(async () => {
  product = await Product.create();
  [browser] = await Promise.all([launchBrowser(), product.startIngest(), product.startServer()]);
  const receivedAt = formatTime(Date.now() - 60_000);
  const dueAt = formatTime(Date.now() + 40 * 86_400_000);
  await product.produce([
    ...Array.from({ length: 7 }, (_, i) =>
      messageOf(
        snapshotEvent({
          code: `DONE-${i}`,
          unit: { code: 'H10.2.09' },
          procedure: { code: '1.005129' },
          status: 'returned',
          channel: 'online',
          receivedAt,
          finishedAt: receivedAt,
          dueAt: i < 5 ? dueAt : receivedAt,
        }),
      ),
    ),
    messageOf(snapshotEvent({ code: 'OPEN', receivedAt, dueAt })),
  ]);
  await eventually(async () => (await product.dossiers()).total === 8);
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

/** The rows of the CSV file that a touch downloads. */
async function downloaded(page: Page, touch: () => Promise<void>): Promise<string[][]> {
  const download = page.waitForEvent('download');
  await touch();
  const file = await (await download).createReadStream();
  const chunks: Buffer[] = [];
  for await (const chunk of file) chunks.push(chunk as Buffer);
  return csvRows(Buffer.concat(chunks).toString('utf8'));
}

it('shows Form 06a from the menu, cut by what is chosen, and gives the file of what it shows', async () => {
  const { page, troubles } = await openPage(product, browser, '/', TABLET_SCREEN);
  await page.getByRole('navigation').getByRole('link', { name: 'Biểu 06a' }).tap();
  await expect.poll(() => figure(page, 'total.received.total'), SOON).toBe(8);
  expect(await figure(page, 'H10.2.09.resolved.total')).toBe(7);
  expect(await page.locator('[data-figure="total.resolvedPercent.early"]').innerText()).toBe('71,43%');
  expect(await page.getByTestId('invariant').getAttribute('data-holds')).toBe('true');

  await page.getByRole('combobox', { name: 'Theo' }).selectOption('level');
  await expect.poll(() => figure(page, 'district.received.total'), SOON).toBe(7);
  expect(await figure(page, 'unknown.received.total')).toBe(1);
  expect(await figure(page, 'total.received.total')).toBe(8);
  expect(new URL(page.url()).searchParams.get('by')).toBe('level');

  await page.getByRole('button', { name: 'Quá hạn' }).last().tap();
  await page.getByRole('columnheader', { name: 'Tổng' }).first().getByRole('button').tap();
  const order = () =>
    page.locator('tbody [data-row]').evaluateAll((all) => all.map((one) => one.dataset['row']));
  expect(await order()).toEqual(['district', 'unknown', 'province', 'commune', 'shared']);
  await page.reload();
  await expect.poll(order, SOON).toEqual(['district', 'unknown', 'province', 'commune', 'shared']);

  const overflowPx = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  expect(overflowPx).toBeLessThanOrEqual(0);
  const low = await page
    .locator('main :is(a, button, select, input):visible, nav a:visible')
    .evaluateAll((all) => all.filter((one) => one.getBoundingClientRect().height < 43.5).length);
  expect(low).toBe(0);

  const rows = await downloaded(page, () => page.getByRole('link', { name: 'CSV' }).tap());
  expect(rows.find(([, name]) => name === 'Tổng cộng')?.slice(2, 4)).toEqual(['1788', '8']);
  expect(troubles).toEqual([]);
});

it('gives the list with its filters as a file, and says how far it is', async () => {
  const { page, troubles } = await openPage(product, browser, '/dossiers?status=returned', TABLET_SCREEN);
  await expect.poll(() => page.getByTestId('dossier-total').getAttribute('data-total'), SOON).toBe('7');
  const rows = await downloaded(page, () => page.getByRole('button', { name: 'Tải CSV' }).tap());
  expect(rows).toHaveLength(8);
  expect(rows.slice(1).every(([code]) => code?.startsWith('DONE-'))).toBe(true);
  // A slow server leaves time to give up.
  await page.route('**/api/v1/dossiers?*format=xlsx*', () => {});
  await page.getByRole('button', { name: 'Tải Excel' }).tap();
  await page.getByRole('progressbar').waitFor();
  await page.getByRole('button', { name: 'Dừng tải' }).tap();
  await page.getByRole('button', { name: 'Tải Excel' }).waitFor();
  expect(await page.getByTestId('trouble').count()).toBe(0);
  expect(troubles).toEqual([]);
});

it('prints Form 06a with the heads, the data time, the scope, the rule and the number on each sheet', async () => {
  const { page, troubles } = await openPage(product, browser, '/reports/06a?theme=dark', TABLET_SCREEN);
  await expect.poll(() => figure(page, 'total.received.total'), SOON).toBe(8);
  const sheets = await printed(page, 'A4');
  expect(sheets.length).toBeGreaterThan(2);
  const year = new Date(Date.now() + 7 * 3_600_000).getUTCFullYear();
  for (const [i, { text, smallestPt, clipped, fills, isAcross }] of sheets.entries()) {
    for (const part of [
      ...['Đơn vị', 'Trước hạn', 'Trực tuyến', 'Kỳ trước chuyển qua', 'Tạm dừng'],
      'Tỉnh Bình Phước · Biểu 06a',
      `Kỳ báo cáo: 01/01/${year} – 31/12/${year}`,
      'Biểu 06a, Thông tư 01/2020/TT-VPCP',
      `Trang ${i + 1}/${sheets.length}`,
    ])
      expect(text).toContain(bare(part));
    expect(text).toMatch(/Dữliệuđến\d\d:\d\d:\d\d\d\d\/\d\d\/\d{4}·tínhđến/);
    expect(text).not.toMatch(/TảiExcel|Cậpnhật|Đăngxuất/);
    expect(smallestPt).toBeGreaterThanOrEqual(8);
    expect(clipped).toEqual([]);
    // Black on white, not the dark theme's white on its ground.
    expect(fills).toContain('#000000');
    expect(fills).not.toContain('#17181a');
    expect(isAcross).toBe(true);
  }
  expect(sheets.at(-1)?.text).toContain('Tổngcộng');
  expect((await printed(page, 'A3')).length).toBeLessThan(sheets.length);
  expect(troubles).toEqual([]);
});

it('prints the home page and the wall whole, with the map and its legend, as light pages', async () => {
  const { page: home } = await openPage(product, browser, '/?theme=dark', TABLET_SCREEN);
  const { page: wall } = await openPage(product, browser, '/wall?theme=dark', WALL_SCREEN);
  await expect.poll(() => figure(home, 'year.received.total'), SOON).toBe(8);
  await expect.poll(() => figure(wall, 'year.received.total'), SOON).toBe(8);
  for (const page of [home, wall]) await page.locator('.map .view.ready').waitFor();
  for (const size of ['A4', 'A3'] as const) {
    const sheets = [await printed(home, size), await printed(wall, size)];
    for (const sheet of sheets.flat()) {
      expect(sheet.text).toMatch(/Trang\d\/\d/);
      expect(sheet.text).toContain('Dữliệuđến');
      expect(sheet.smallestPt).toBeGreaterThanOrEqual(8);
      expect(sheet.clipped).toEqual([]);
      expect(sheet.fills).not.toContain('#17181a');
    }
    for (const [sheet] of sheets) {
      // An area by its name on the map, and the legend.
      expect(sheet?.text).toContain('LộcNinh0,0%');
      expect(sheet?.text).toContain('2%5%10%20%');
    }
    expect(sheets[1]).toHaveLength(1);
    expect(sheets[1]?.[0]?.isAcross).toBe(true);
  }
  // What the wall was on the screen, it is again.
  await wall.locator('[data-testid=clock]').waitFor();
  expect(await wall.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
});
