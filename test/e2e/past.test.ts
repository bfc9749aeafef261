import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { dayStart, formatTime, localDay } from '../../contract/time.ts';
import { past } from '../../web/words/vi/past.ts';
import { messageOf, progressEvent, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { Product } from '../support/product.ts';
import { launchBrowser } from './browser.ts';
import { figure, freshnessOfTiles, openPage, TABLET_SCREEN, WALL_SCREEN } from './open-page.ts';

const SOON = { timeout: 30_000, interval: 50 };
const HOUR_MS = 3_600_000;
/** The day before yesterday: all of it has come, and nothing was shown yet. */
const DAY_MS = dayStart(localDay(Date.now()) - 2);
const hour = (hours: number) => formatTime(DAY_MS + hours * HOUR_MS);
const at = (time: string) => `at=${encodeURIComponent(time)}`;
const wall = (query: string) => openPage(product, browser, `/wall?${query}`, WALL_SCREEN);
const tablet = (query: string) => openPage(product, browser, `/past?${query}`, TABLET_SCREEN);

let product: Product;
let browser: Browser;

beforeAll(async () => {
  product = await Product.create();
  [browser] = await Promise.all([launchBrowser(), product.startIngest(), product.startServer()]);
  const dueAt = hour(-24);
  const received = [8, 9, 10].map((when) =>
    snapshotEvent({ code: `AT-${when}`, dueAt, receivedAt: hour(when) }, { time: hour(when) }),
  );
  const returned = progressEvent({ code: 'AT-8', status: 'returned' }, { time: hour(9.5) });
  await product.produce([...received, returned].map((event) => messageOf(event)));
  await eventually(async () => (await product.snapshot()).counts.received.total === 3);
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

const noteOf = (page: Page) => page.getByTestId('past-bar').innerText();

it('shows the wall as it was, marked as the past, without a live link', async () => {
  const { page, troubles } = await wall(at(hour(9.25)));
  await expect.poll(() => figure(page, 'day.inProgress.late'), SOON).toBe(2);
  expect(await figure(page, 'day.received.total')).toBe(2);
  expect(await figure(page, 'year.resolved.total')).toBe(0);
  const [year, month, date] = hour(0).slice(0, 10).split('-');
  expect(await noteOf(page)).toContain(past.asOf(`${date}/${month}/${year} 09:15`));
  expect(await noteOf(page)).toContain(past.bar.byEventTime);
  // The alerts have no past, and say so.
  await expect.poll(() => freshnessOfTiles(page), SOON).toEqual(['noPast', 'past']);
  const newest = page.locator('[data-tile="newest-late"]');
  await expect.poll(() => newest.innerText(), SOON).toMatch(/Lộc Ninh[^+]*\+2/);
  const bar = await page.getByTestId('past-bar').boundingBox();
  expect(bar?.width).toBeGreaterThan(0.95 * WALL_SCREEN.width);
  expect(troubles).toEqual([]);
});

it('equals the live wall of the instant, while events go on', async () => {
  const shown = await product.snapshot('?period=day');
  await product.produce([messageOf(snapshotEvent({ code: 'LATER' }))]);
  await eventually(
    async () => (await product.snapshot('?period=day')).counts.received.total > shown.counts.received.total,
  );
  const { page } = await wall(at(shown.asOf));
  await expect.poll(() => figure(page, 'day.received.total'), SOON).toBe(shown.counts.received.total);
  expect(await figure(page, 'day.inProgress.late')).toBe(shown.counts.inProgress.late);
  await expect.poll(() => noteOf(page), SOON).toContain(past.bar.isPast);
});

it('says that an instant cannot be read, or lies ahead', async () => {
  const { page: unreadable } = await wall('at=yesterday');
  await expect
    .poll(() => unreadable.getByTestId('past-refused').innerText(), SOON)
    .toContain(past.unreadable('yesterday'));
  const { page: ahead } = await wall(at('2190-01-01T08:00:00+07:00'));
  await expect
    .poll(() => ahead.getByTestId('past-refused').innerText(), SOON)
    .toContain(past.ahead('01/01/2190 08:00'));
});

it('goes through a day on the tablet by the slider, the keyboard and play', async () => {
  const { page, troubles } = await tablet(at(hour(8.5)));
  const late = () => figure(page, 'past.inProgress.late');
  const asOf = page.getByTestId('past-as-of');
  await expect.poll(late, SOON).toBe(1);
  expect(await figure(page, 'past.received')).toBe(1);
  const slider = page.getByRole('slider');
  expect(await slider.getAttribute('aria-valuetext')).toBe('08:30');
  await slider.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect.poll(late, SOON).toBe(2);
  expect(new URL(page.url()).searchParams.get('at')).toBe(hour(9));
  await expect.poll(() => asOf.innerText(), SOON).toContain('09:00');

  await page.getByTestId('play').tap();
  // 09:30, when one was returned.
  await expect.poll(() => new URL(page.url()).searchParams.get('at'), SOON).toBe(hour(9.5));
  await page.getByTestId('play').tap();
  expect(await page.getByTestId('play').getAttribute('aria-pressed')).toBe('false');
  await page.getByRole('button', { name: past.earlier }).tap();
  await expect.poll(() => asOf.getAttribute('data-as-of'), SOON).not.toBe(null);

  const link = page.getByRole('link', { name: past.openWall });
  const address = new URL((await link.getAttribute('href')) as string, product.serverUrl);
  expect(address.pathname).toBe('/wall');
  expect(address.searchParams.get('at')).toBe(new URL(page.url()).searchParams.get('at'));
  await page.locator('.map canvas, .map svg').first().waitFor();
  expect(troubles).toEqual([]);
});

it('has targets that a finger hits, and fits the screen', async () => {
  const { page } = await tablet(at(hour(9)));
  await expect.poll(() => figure(page, 'past.received'), SOON).toBe(2);
  const sizes = await page
    .locator('main :is(a, button, input, select)')
    .evaluateAll((all) =>
      all.map((one) => one.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height)),
    );
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(44);
  const overflowPx = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  expect(overflowPx).toBeLessThanOrEqual(0);
});

it('shows an area alone, and says when there was nothing yet and what cannot be shown', async () => {
  const { page } = await tablet(`scope=area:692&${at(hour(9))}`);
  await expect.poll(() => figure(page, 'past.received'), SOON).toBe(2);
  const { page: before } = await tablet(at('2000-01-01T08:00:00+07:00'));
  await before.getByTestId('before-first').waitFor();
  const { page: ahead } = await tablet(at('2190-01-01T08:00:00+07:00'));
  await expect
    .poll(() => ahead.getByTestId('trouble').innerText(), SOON)
    .toContain(past.ahead('01/01/2190 08:00'));
  const { page: none } = await tablet(`scope=area:999&${at(hour(9))}`);
  await none.getByTestId('trouble').waitFor();
});

it('tries again by itself while the store is away', async () => {
  const { page } = await tablet(at(hour(8.5)));
  await expect.poll(() => figure(page, 'past.received'), SOON).toBe(1);
  await page.route('**/api/v1/snapshot?*', (route) => route.abort());
  await page.getByRole('button', { name: past.later }).tap();
  await expect.poll(() => page.getByTestId('trouble').innerText(), SOON).toContain(past.retrying);
  // What was shown stays, and says of which instant it is.
  expect(await page.getByTestId('past-as-of').innerText()).toContain('08:30');
  await page.unroute('**/api/v1/snapshot?*');
  await expect.poll(() => page.getByTestId('past-as-of').innerText(), SOON).toContain('08:45');
});
