import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { formatTime } from '../../contract/time.ts';
import { messageOf, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { Gateway, type GatewayOptions } from '../support/gateway.ts';
import { Product } from '../support/product.ts';
import { launchBrowser } from './browser.ts';
import { figure, openPage, TABLET_SCREEN, WALL_SCREEN } from './open-page.ts';

const SOON = { timeout: 8_000, interval: 50 };
const CODE = '000.00.32.H10-211004-00017';
const TOKEN = 'province-token-0123456789';
const PATH = '/ioc/';

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
