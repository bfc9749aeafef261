import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { connect } from '../../clickhouse/client.ts';
import { insertGaps } from '../../clickhouse/log-gaps-table.ts';
import { formatTime } from '../../contract/time.ts';
import { readArguments, runMissing } from '../../ingest/missing/missing-command.ts';
import { messageOf, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { Product } from '../support/product.ts';
import { launchBrowser } from './browser.ts';
import { figure, freshnessOfTiles, momentInPage, openPage, TABLET_SCREEN, WALL_SCREEN } from './open-page.ts';

const SOON = { timeout: 20_000, interval: 50 };
const TOLD_WITHIN_MS = 5_000;
const RIGHT_WITHIN_MS = 3_000;

let product: Product;
let browser: Browser;
let received = 0;

async function receive(code: string): Promise<void> {
  await product.produce([messageOf(snapshotEvent({ code, dueAt: formatTime(Date.now() - 3 * 86_400_000) }))]);
  received += 1;
}

/** In the page: whether it shows so many dossiers received today, and every tile has this freshness. */
function shows(expected: { received: number; freshness: string }): boolean {
  const tiles = [...document.querySelectorAll('[data-freshness]')];
  const figures = [...document.querySelectorAll('[data-figure="day.received.total"]')];
  return (
    tiles.length > 0 &&
    tiles.every((tile) => tile.getAttribute('data-freshness') === expected.freshness) &&
    figures.length > 0 &&
    figures.every((figure) => figure.getAttribute('data-value') === String(expected.received))
  );
}

async function openWall() {
  const { page } = await openPage(product, browser, '/wall?paused=1', WALL_SCREEN);
  await expect.poll(() => figure(page, 'day.received.total'), SOON).toBe(received);
  await expect.poll(() => freshnessOfTiles(page), SOON).toEqual(['live']);
  return page;
}

beforeAll(async () => {
  // What the last test waits for: that the session of a killed ingest ends.
  product = await Product.create({ KAFKA_SESSION_TIMEOUT_MS: '6000' });
  [browser] = await Promise.all([launchBrowser(), product.startIngest(), product.startServer()]);
  await receive('BEFORE');
  await eventually(async () => (await product.snapshot()).counts.received.total === received);
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

it('says that the link is lost within 5 s of the death of the server, keeps its figures, and is right within 3 s of its return', async () => {
  const page = await openWall();
  const { page: tablet } = await openPage(product, browser, '/areas/692', TABLET_SCREEN);
  await expect.poll(() => tablet.getByTestId('feed-state').innerText(), SOON).toContain('Trực tiếp');
  await page.evaluate(() => document.body.setAttribute('data-same-page', ''));
  const told = momentInPage(
    page,
    (sign) => document.querySelector(sign) !== null,
    '[data-testid="link-lost"]',
  );
  const killedAt = Date.now();
  await product.kill('server');
  expect((await told) - killedAt).toBeLessThan(TOLD_WITHIN_MS);
  expect(await page.getByTestId('link-lost').innerText()).toMatch(/Mất kết nối từ \d\d:\d\d:\d\d/);
  expect(await figure(page, 'day.received.total')).toBe(received);
  expect(await figure(page, 'day.inProgress.late')).toBe(received);
  await expect.poll(() => freshnessOfTiles(page), SOON).toEqual(['lost']);

  await tablet.getByTestId('link-lost').waitFor({ timeout: 2_000 });
  expect(await tablet.getByTestId('feed-state').innerText()).not.toContain('Trực tiếp');
  await receive('MEANWHILE');
  // As long as it takes that tries to connect again come seldom.
  await page.waitForTimeout(8_000);
  expect(await figure(page, 'day.received.total')).toBe(received - 1);
  const right = momentInPage(page, shows, { received, freshness: 'live' });
  await product.startServer();
  const backAt = Date.now();
  expect((await right) - backAt).toBeLessThan(RIGHT_WITHIN_MS);
  expect(await page.getByTestId('link-lost').count()).toBe(0);
  // It recovered by itself, it was not loaded again.
  expect(await page.locator('body').getAttribute('data-same-page')).toBe('');
});

it('says how many messages are missing until an administrator has seen it, and then no longer', async () => {
  const page = await openWall();
  const { page: quality } = await openPage(product, browser, '/quality', TABLET_SCREEN);
  expect(await page.getByTestId('missing').count()).toBe(0);
  const client = connect(product.clickHouse, 'insert');
  // As ingest names what Kafka deleted before it was read. No lane has come so far: all figures stay live.
  const range = {
    stream: 'dossier',
    kafkaPartition: 5,
    generation: 0,
    fromOffset: 1_000,
    toOffset: 1_240,
    kind: 'deleted',
  } as const;
  await insertGaps(client, [range]);
  await expect.poll(() => page.getByTestId('missing').innerText(), SOON).toContain('Thiếu 240 bản tin');
  expect(await page.getByTestId('feed-state').getAttribute('data-state')).toBe('live');
  // What stands beside it is not cut off.
  const cutPx = await page
    .locator('[data-testid="header"] .state')
    .evaluate((one) => one.scrollWidth - one.clientWidth);
  expect(cutPx).toBe(0);
  await expect.poll(() => quality.getByTestId('missing').innerText(), SOON).toContain('Thiếu 240 bản tin');
  await quality.reload();
  const named = quality.getByTestId('missing-messages');
  await named.waitFor();
  expect(await named.getAttribute('data-unseen')).toBe('240');
  expect(await named.innerText()).toContain('1000–1239');

  await runMissing(client, readArguments(['seen', '--all']), () => undefined);
  await client.close();
  await page.getByTestId('missing').waitFor({ state: 'detached', timeout: SOON.timeout });
  await quality.reload();
  await named.waitFor();
  expect(await named.getAttribute('data-unseen')).toBe('0');
  expect(await named.getAttribute('data-total')).toBe('240');
});

it('marks every tile as delayed when ingest dies, blanks none, and is live again when it returns', async () => {
  const page = await openWall();
  const told = momentInPage(page, shows, { received, freshness: 'delayed' });
  const killedAt = Date.now();
  await product.kill('ingest');
  expect((await told) - killedAt).toBeLessThan(TOLD_WITHIN_MS);
  expect(await freshnessOfTiles(page)).toEqual(['delayed']);
  expect(await page.getByTestId('feed-state').getAttribute('data-state')).toBe('delayed');
  expect(await figure(page, 'day.received.total')).toBe(received);
  await receive('WHILE-INGEST-IS-AWAY');
  expect(await figure(page, 'day.received.total')).toBe(received - 1);
  await product.startIngest();
  await expect.poll(() => figure(page, 'day.received.total'), { timeout: 20_000 }).toBe(received);
  await expect.poll(() => freshnessOfTiles(page), { timeout: 20_000 }).toEqual(['live']);
});
