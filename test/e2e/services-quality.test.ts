import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { formatTime } from '../../contract/time.ts';
import { messageOf, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { Product } from '../support/product.ts';
import { launchBrowser } from './browser.ts';
import { openPage, TABLET_SCREEN, openMenu } from './open-page.ts';

const SOON = { timeout: 20_000, interval: 50 };
const soon = formatTime(Date.now() + 86_400_000);

/** As the portal's messages tell a unit: an agency id and a name. */
const AGENCY_UNIT = { code: '000.00.99.H10', name: 'Phòng khám lạ' };

let product: Product;
let browser: Browser;

beforeAll(async () => {
  product = await Product.create();
  [browser] = await Promise.all([launchBrowser(), product.startIngest(), product.startServer()]);
  const procedure = { code: '2.000488' };
  await product.produce([
    messageOf(
      snapshotEvent({
        code: 'S-1',
        procedure,
        channel: 'online',
        paidOnline: true,
        feeVnd: 200_000,
        dueAt: soon,
      }),
    ),
    messageOf(snapshotEvent({ code: 'S-2', procedure, channel: 'counter', dueAt: soon })),
    messageOf(snapshotEvent({ code: 'S-3', procedure: { code: '9.999999' }, dueAt: soon })),
    messageOf(snapshotEvent({ code: 'Q-1', unit: { name: 'Cơ quan lạ' }, procedure, dueAt: soon })),
    messageOf(snapshotEvent({ code: 'Q-2', unit: AGENCY_UNIT, procedure, dueAt: soon })),
    messageOf(snapshotEvent({ code: 'Q-3', unit: { code: '000.00.99.H99' }, procedure, dueAt: soon })),
  ]);
  await eventually(async () => (await product.dossiers()).total === 6);
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

it('leads from the menu to the service figures and the data quality, in the period and scope of the address', async () => {
  const { page, troubles } = await openPage(product, browser, '/', TABLET_SCREEN);
  const menu = page.locator('nav a');
  const row = (name: string) => page.locator(`[data-service-figure="${name}"]`);
  const countOf = (name: string) => row(name).getAttribute('data-count');
  const overflowPx = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

  await menu.filter({ hasText: 'Dịch vụ công' }).tap();
  await expect.poll(() => countOf('received'), SOON).toBe('6');
  expect(await countOf('channels.online')).toBe('1');
  expect(await row('channels.online').innerText()).toContain('16,67%');
  expect(await row('payments.vnd').innerText()).toMatch(/200\.000\s₫/);
  // Nobody told it: neither 0 nor 0 %.
  expect(await countOf('digitised')).toBe('');
  expect(await row('digitised').innerText()).toContain('Chưa có nguồn nào gửi thông tin này');
  expect(await page.getByTestId('unknown-procedures').innerText()).toContain('9.999999');
  expect(await overflowPx()).toBeLessThanOrEqual(0);

  await page.getByRole('combobox', { name: 'Địa bàn' }).selectOption('area:692');
  await expect.poll(() => countOf('received'), SOON).toBe('3');
  await page.getByRole('button', { name: 'Chọn ngày', exact: true }).tap();
  await page.getByLabel('Từ ngày', { exact: true }).fill('01/01/2020');
  await page.getByLabel('Đến ngày', { exact: true }).fill('31/12/2020');
  await page.keyboard.press('Tab');
  await page.getByText('Không có hồ sơ nào được tiếp nhận trong kỳ này.').waitFor();
  expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({
    scope: 'area:692',
    from: '2020-01-01',
    to: '2020-12-31',
  });
  expect(await row('channels.online').innerText()).toMatch(/0\s+0\s+–/);

  await openMenu(page);
  await menu.filter({ hasText: 'Chất lượng dữ liệu' }).tap();
  const source = page.locator('[data-source="urn:test:one-stop"]');
  // The dates have come along.
  await expect
    .poll(() => page.getByTestId('quality').getAttribute('data-period'), SOON)
    .toBe('2020-01-01..2020-12-31');
  await page.getByRole('button', { name: 'Năm nay' }).tap();
  await source.waitFor();
  expect(await source.locator('[data-finding="unmapped"]').getAttribute('data-count')).toBe('3');
  expect(await source.locator('[data-finding="silent"]').innerText()).toBe('Không');
  expect(await page.locator('[data-unmapped="Cơ quan lạ"]').innerText()).toContain('Cột aliases');
  expect(await page.locator('[data-unmapped="000.00.99.H10 · Phòng khám lạ"]').innerText()).toMatch(
    /Cột aliases .*Phòng khám lạ.*agency_id: 000\.00\.99\.H10/,
  );
  expect(await page.locator('[data-unmapped="000.00.99.H99"]').innerText()).toMatch(/dòng mới.*agency_id/);
  expect(await page.getByTestId('dead-letters').getAttribute('data-total')).toBe('0');
  expect(await overflowPx()).toBeLessThanOrEqual(0);
  const small = await page
    .locator(':is(main, nav) :is(a, button, select, input):visible')
    .evaluateAll((all) => all.filter((one) => one.getBoundingClientRect().height < 43.5).length);
  expect(small).toBe(0);
  expect(troubles).toEqual([]);
});
