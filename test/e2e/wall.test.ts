import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { formatTime } from '../../contract/time.ts';
import { MAP_THEMES } from '../../web/map/map-theme.ts';
import { vi } from '../../web/words/vi.ts';
import { messageOf, progressEvent, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { Product } from '../support/product.ts';
import { launchBrowser } from './browser.ts';
import { figure, figures, freshnessOfTiles, openPage, pixelsOf, WALL_SCREEN } from './open-page.ts';

/** From the acknowledgement of Kafka to the paint; about 0.3 s on an idle machine. */
const SOON = { timeout: 20_000, interval: 50 };
const COLUMNS = ['day', 'month', 'year'];
const LOC_NINH = 'H10.2.03';
const BU_DANG = 'H10.2.09';
const yesterday = () => formatTime(Date.now() - 86_400_000);
const nextYear = () => formatTime(Date.now() + 365 * 86_400_000);

let product: Product;
let browser: Browser;
const wall = (query = '') => openPage(product, browser, `/wall?paused=1${query}`, WALL_SCREEN);

beforeAll(async () => {
  product = await Product.create();
  [browser] = await Promise.all([launchBrowser(), product.startIngest(), product.startServer()]);
  await product.produce([
    messageOf(snapshotEvent({ code: 'FIRST', unit: { code: BU_DANG }, dueAt: nextYear() })),
  ]);
  await eventually(async () => (await product.snapshot()).counts.received.total === 1);
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

it('paints each event in the figures of the day, the month and the year, while it stays open', async () => {
  const { page, troubles } = await wall();
  const [from, asked] = [performance.now(), [] as string[]];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const received = COLUMNS.map((column) => `${column}.received.total`);
  await expect
    .poll(() => figures(page, received), SOON)
    .toEqual(Object.fromEntries(received.map((name) => [name, 1])));
  for (let round = 1; round <= 3; round++) {
    const code = `EACH-${round}`;
    await product.produce([messageOf(snapshotEvent({ code, channel: 'online', dueAt: nextYear() }))]);
    for (const column of COLUMNS) {
      await expect.poll(() => figure(page, `${column}.received.online`), SOON).toBe(round);
      expect(await figure(page, 'day.inProgress.total')).toBe(2);
    }
    await product.produce([messageOf(progressEvent({ code, status: 'returned' }))]);
    for (const column of COLUMNS) {
      await expect.poll(() => figure(page, `${column}.resolved.total`), SOON).toBe(round);
      expect(await figure(page, 'day.inProgress.total')).toBe(1);
    }
  }
  // What is asked for every three seconds is not asked for because a figure changed.
  const turns = (performance.now() - from) / 3_000;
  const lists = asked.filter((path) => path === '/api/v1/newest-late');
  expect(lists.length).toBeLessThanOrEqual(Math.ceil(turns) + 1);
  expect(troubles).toEqual([]);
});

it('writes figures, dates and percentages as Vietnamese are written', async () => {
  const { page } = await wall();
  await expect.poll(() => page.locator('[data-figure="year.onTimeRate"]').innerText(), SOON).toBe('100,0%');
  expect(await page.locator('h1').innerText()).toBe('Tỉnh Bình Phước');
  expect(await page.getByTestId('clock').innerText()).toMatch(
    /^(Thứ|Chủ) \S+, \d\d\/\d\d\/\d{4}\s\d\d:\d\d:\d\d$/,
  );
  const family = await page.locator('h1').evaluate((title) => getComputedStyle(title).fontFamily);
  expect(family).toContain('IBM Plex Sans');
  expect(await page.evaluate(() => document.fonts.check('20px "IBM Plex Sans Variable"', 'Đếếữợ 0123'))).toBe(
    true,
  );
});

it('shows a late dossier in the key figure, the worst units and the colour of the map', async () => {
  const { page, troubles } = await wall();
  const canvas = page.locator('[data-tile="map"] canvas');
  const worstColour = MAP_THEMES.dark.fills[4];
  const label = page.locator('[data-tile="map"] [data-code="696"]').last();
  await canvas.waitFor();
  await expect.poll(() => label.innerText(), SOON).toContain('0,0%');
  await expect.poll(() => freshnessOfTiles(page), SOON).toEqual(['live']);
  expect(await pixelsOf(canvas, worstColour)).toBe(0);

  await product.produce([
    messageOf(snapshotEvent({ code: 'LATE-1', unit: { code: BU_DANG }, dueAt: yesterday() })),
    messageOf(snapshotEvent({ code: 'LATE-2', unit: { name: 'Cơ quan lạ' }, dueAt: yesterday() })),
  ]);
  await expect.poll(() => figure(page, 'day.inProgress.late'), SOON).toBe(2);
  await expect.poll(() => label.innerText(), SOON).toContain('50,0%');
  await expect.poll(() => pixelsOf(canvas, worstColour), SOON).toBeGreaterThan(5_000);
  // A list that one reads is ordered again each ten seconds at most; a new unit stands in it at once.
  for (const unit of [BU_DANG, 'unmapped']) {
    const row = page.locator(`[data-tile="worst-units"] [data-unit="${unit}"]`);
    await expect.poll(() => row.getAttribute('data-late'), SOON).toBe('1');
  }
  await page.locator('[data-tile="newest-late"]', { hasText: 'H. Bù Đăng' }).waitFor({ timeout: 8_000 });

  await product.produce(
    ['LATE-1', 'LATE-2'].map((code) => messageOf(progressEvent({ code, status: 'returned' }))),
  );
  await expect.poll(() => figure(page, 'day.inProgress.late'), SOON).toBe(0);
  await expect.poll(() => pixelsOf(canvas, worstColour), SOON).toBe(0);
  expect(troubles).toEqual([]);
});

it('says that messages could not be counted', async () => {
  const { page } = await wall();
  await page.getByTestId('feed-state').waitFor();
  // What the first heartbeat tells is where the page begins to count.
  await expect.poll(() => page.getByTestId('header').innerText(), SOON).toContain(vi.dataUntil('').trim());
  await product.produce([{ key: 'BROKEN', value: '{"specversion":' }]);
  await expect.poll(() => page.getByTestId('dead-letters').innerText(), SOON).toContain('1 bản tin lỗi');
});

it('speaks English and wears the light theme when its address says so', async () => {
  const { page, troubles } = await wall('&lang=en&theme=light');
  await page.getByRole('heading', { name: 'Late now' }).waitFor();
  const { fills } = MAP_THEMES.light;
  await expect
    .poll(() => pixelsOf(page.locator('[data-tile="map"] canvas'), fills[0]), SOON)
    .toBeGreaterThan(5_000);
  expect(await page.locator('html').getAttribute('lang')).toBe('en');
  const ground = await page.evaluate(
    () => getComputedStyle(document.querySelector('[data-tile]') as Element).backgroundColor,
  );
  expect(ground).toBe('rgb(255, 255, 255)');
  // A word in plain letters, such as "In" (print), may be a part of an English one.
  const vietnamese = Object.values(vi).filter(
    (word) => typeof word === 'string' && /[^\x20-\x7e]/.test(word) && word !== vi.otherLanguage,
  );
  const text = await page.locator('body').innerText();
  expect(vietnamese.filter((word) => text.includes(word as string))).toEqual([]);
  expect(troubles).toEqual([]);
});

it('draws the map without WebGL too', async () => {
  const plain = await launchBrowser(['--disable-3d-apis']);
  try {
    const { page, troubles } = await openPage(product, plain, '/wall?paused=1', WALL_SCREEN);
    const area = page.locator(`[data-tile="map"] svg path[data-code="692"]`);
    await area.waitFor();
    await expect.poll(() => area.getAttribute('fill'), SOON).toBe(MAP_THEMES.dark.fills[0]);
    await product.produce([
      messageOf(snapshotEvent({ code: 'NO-GL', unit: { code: LOC_NINH }, dueAt: yesterday() })),
    ]);
    await expect.poll(() => area.getAttribute('fill'), SOON).toBe(MAP_THEMES.dark.fills[4]);
    expect(await page.locator('[data-tile="map"] canvas').count()).toBe(0);
    expect(troubles).toEqual([]);
  } finally {
    await plain.close();
  }
});
