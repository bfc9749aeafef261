import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { formatTime } from '../../contract/time.ts';
import { MAP_THEMES } from '../../web/map/rate-classes.ts';
import { messageOf, snapshotEvent } from '../support/events.ts';
import { Product } from '../support/product.ts';
import { dumpInChromium80, launchBrowser } from './browser.ts';
import { figure, openPage, pixelsOf, TABLET_SCREEN, WALL_SCREEN } from './open-page.ts';

const SOON = { timeout: 15_000, interval: 50 };
const CODE = '000.00.32.H10-211004-00017';

let product: Product;
let browser: Browser;

beforeAll(async () => {
  product = await Product.create();
  [browser] = await Promise.all([
    launchBrowser([], 'chromium-109'),
    product.startIngest(),
    product.startServer(),
  ]);
  const dueAt = formatTime(Date.now() - 86_400_000);
  await product.produce([messageOf(snapshotEvent({ code: CODE, dueAt }))]);
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

it('shows the wall in Chromium 109, the last of Windows 7 and 8, with labels that can be read', async () => {
  expect(browser.version()).toMatch(/^109\./);
  const { page, troubles } = await openPage(browser, `${product.serverUrl}/wall`, WALL_SCREEN);
  await expect.poll(() => figure(page, 'day.inProgress.late'), SOON).toBe(1);
  await page.locator('[data-tile="map"] .view.ready').waitFor({ state: 'attached' });
  const label = page.locator('[data-tile="map"] .label[data-code="692"]');
  expect(await label.innerText()).toContain('Lộc Ninh');
  // A halo that covers its letters leaves none of their white.
  expect(await pixelsOf(label, MAP_THEMES.dark.label)).toBeGreaterThan(60);
  await page.waitForTimeout(1_000);
  expect(troubles).toEqual([]);
});

it('leads to a dossier on a tablet in Chromium 109', async () => {
  const { page, troubles } = await openPage(browser, `${product.serverUrl}/`, TABLET_SCREEN);
  await page.locator('[data-area="692"]').first().tap();
  await page.getByTestId('all-late').tap();
  await page.locator(`[data-dossier="${CODE}"]`).tap();
  await page.locator(`[data-dossier-page="${CODE}"]`).waitFor();
  await page.goto(`${product.serverUrl}/reports/06a`);
  await page.locator('a[download][href*="format=csv"]').waitFor();
  expect(troubles).toEqual([]);
});

it('tells a reader with Chromium 80 what is needed, and fails at nothing', async () => {
  for (const path of ['/wall', '/units/H10.2.03']) {
    const { html, console } = await dumpInChromium80(`${product.serverUrl}${path}`);
    expect(html).toContain('Trình duyệt này quá cũ');
    expect(html).toContain('This browser is too old');
    expect(html).toContain('Chrome/80.');
    expect(html).not.toContain('id="app"');
    expect(console).toEqual([]);
  }
});
