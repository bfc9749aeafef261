import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { formatTime } from '../../contract/time.ts';
import { messageOf, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { Gateway, type GatewayOptions } from '../support/gateway.ts';
import { writeOtherBuild } from '../support/other-build.ts';
import { Product } from '../support/product.ts';
import { MAP_THEMES } from '../../web/map/map-theme.ts';
import { launchBrowser } from './browser.ts';
import { passTime, setClock } from './device.ts';
import { figure, freshnessOfTiles, openPage, pixelsOf, WALL_SCREEN } from './open-page.ts';

const SOON = { timeout: 20_000, interval: 50 };
/** Longer than the longest wait between two tries to load again. */
const NEXT_TRY = { timeout: 30_000, interval: 100 };
const PATH = '/ioc/';
const HOUR_MS = 3_600_000;

let product: Product;
let browser: Browser;
let received = 0;
const gateways: Gateway[] = [];

async function receive(code: string): Promise<void> {
  await product.produce([messageOf(snapshotEvent({ code, dueAt: formatTime(Date.now() - 3 * 86_400_000) }))]);
  received += 1;
  await eventually(async () => (await product.snapshot()).counts.received.total === received);
}

beforeAll(async () => {
  product = await Product.create();
  [browser] = await Promise.all([launchBrowser(), product.startIngest(), product.startServer()]);
  await receive('FIRST');
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  for (const gateway of gateways.splice(0)) gateway.close();
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

/** The address of a wall that stays on its page. */
const standing = (query = '') => `/wall?paused=1${query.replace('?', '&')}`;

/** A live wall behind a gateway, and how often its page was loaded. */
async function openWall(query = '', options: GatewayOptions = {}) {
  const gateway = await Gateway.open(product.serverUrl, options);
  gateways.push(gateway);
  const { page, troubles } = await openPage(product, browser, standing(query), WALL_SCREEN, gateway.url);
  await becomesLive(page);
  const loads = { count: 0 };
  page.on('domcontentloaded', () => (loads.count += 1));
  return { page, gateway, loads, troubles };
}

async function becomesLive(page: Page): Promise<void> {
  await expect.poll(() => figure(page, 'day.received.total').catch(() => undefined), SOON).toBe(received);
  await expect.poll(() => freshnessOfTiles(page), SOON).toEqual(['live']);
}

/** The device has the pages, and its worker answers for them. */
async function keepsPages(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
}

/** In the page: the name of the newest build that is kept whole and answers for pages. */
async function keptBuild(): Promise<string | undefined> {
  const registration = await navigator.serviceWorker.getRegistration();
  const isChanging = registration?.installing ?? registration?.waiting;
  return isChanging ? undefined : (await caches.keys()).at(-1);
}

/** From now to the next quiet hour that is at least `atLeastHours` away, ms. */
function untilQuietHour(atLeastHours: number): number {
  const localMs = Date.now() + 7 * HOUR_MS;
  const today = localMs - (localMs % (24 * HOUR_MS));
  for (let atMs = today + 3.2 * HOUR_MS; ; atMs += 24 * HOUR_MS)
    if (atMs - localMs > atLeastHours * HOUR_MS) return atMs - localMs;
}

it.each(['silent', 'badGateway'] as const)(
  'stays in the quiet hour while the way to the server is %s, and loads again once when it is back',
  async (outage) => {
    const { page, gateway, loads } = await openWall();
    const asked = page.waitForEvent('request', (request) => new URL(request.url()).pathname === '/wall');
    gateway.outage = outage;
    await page.getByTestId('link-lost').waitFor();
    await passTime(page, untilQuietHour(3));
    await asked;
    // Longer than from the asking to the decision.
    await page.waitForTimeout(2_000);
    expect(loads.count).toBe(0);
    expect(await figure(page, 'day.received.total')).toBe(received);
    gateway.outage = 'none';
    await expect.poll(() => loads.count, NEXT_TRY).toBe(1);
    await becomesLive(page);
    await page.waitForTimeout(2_000);
    expect(loads.count).toBe(1);
  },
  90_000,
);

it.each(['silent', 'badGateway'] as const)(
  'opens from the device while the way to the server is %s, says that the link is lost, and comes alive by itself',
  async (outage) => {
    const { page, gateway, loads } = await openWall('?lang=vi', { path: PATH });
    await keepsPages(page);
    gateway.outage = outage;
    await page.reload();
    await page.getByTestId('link-lost').waitFor();
    expect(await page.getByTestId('link-lost').innerText()).toContain('Mất kết nối');
    expect(await page.locator('[data-tile]').count()).toBeGreaterThan(3);
    expect(page.url()).toContain('lang=vi');
    gateway.outage = 'none';
    await becomesLive(page);
    await page.locator('[data-tile="map"] .view.ready').waitFor({ state: 'attached' });
    expect(await page.getByTestId('header').innerText()).toContain('Bình Phước');
    expect(loads.count).toBe(1);
  },
  90_000,
);

it('opens a page of any depth from the device, and keeps nothing but the pages there', async () => {
  const { page, gateway } = await openWall('', { path: PATH });
  await keepsPages(page);
  gateway.outage = 'silent';
  await page.goto(`${gateway.url}/units/H10.2.03`);
  await page.locator('.tablet').waitFor();
  const kept = await page.evaluate(async () => {
    const all = await Promise.all(
      (await caches.keys()).map(async (name) => (await caches.open(name)).keys()),
    );
    return all.flat().map(({ url }) => new URL(url).pathname);
  });
  expect(kept.length).toBeGreaterThan(10);
  expect(kept.filter((path) => !/^\/ioc\/(assets\/[^/]+|browser-check\.js)$/.test(path))).toEqual([]);
  const page404 = await page.evaluate(() => fetch('../api/v1/areas').catch(() => 'refused'));
  expect(page404).toBe('refused');
});

/** What takes the browser's memory, after what is not used is given up. */
async function held(page: Page): Promise<{ nodes: number; listeners: number }> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  await devtools.send('HeapProfiler.collectGarbage');
  const { metrics } = await devtools.send('Performance.getMetrics');
  await devtools.detach();
  const value = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? 0;
  return { nodes: value('Nodes'), listeners: value('JSEventListeners') };
}

it('goes through a day without the network: every tile is marked, nothing grows, and it comes back by itself', async () => {
  const { page, gateway, loads } = await openWall();
  gateway.outage = 'silent';
  await page.getByTestId('link-lost').waitFor();
  await page.waitForTimeout(2_000);
  const before = await held(page);
  for (let hour = 0; hour < 24; hour++) {
    await passTime(page, HOUR_MS);
    await setClock(page, hour * HOUR_MS);
    await page.waitForTimeout(500);
  }
  expect(await page.getByTestId('link-lost').innerText()).toMatch(/cũ (23 giờ|1 ngày)/);
  expect(await freshnessOfTiles(page)).toEqual(['lost']);
  expect(await figure(page, 'day.received.total')).toBe(received);
  const after = await held(page);
  expect(after.nodes).toBeLessThan(before.nodes * 1.05);
  expect(after.listeners).toBeLessThan(before.listeners * 1.05);
  expect(loads.count).toBe(0);
  gateway.outage = 'none';
  await becomesLive(page);
  // The page may have seen the quiet hour of that day.
  expect(loads.count).toBeLessThanOrEqual(1);
}, 120_000);

it('stands as it stood after a reload: its address holds its state', async () => {
  const query = '?diagonal=86&distance=5&theme=light&lang=en&from=2021-01-01&to=2021-10-31';
  const gateway = await Gateway.open(product.serverUrl);
  gateways.push(gateway);
  const { page } = await openPage(product, browser, standing(query), WALL_SCREEN, gateway.url);
  const state = () =>
    page.evaluate(() => ({
      theme: document.documentElement.dataset['theme'],
      lang: document.documentElement.lang,
      unit: (document.querySelector('.wall') as HTMLElement | null)?.style.getPropertyValue('--u'),
    }));
  await expect
    .poll(state, SOON)
    .toMatchObject({ theme: 'light', lang: 'en', unit: expect.stringMatching(/px$/) });
  await page.evaluate(() => document.fonts.ready);
  const before = await state();
  await page.reload();
  await expect.poll(state, SOON).toEqual(before);
  expect(new URL(page.url()).search).toContain(query.slice(1));
});

it('keeps the colours of its map when the WebGL context is lost twice, and loads again at the third', async () => {
  const { page, loads } = await openWall();
  const map = page.locator('[data-tile="map"] .view.ready canvas');
  await map.waitFor();
  const coloured = () => pixelsOf(map, MAP_THEMES.dark.fills[4]);
  await expect.poll(coloured, SOON).toBeGreaterThan(1_000);
  const loseContext = () =>
    map.evaluate(async (canvas: HTMLCanvasElement) => {
      const lost = canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context');
      lost?.loseContext();
      await new Promise((resolve) => setTimeout(resolve, 500));
      lost?.restoreContext();
    });
  const before = await coloured();
  for (let times = 1; times <= 2; times++) {
    await loseContext();
    await expect.poll(coloured, SOON).toBeGreaterThan(before * 0.95);
  }
  expect(loads.count).toBe(0);
  // The page may go in the middle of it.
  await loseContext().catch(() => undefined);
  await expect.poll(() => loads.count, NEXT_TRY).toBe(1);
  await becomesLive(page);
}, 90_000);

it('shows the same on a device whose clock is two years off', async () => {
  const open = async (shiftMs: number) => {
    const { page } = await openPage(product, browser, '/quality', WALL_SCREEN);
    await page.addInitScript((shiftMs) => {
      const Real = Date;
      window.Date = class extends Real {
        constructor(...parts: []) {
          super(...(parts.length > 0 ? parts : ([Real.now() + shiftMs] as unknown as [])));
        }
        static override now = () => Real.now() + shiftMs;
      } as DateConstructor;
      const { timeOrigin } = performance;
      Object.defineProperty(performance, 'timeOrigin', { value: timeOrigin + shiftMs });
    }, shiftMs);
    await page.goto(product.serverUrl + standing());
    await becomesLive(page);
    return page;
  };
  // Seconds go on while one page is read after the other.
  const lines = async (page: Page) =>
    (await page.locator('body').innerText())
      .replaceAll(/\d\d:\d\d(:\d\d)?|\d+(s| giây| phút)/g, '')
      .split('\n');
  const right = await open(0);
  expect((await lines(right)).join()).toContain(String(new Date().getFullYear()));
  for (const years of [-2, 2]) {
    const wrong = await open(years * 365 * 24 * HOUR_MS);
    const differing = async () => {
      const [shown, wanted] = [await lines(wrong), await lines(right)];
      return [
        ...shown.filter((line) => !wanted.includes(line)),
        ...wanted.filter((line) => !shown.includes(line)),
      ];
    };
    await expect.poll(differing, SOON).toEqual([]);
    await wrong.close();
  }
}, 120_000);

it('loads the page of a new build once when its server announces it, and keeps that on the device then', async () => {
  const other = await writeOtherBuild();
  try {
    const { page, gateway, loads } = await openWall('?lang=vi');
    await keepsPages(page);
    await product.startServer({}, 'other', other.server);
    gateway.target = product.serverUrlOf('other');
    await expect.poll(() => loads.count, NEXT_TRY).toBe(1);
    await becomesLive(page);
    const isOther = () => page.locator(`link[href$="${other.file}"]`).count();
    expect(await isOther()).toBe(1);
    await expect.poll(() => page.evaluate(keptBuild), SOON).toBe('pages-otherone');
    gateway.outage = 'silent';
    await page.reload();
    await page.getByTestId('link-lost').waitFor();
    expect(await isOther()).toBe(1);
    gateway.outage = 'none';
    await becomesLive(page);
    expect(loads.count).toBe(2);
  } finally {
    await product.kill('other');
    await other.remove();
  }
}, 120_000);

it('that was opened from the device finds out that the server has another build', async () => {
  const other = await writeOtherBuild();
  try {
    const { page, gateway, loads } = await openWall();
    await keepsPages(page);
    gateway.outage = 'silent';
    await page.reload();
    await page.getByTestId('link-lost').waitFor();
    await product.startServer({}, 'other', other.server);
    gateway.target = product.serverUrlOf('other');
    gateway.outage = 'none';
    await expect.poll(() => loads.count, NEXT_TRY).toBe(2);
    expect(await page.locator(`link[href$="${other.file}"]`).count()).toBe(1);
    await becomesLive(page);
  } finally {
    await product.kill('other');
    await other.remove();
  }
}, 120_000);
