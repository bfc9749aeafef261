import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { messageOf, snapshotEvent } from '../support/events.ts';
import { Product } from '../support/product.ts';
import { launchBrowser } from './browser.ts';
import { figure, openPage, TABLET_SCREEN, WALL_SCREEN } from './open-page.ts';

const PROVINCE = 'province-token-0123456789';
const AREA = 'area-token-0123456789';
const SOON = { timeout: 20_000, interval: 50 };

let product: Product;
let browser: Browser;

beforeAll(async () => {
  product = await Product.create();
  const VIEWER_TOKENS = `${PROVINCE}=province,${AREA}=area:692`;
  [browser] = await Promise.all([
    launchBrowser(),
    product.startIngest(),
    product.startServer({ VIEWER_TOKENS }),
  ]);
  await product.produce([messageOf(snapshotEvent({ code: 'FIRST' }))]);
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

it('opens the wall by an address that carries a token once, and again without it', async () => {
  const { page, troubles } = await openPage(
    browser,
    `${product.serverUrl}/wall?token=${PROVINCE}`,
    WALL_SCREEN,
  );
  expect(page.url()).toBe(`${product.serverUrl}/wall`);
  await expect.poll(() => figure(page, 'year.received.total'), SOON).toBe(1);
  await page.reload();
  await expect.poll(() => figure(page, 'year.received.total'), SOON).toBe(1);
  expect(await page.evaluate(() => document.cookie)).toBe('');
  expect(troubles).toEqual([]);
  await page.context().close();
});

it('opens the page of the area that a token is for', async () => {
  const { page, troubles } = await openPage(browser, `${product.serverUrl}/?token=${AREA}`, TABLET_SCREEN);
  expect(page.url()).toBe(`${product.serverUrl}/areas/692`);
  await expect.poll(() => page.locator('main').innerText(), SOON).toContain('Lộc Ninh');
  expect(troubles).toEqual([]);
});
