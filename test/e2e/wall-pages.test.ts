/** Walls as data, on every screen: what stands where, how pages turn, and what a tile says of its own state. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { formatTime } from '../../contract/time.ts';
import { TILE_STATES } from '../../web/live/freshness.ts';
import { minTextPx, usualScreen, type Screen } from '../../web/wall/screen-unit.ts';
import { vi } from '../../web/words/vi.ts';
import { messageOf, snapshotEvent } from '../support/events.ts';
import { Product } from '../support/product.ts';
import { seriousFaults } from './axe.ts';
import { launchBrowser } from './browser.ts';
import { freshnessOfTiles, openPage, openUrl, WALL_SCREEN } from './open-page.ts';

const SOON = { timeout: 20_000, interval: 50 };
/** A page of the wall has drawn itself within this time, ms. */
const DRAWN_MS = 400;
const BU_DANG = 'H10.2.09';
const SCREENS = [
  [1920, 1080],
  [3840, 2160],
  [5760, 1080],
  [1366, 768],
  [1024, 768],
  [1080, 1920],
] as const;
const SEATS = [
  [55, 3],
  [86, 5],
  [86, 8],
] as const;

let product: Product;
let browser: Browser;
const wall = (query = '', viewport = WALL_SCREEN) => openPage(product, browser, `/wall${query}`, viewport);
const pageOf = (page: Page) => page.getByTestId('rotation').getAttribute('data-page');

beforeAll(async () => {
  product = await Product.create();
  [browser] = await Promise.all([launchBrowser(), product.startIngest(), product.startServer()]);
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

it('shows no zeros while nothing was ever told, but what to do, and comes alive with the first event', async () => {
  const { page, troubles } = await wall();
  await page.getByTestId('first-steps').waitFor();
  const late = page.locator('[data-figure="day.inProgress.late"]');
  await expect.poll(() => late.innerText(), SOON).toBe('–');
  expect(await page.locator('[data-tile="form"]').getAttribute('data-state')).toBe('empty');
  expect(await page.getByTestId('feed-state').innerText()).toContain(vi.noDataYet);
  await product.produce([
    messageOf(
      snapshotEvent({
        code: 'FIRST',
        unit: { code: BU_DANG },
        dueAt: formatTime(Date.now() - 3 * 86_400_000),
      }),
    ),
  ]);
  await expect.poll(() => late.innerText(), SOON).toBe('1');
  await page.getByTestId('first-steps').waitFor({ state: 'detached' });
  await expect.poll(() => freshnessOfTiles(page), SOON).toEqual(['live']);
  expect(troubles).toEqual([]);
});

it('turns its pages by itself and by keys, stands still when told, and goes on after a reload where it was', async () => {
  const { page } = await wall('?page=2');
  await expect.poll(() => pageOf(page), SOON).toBe('2');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => pageOf(page), SOON).toBe('3');
  await page.keyboard.press('Space');
  await expect.poll(() => page.getByTestId('rotation').getAttribute('data-held'), SOON).toBe('paused');
  await page.reload();
  await expect.poll(() => pageOf(page), SOON).toBe('3');
  expect(await page.getByTestId('rotation').getAttribute('data-held')).toBe('paused');
  await page.keyboard.press('Space');
  // Its page stands for 20 s.
  await expect.poll(() => pageOf(page), { timeout: 40_000, interval: 200 }).toBe('1');
}, 120_000);

it('shows each scope its own wall, and says when another is not open', async () => {
  const area = product.serverUrl + (await product.linkTo('/wall', 'area:689'));
  const { page, troubles } = await openUrl(browser, area, WALL_SCREEN);
  await expect.poll(() => page.locator('[data-wall]').getAttribute('data-wall'), SOON).toBe('dong-xoai');
  expect(await page.locator('h1').innerText()).toBe('Thành phố Đồng Xoài');
  await expect.poll(() => freshnessOfTiles(page), SOON).toEqual(['live']);
  expect(troubles).toEqual([]);
  await page.goto(`${product.serverUrl}/wall?wall=binh-phuoc`);
  await expect.poll(() => page.getByTestId('wall-message').innerText(), SOON).toContain('binh-phuoc');
});

it('leads from each tile to its list by a QR code, for a while after somebody asked for it', async () => {
  const { page } = await wall('?paused=1');
  const late = page.locator('[data-code="/dossiers?scope=province&lateness=late"]').first();
  await page.locator('[data-tile="form"]').waitFor();
  expect(await late.count()).toBe(0);
  await page.keyboard.press('q');
  await late.locator('[data-testid="qr"]').waitFor();
  expect(await page.locator('[data-code="/reports/06a?scope=province"]').count()).toBe(1);
});

it('tells each state of a tile by a word of its own', async () => {
  const { page, troubles } = await wall('/states');
  const tiles = page.locator('[data-testid="tile-states"] [data-tile]');
  await expect.poll(() => tiles.count(), SOON).toBe(TILE_STATES.length);
  const words = await tiles.locator('[data-freshness]').allInnerTexts();
  expect(new Set(words).size).toBe(TILE_STATES.length);
  for (const word of [vi.notPermitted, vi.notLoaded, vi.noDataYet, vi.sourceSilent])
    expect(words.join('\n')).toContain(word);
  expect(troubles).toEqual([]);
});

it.each(SCREENS)(
  'has on %i x %i, for any seat, no text that is too small, and nothing cut off',
  async (width, height) => {
    for (const [inch, distanceM] of SEATS) {
      // Of a row of screens, as many of that size as stand beside each other.
      const share = usualScreen(width / height).diagonalInch / usualScreen(16 / 9).diagonalInch;
      const screen: Screen = { diagonalInch: inch * share, distanceM };
      const query = `?paused=1&diagonal=${screen.diagonalInch}&distance=${distanceM}`;
      const { page } = await wall(query, { width, height });
      await page.locator('[data-tile]').first().waitFor();
      await page.evaluate(() => document.fonts.ready);
      const bar = page.getByTestId('rotation');
      const pages = (await bar.count()) === 0 ? 1 : Number(await bar.getAttribute('data-pages'));
      for (let at = 0; at < pages; at++) {
        await page.waitForTimeout(DRAWN_MS);
        const place = `${width}x${height}, ${inch} inch at ${distanceM} m, page ${at + 1}`;
        expect(await faultsOf(page, minTextPx(screen, width, height)), place).toEqual([]);
        await page.keyboard.press('ArrowRight');
      }
      await page.context().close();
    }
  },
  120_000,
);

/** What of the wall cannot be read: smaller than `leastPx`, or beyond the edge of its tile or the screen. */
function faultsOf(page: Page, leastPx: number): Promise<string[]> {
  return page.evaluate((least) => {
    const faults: string[] = [];
    const root = document.querySelector('[data-wall]') as HTMLElement;
    if (root.dataset['tooSmall'] !== undefined) {
      faults.push('the wall says that its text is too small');
      // What made it shrink.
      root.style.setProperty('--u', `${least}px`);
    }
    for (const box of [root, ...root.querySelectorAll('[data-fit]')]) {
      const tile = (box as HTMLElement).dataset['tile'] ?? 'wall';
      if (box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1)
        faults.push(
          `${tile} needs ${box.scrollWidth} x ${box.scrollHeight} px and has ${box.clientWidth} x ${box.clientHeight}`,
        );
    }
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const parent = node.parentElement as HTMLElement;
      if (!node.textContent?.trim() || !parent.checkVisibility({ visibilityProperty: true })) continue;
      const size = parseFloat(getComputedStyle(parent).fontSize);
      if (size < least * 0.97)
        faults.push(`${node.textContent.trim()}: ${size.toFixed(1)} of ${least.toFixed(1)} px`);
    }
    return faults;
  }, leastPx);
}

it.each(['?page=1', '?page=2', '?page=3', '?theme=light', '/states', '/settings'])(
  'has nothing serious against it for those who see or hear less: /wall%s',
  async (query) => {
    const { page } = await wall(query.startsWith('?') ? `${query}&paused=1` : query);
    await page.locator('[data-tile], [data-testid="wall-settings"]').first().waitFor();
    await page.waitForTimeout(DRAWN_MS);
    expect(await seriousFaults(page)).toEqual([]);
  },
);
