import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Figures } from '../../contract/api.ts';
import type { KindCounts } from '../../contract/counts.ts';
import { formatDay } from '../../contract/time.ts';
import { EventSender } from '../../sample/event-sender.ts';
import {
  loadHistory,
  originSum,
  scaleHistory,
  type HistoryPayments,
  type PublishedHistory,
} from '../../sample/published-history.ts';
import { replayHistory } from '../../sample/replay.ts';
import { loadSampleProvince } from '../../sample/sample-province.ts';
import { Product } from '../support/product.ts';
import { launchBrowser } from './browser.ts';
import { figure, figures, openPage, WALL_SCREEN } from './open-page.ts';

const SCALE = 0.005;

let product: Product;
let browser: Browser;

beforeAll(async () => {
  product = await Product.create();
  [browser] = await Promise.all([launchBrowser(), product.startIngest(), product.startServer()]);
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

async function replay(history: PublishedHistory): Promise<void> {
  const { signal } = new AbortController();
  const log = () => undefined;
  const brokers = [product.brokers];
  const sender = new EventSender({ brokers, clientId: 'e2e', idempotent: false, inFlight: 2, signal, log });
  await sender.connect();
  try {
    const province = await loadSampleProvince(history.packDir);
    await replayHistory({ history, province, sender, signal, log });
  } finally {
    await sender.disconnect();
  }
}

it('shows the totals and payments of a replayed history to the unit, also after it was replayed twice', async () => {
  const history = scaleHistory(await loadHistory('binh-phuoc-2021'), SCALE);
  const { totals } = history;
  const { page, troubles } = await openPage(
    product,
    browser,
    '/wall?from=2021-01-01&to=2021-10-31&paused=1',
    WALL_SCREEN,
  );
  const expected = {
    'year.received.total': originSum(totals),
    'year.received.online': totals.online,
    'year.received.counter': totals.counter,
    'year.received.postal': totals.postal,
    'year.carriedOver': totals.carriedOver,
    'year.resolved.total': totals.resolvedEarly + totals.resolvedOnTime + totals.resolvedLate,
    'year.resolved.early': totals.resolvedEarly,
    'year.resolved.onTime': totals.resolvedOnTime,
    'year.resolved.late': totals.resolvedLate,
    // What is open now stands once, whatever the periods beside it.
    'day.inProgress.total': totals.openWithinDue + totals.openLate,
  };
  for (let round = 0; round < 2; round++) {
    await replay(history);
    await expect
      .poll(() => figures(page, Object.keys(expected)), { timeout: 30_000, interval: 200 })
      .toEqual(expected);
  }
  const { from, to, count, amountVnd } = history.payments as HistoryPayments;
  const days = `from=${formatDay(from)}&to=${formatDay(to)}`;
  // Late at the end of the period; by now everything that stayed open is.
  const dossiers = await product.get<Figures>('/api/v1/snapshot?from=2021-01-01&to=2021-10-31');
  expect(dossiers.counts.inProgress.late).toBe(totals.openLate);
  const paid = () => product.get<Figures<KindCounts>>(`/api/v1/snapshot?kind=payment&${days}`);
  await expect
    .poll(async () => (await paid()).counts, { timeout: 30_000, interval: 500 })
    .toMatchObject({ received: { total: count }, resolved: { total: count }, amountVnd });
  // The other columns are those of now: what was received in 2021 is there only as carried over.
  expect(await figure(page, 'day.received.total')).toBe(await figure(page, 'day.carriedOver'));
  expect(await page.locator('[data-tile="form"]').innerText()).toMatch(/01\/01\/2021–\s*31\/10\/2021/);
  expect(troubles).toEqual([]);
});
