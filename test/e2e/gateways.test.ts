import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { formatTime } from '../../contract/time.ts';
import { messageOf, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { Gateway, type GatewayOptions } from '../support/gateway.ts';
import { Product } from '../support/product.ts';
import { launchBrowser } from './browser.ts';
import { figure, freshnessOfTiles, openPage, TABLET_SCREEN, WALL_SCREEN } from './open-page.ts';

const SOON = { timeout: 8_000, interval: 50 };
const CODE = '000.00.32.H10-211004-00017';
const TOKEN = 'province-token-0123456789';
const PATH = '/ioc/';
const HOUR_MS = 3_600_000;

let product: Product;
let browser: Browser;
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
  [browser] = await Promise.all([
    launchBrowser(),
    product.startIngest(),
    product.startServer(),
    product.startServer(
      { PUBLIC_URL: `https://ioc.example.vn${PATH}`, VIEWER_TOKENS: `${TOKEN}=province` },
      'kept',
    ),
  ]);
  await receive(CODE);
  await eventually(async () => (await product.snapshot()).counts.received.total === received);
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  for (const opened of gateways.splice(0)) opened.close();
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
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
  const { page, troubles } = await openPage(browser, `${url}/wall`, WALL_SCREEN);
  await expect.poll(() => figure(page, 'day.received.total'), SOON).toBe(received);
  await page.locator('[data-tile="map"] .view.ready').waitFor({ state: 'attached' });
  await receive('BELOW-A-PATH');
  await expect.poll(() => figure(page, 'day.received.total'), SOON).toBe(received);
  const tablet = await openPage(browser, `${url}/`, TABLET_SCREEN);
  await walk(tablet.page, url);
  expect([...troubles, ...tablet.troubles, ...strays]).toEqual([]);
});

it('works below a path that a gateway keeps, as PUBLIC_URL says, with a cookie for that path alone', async () => {
  const { url, strays } = await gateway({ path: PATH, keepsPath: true }, 'kept');
  const { page, troubles } = await openPage(browser, `${url}/units/H10.2.03?token=${TOKEN}`, TABLET_SCREEN);
  expect(page.url()).toBe(`${url}/units/H10.2.03`);
  await expect.poll(() => figure(page, 'year.inProgress.late'), SOON).toBe(received);
  const cookies = await page.context().cookies(`${url}/`);
  expect(cookies).toMatchObject([{ name: 'viewer-token', path: PATH, httpOnly: true, sameSite: 'Strict' }]);
  await page.goto(`${url}/`);
  await walk(page, url);
  await page.goto(`${url}/wall`);
  await expect.poll(() => figure(page, 'day.received.total'), SOON).toBe(received);
  expect([...troubles, ...strays]).toEqual([]);
});

/** How the live feed of a page comes: over the WebSockets and polls that the browser has begun so far. */
function waysOf(page: Page) {
  const seen = { webSockets: 0, polls: 0 };
  page.on('websocket', () => (seen.webSockets += 1));
  page.on('request', (request) => {
    if (request.url().includes('transport=polling')) seen.polls += 1;
  });
  return seen;
}

/** Sets the clock of the device, as the page sees it. */
function setClock(page: Page, shiftMs: number): Promise<void> {
  return page.evaluate((shiftMs) => {
    const known = window as unknown as { RealDate?: DateConstructor };
    const Real = (known.RealDate ??= Date);
    window.Date = class extends Real {
      constructor(...parts: []) {
        super(...(parts.length > 0 ? parts : ([Real.now() + shiftMs] as unknown as [])));
      }
      static override now = () => Real.now() + shiftMs;
    } as DateConstructor;
  }, shiftMs);
}

async function openWall(url: string) {
  const page = await browser.newPage({ viewport: WALL_SCREEN });
  const ways = waysOf(page);
  await page.goto(`${url}/wall`);
  return { page, ways };
}

it('polls behind a proxy that swallows WebSockets, and takes one as soon as it gets through', async () => {
  const way = await gateway({ webSockets: 'swallow', delayMs: 100 });
  const { page, ways } = await openWall(way.url);
  await expect.poll(() => figure(page, 'day.received.total'), { timeout: 15_000 }).toBe(received);
  await receive('POLLED');
  await expect.poll(() => figure(page, 'day.received.total'), SOON).toBe(received);
  expect(await freshnessOfTiles(page)).toEqual(['live']);
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
    expect(await freshnessOfTiles(page)).toEqual(['live']);
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
      browser,
      `${url}/dossiers?q=${encodeURIComponent(code)}`,
      TABLET_SCREEN,
    );
    await page.locator('[data-dossier]').first().tap();
    const opened = page.locator('[data-dossier-page]');
    await opened.waitFor();
    const shown = await opened.getAttribute('data-dossier-page');
    expect(shown?.toLowerCase()).toBe(code.toLowerCase());
    await page.reload();
    await opened.waitFor();
    const shared = await openPage(browser, page.url(), TABLET_SCREEN);
    await shared.page.locator(`[data-dossier-page="${shown}"]`).waitFor();
    expect([...troubles, ...shared.troubles, ...strays]).toEqual([]);
  },
);
