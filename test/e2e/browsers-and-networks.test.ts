import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { formatTime } from '../../contract/time.ts';
import { messageOf, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { Gateway, type GatewayOptions } from '../support/gateway.ts';
import { Product } from '../support/product.ts';
import { ISLAND_AREA, ISLAND_UNIT, writeIslandPack } from '../support/island-pack.ts';
import { MAP_THEMES } from '../../web/map/map-theme.ts';
import { dumpInChromium80, launchBrowser } from './browser.ts';
import { setClock, waysOf } from './device.ts';
import { figure, freshnessOfTiles, openPage, pixelsOf, TABLET_SCREEN, WALL_SCREEN } from './open-page.ts';

const SOON = { timeout: 20_000, interval: 50 };
const CODE = '000.00.32.H10-211004-00017';
const PATH = '/ioc/';
const HOUR_MS = 3_600_000;

let product: Product;
let browser: Browser;
let oldBrowser: Browser;
let islands: Awaited<ReturnType<typeof writeIslandPack>>;
let received = 0;
const gateways: Gateway[] = [];

async function receive(code: string): Promise<void> {
  await product.produce([messageOf(snapshotEvent({ code, dueAt: formatTime(Date.now() - 86_400_000) }))]);
  received += 1;
}

async function gateway(options: GatewayOptions, server = 'server'): Promise<Gateway> {
  const opened = await Gateway.open(product.serverUrlOf(server), options);
  gateways.push(opened);
  return opened;
}

beforeAll(async () => {
  product = await Product.create();
  islands = await writeIslandPack();
  [browser, oldBrowser] = await Promise.all([
    launchBrowser(),
    launchBrowser([], 'chromium-109'),
    product.startIngest(),
    product.startServer(),
    product.startServer({ PROVINCE_PACK: islands.dir }, 'islands'),
    product.startServer({ PUBLIC_URL: `https://ioc.example.vn${PATH}` }, 'kept'),
  ]);
  await receive(CODE);
  await eventually(async () => (await product.snapshot()).counts.received.total === received);
});
afterEach(async () => {
  for (const context of [...browser.contexts(), ...oldBrowser.contexts()]) await context.close();
  for (const opened of gateways.splice(0)) opened.close();
});
afterAll(async () => {
  await Promise.all([browser?.close(), oldBrowser?.close()]);
  await product?.stop();
  await islands?.remove();
});

/** Follows the pages as a reader does, by links and by addresses. */
async function walk(page: Page, root: string): Promise<void> {
  await page.locator('[data-area="692"]').first().tap();
  await page.waitForURL(`${root}/areas/692`);
  await page.getByTestId('all-late').tap();
  await page.locator(`[data-dossier="${CODE}"]`).tap();
  await page.locator(`[data-dossier-page="${CODE}"]`).waitFor();
  expect(page.url()).toBe(`${root}/dossiers/${CODE}`);
  await page.reload();
  await page.locator(`[data-dossier-page="${CODE}"]`).waitFor();
  await page.goto(`${root}/reports/06a?by=unit`);
  const csv = page.locator('a[download][href*="format=csv"]');
  const file = await page.request.get(new URL((await csv.getAttribute('href')) as string, page.url()).href);
  expect([file.status(), file.headers()['content-type']]).toEqual([200, expect.stringContaining('text/csv')]);
}

it('works below a path that a gateway takes away, with nothing configured', async () => {
  const { url, strays } = await gateway({ path: PATH });
  const { page, troubles } = await openPage(product, browser, '/wall?paused=1', WALL_SCREEN, url);
  await expect.poll(() => figure(page, 'day.received.total'), SOON).toBe(received);
  await page.locator('[data-tile="map"] .view.ready').waitFor({ state: 'attached' });
  await receive('BELOW-A-PATH');
  await expect.poll(() => figure(page, 'day.received.total'), SOON).toBe(received);
  const tablet = await openPage(product, browser, '/', TABLET_SCREEN, url);
  await walk(tablet.page, url);
  expect([...troubles, ...tablet.troubles, ...strays]).toEqual([]);
});

it('works below a path that a gateway keeps, as PUBLIC_URL says, with a cookie for that path alone', async () => {
  const { url, strays } = await gateway({ path: PATH, keepsPath: true }, 'kept');
  const { page, troubles } = await openPage(product, browser, '/units/H10.2.03', TABLET_SCREEN, url);
  expect(page.url()).toBe(`${url}/units/H10.2.03`);
  await expect.poll(() => figure(page, 'year.inProgress.late'), SOON).toBe(received);
  const cookies = await page.context().cookies(`${url}/`);
  expect(cookies).toMatchObject([{ name: 'ioc-session', path: PATH, httpOnly: true, sameSite: 'Lax' }]);
  await page.goto(`${url}/`);
  await walk(page, url);
  await page.goto(`${url}/wall?paused=1`);
  await expect.poll(() => figure(page, 'day.received.total'), SOON).toBe(received);
  expect([...troubles, ...strays]).toEqual([]);
});

async function openWall(url: string) {
  const page = await browser.newPage({ viewport: WALL_SCREEN });
  const ways = waysOf(page);
  await page.goto(url + (await product.linkTo('/wall?paused=1')));
  return { page, ways };
}

it('polls behind a proxy that swallows WebSockets, and takes one as soon as it gets through', async () => {
  const way = await gateway({ webSockets: 'swallow', delayMs: 100 });
  const { page, ways } = await openWall(way.url);
  await expect.poll(() => figure(page, 'day.received.total'), { timeout: 15_000 }).toBe(received);
  await receive('POLLED');
  await expect.poll(() => figure(page, 'day.received.total'), SOON).toBe(received);
  await expect.poll(() => freshnessOfTiles(page), SOON).toEqual(['live']);
  expect(ways.polls).toBeGreaterThan(0);
  const swallowed = ways.webSockets;
  way.webSockets = 'pass';
  await expect.poll(() => ways.webSockets, { timeout: 45_000 }).toBeGreaterThan(swallowed);
  // The last poll is over when the WebSocket has taken over.
  await eventually(async () => {
    const { polls } = ways;
    await page.waitForTimeout(500);
    return polls === ways.polls;
  }, 8_000);
  await receive('BY-WEBSOCKET');
  await expect.poll(() => figure(page, 'day.received.total'), SOON).toBe(received);
  expect(await page.getByTestId('link-lost').count()).toBe(0);
});

it('leaves a WebSocket that falls silent, also on a device whose clock was set back', async () => {
  const way = await gateway({});
  const { page, ways } = await openWall(way.url);
  await expect.poll(() => figure(page, 'day.received.total'), SOON).toBe(received);
  expect(ways).toEqual({ webSockets: 1, polls: 0 });
  await setClock(page, -3 * HOUR_MS);
  way.webSockets = 'deaf';
  await receive('UNHEARD');
  await page.getByTestId('link-lost').waitFor({ timeout: 5_000 });
  await expect.poll(() => figure(page, 'day.received.total'), { timeout: 20_000 }).toBe(received);
  expect(ways.polls).toBeGreaterThan(0);
  await expect.poll(() => freshnessOfTiles(page), SOON).toEqual(['live']);
});

it("shows the server's time and goes on living whatever the device's clock says", async () => {
  const { page } = await openWall((await gateway({})).url);
  for (const shiftMs of [-3 * HOUR_MS, 26 * HOUR_MS, -20 * 365 * 24 * HOUR_MS, 5 * 365 * 24 * HOUR_MS]) {
    await setClock(page, shiftMs);
    await receive(`AT-CLOCK-${shiftMs}`);
    await expect.poll(() => figure(page, 'day.received.total'), SOON).toBe(received);
    await expect.poll(() => freshnessOfTiles(page), SOON).toEqual(['live']);
    const shown = (await page.getByTestId('clock').innerText()).match(/(\d\d):(\d\d):(\d\d)/) as string[];
    const [hours, minutes, seconds] = shown.slice(1).map(Number) as [number, number, number];
    const shownMs = ((hours * 60 + minutes) * 60 + seconds) * 1_000;
    const behindMs = (Date.now() + 7 * HOUR_MS - shownMs + 24 * HOUR_MS) % (24 * HOUR_MS);
    expect(behindMs).toBeLessThan(4_000);
  }
});

it.each(['12/2021 HS-Đất', '100% a?b'])(
  'opens, reloads and shares the page of the code %j behind a proxy that decodes paths',
  async (code) => {
    await receive(code);
    await eventually(async () => (await product.snapshot()).counts.received.total === received);
    const { url, strays } = await gateway({ path: PATH, decodesPath: true });
    const { page, troubles } = await openPage(
      product,
      browser,
      `/dossiers?q=${encodeURIComponent(code)}`,
      TABLET_SCREEN,
      url,
    );
    await page.locator('[data-dossier]').first().tap();
    const opened = page.locator('[data-dossier-page]');
    await opened.waitFor();
    const shown = await opened.getAttribute('data-dossier-page');
    expect(shown?.toLowerCase()).toBe(code.toLowerCase());
    await page.reload();
    await opened.waitFor();
    const shared = await openPage(product, browser, page.url().slice(url.length), TABLET_SCREEN, url);
    await shared.page.locator(`[data-dossier-page="${shown}"]`).waitFor();
    expect([...troubles, ...shared.troubles, ...strays]).toEqual([]);
  },
);

it('shows the wall in Chromium 109, the last of Windows 7 and 8, with labels that can be read', async () => {
  expect(oldBrowser.version()).toMatch(/^109\./);
  const { page, troubles } = await openPage(product, oldBrowser, '/wall?paused=1', WALL_SCREEN);
  await expect.poll(() => figure(page, 'day.inProgress.late'), SOON).toBe(received);
  await page.locator('[data-tile="map"] .view.ready').waitFor({ state: 'attached' });
  const label = page.locator('[data-tile="map"] .label[data-code="692"]');
  expect(await label.innerText()).toContain('Lộc Ninh');
  // A halo that covers its letters leaves none of their white.
  expect(await pixelsOf(label, MAP_THEMES.dark.label)).toBeGreaterThan(60);
  await page.waitForTimeout(1_000);
  expect(troubles).toEqual([]);
});

it('leads to a dossier on a tablet in Chromium 109', async () => {
  const { page, troubles } = await openPage(product, oldBrowser, '/', TABLET_SCREEN);
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

it('shows far islands in an inset, and the mainland as large as without them', async () => {
  const { page, troubles } = await openPage(
    product,
    browser,
    '/wall',
    WALL_SCREEN,
    product.serverUrlOf('islands'),
  );
  const inset = page.locator('[data-tile="map"]').getByTestId('island-inset');
  // Where the inset has no room for its name, a number leads to its line of the list.
  const named = page.locator(
    `[data-listed="${ISLAND_AREA}"], [data-testid="island-inset"] .label:not(.hidden)[data-code="${ISLAND_AREA}"]`,
  );
  await named.waitFor();
  await page.locator('[data-tile="map"] .view.ready').waitFor({ state: 'attached' });
  const dueAt = formatTime(Date.now() - 86_400_000);
  await product.produce([messageOf(snapshotEvent({ code: 'ISLAND', unit: { code: ISLAND_UNIT }, dueAt }))]);
  await expect.poll(() => named.innerText(), SOON).toMatch(/Đảo Thử\s+100,0%/);
  // Reefs are dots in the colour of their class.
  expect(await pixelsOf(inset, MAP_THEMES.dark.fills[4])).toBeGreaterThan(100);
  const places = await page
    .locator('[data-tile="map"] .map > .labels .label')
    .evaluateAll((labels) =>
      labels.map((label) => label.getBoundingClientRect()).map(({ x, y }) => ({ x, y })),
    );
  const map = (await page.locator('[data-tile="map"] .map').boundingBox()) as { width: number };
  const xs = places.map(({ x }) => x);
  expect(Math.max(...xs) - Math.min(...xs)).toBeGreaterThan(map.width / 2);
  expect(troubles).toEqual([]);
});
