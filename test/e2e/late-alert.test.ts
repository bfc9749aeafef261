import { randomBytes } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { formatTime } from '../../contract/time.ts';
import { messageOf, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { Product } from '../support/product.ts';
import { WebhookReceiver } from '../support/webhook-receiver.ts';
import { launchBrowser } from './browser.ts';
import { figure, openPage, WALL_SCREEN } from './open-page.ts';

const SOON = { timeout: 20_000, interval: 50 };
const DAY_MS = 86_400_000;
const inDays = (days: number) => formatTime(Date.now() + days * DAY_MS);

let receiver: WebhookReceiver;
let product: Product;
let browser: Browser;

beforeAll(async () => {
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  receiver = new WebhookReceiver(secret);
  const url = await receiver.start();
  product = await Product.create({ ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: secret });
  [browser] = await Promise.all([launchBrowser(), product.startIngest(), product.startServer()]);
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
  await receiver?.stop();
});

it('tells the owner once, signed, of a dossier that becomes late, and shows it on the wall', async () => {
  const code = '000.00.32.H10-211004-00017';
  const officer = { id: 'cb-0412', name: 'Lê Thị Ân' };
  const { page, troubles } = await openPage(product, browser, '/wall?paused=1', WALL_SCREEN);
  await product.produce([messageOf(snapshotEvent({ code, officer, dueAt: inDays(30) }))]);
  await expect.poll(() => figure(page, 'day.inProgress.total'), SOON).toBe(1);
  expect(await figure(page, 'day.inProgress.late')).toBe(0);

  const dueAt = inDays(-1);
  await product.produce([messageOf(snapshotEvent({ code, officer, dueAt }))]);
  await expect.poll(() => figure(page, 'day.inProgress.late'), SOON).toBe(1);
  await eventually(() => receiver.of(code).length > 0, 15_000);
  // An event more about the same case is not a case more.
  await product.produce([messageOf(snapshotEvent({ code, officer, dueAt }))]);
  await page.waitForTimeout(4_000);
  expect(receiver.hooks).toMatchObject([
    { unit: 'H10.2.03', cases: [{ code, lateness: 'late', officer, unit: { name: 'UBND huyện Lộc Ninh' } }] },
  ]);
  expect(receiver.refused).toBe(0);
  const unit = page.locator('[data-tile="worst-units"] [data-unit="H10.2.03"]');
  await expect.poll(() => unit.getAttribute('data-late'), SOON).toBe('1');
  expect(troubles).toEqual([]);
});
