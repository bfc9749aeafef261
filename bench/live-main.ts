/**
 * `npm run bench:live`: how long an event takes from the producer to the paint on a wall in a real browser, at a steady
 * rate and with other viewers of the same figures.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { nodeCommand, startChild } from '../embedded/child.ts';
import { launchBrowser } from '../test/e2e/browser.ts';
import { sendStream } from './event-stream.ts';
import { percentiles } from './percentiles.ts';
import { note, withStand } from './stand.ts';
import { deviceLink } from '../test/support/device-link.ts';
import { startWall } from './wall-stand.ts';

const quick = process.argv.includes('--quick');
const RATE = quick ? 100 : 500;
const SECONDS = quick ? 15 : 60;
const VIEWERS = 200;
/** The first events meet cold code and caches. */
const WARM_UP_S = 3;
const MARKER = '[data-figure="year.received.postal"]';

interface Paint {
  value: number;
  atMs: number;
}

await withStand(process.env, async (stand) => {
  const { url } = await startWall(stand);
  const viewers = await startChild({
    command: nodeCommand('bench/viewers-main.ts', [url, String(VIEWERS)]),
    env: process.env,
    logFile: `${stand.dir}/viewers.log`,
  });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    await page.goto(url + (await deviceLink(stand.clickHouse, '/wall')));
    await page.locator(`${MARKER}[data-value]`).waitFor();
    await watchPaints(page);
    const connected = await viewersOf(url);
    note(`${connected} viewers, ${RATE} events/s for ${SECONDS} s`);
    const { markersSentAt } = await sendStream(stand.brokers, RATE, WARM_UP_S + SECONDS);
    await page.locator(`${MARKER}[data-value="${markersSentAt.length}"]`).waitFor({ timeout: 30_000 });
    await sleep(200);
    const paints = await page.evaluate(() => (globalThis as unknown as { paints: Paint[] }).paints);
    const latencies = latenciesOf(markersSentAt, paints).slice((WARM_UP_S * RATE) / 10);
    const paintedMs = percentiles(latencies);
    note(`painted after p50 ${paintedMs.p50} ms, p99 ${paintedMs.p99} ms (${latencies.length} markers)`);
    console.log(
      JSON.stringify({ viewers: connected - 1, eventsPerSecond: RATE, paintedMs, markers: latencies.length }),
    );
  } finally {
    await browser.close();
    await viewers.kill();
  }
});

/** Notes each value of the marker figure with the time at which the frame that shows it has been painted. */
async function watchPaints(page: Page): Promise<void> {
  await page.evaluate((selector) => {
    const paints: Paint[] = [];
    Object.assign(globalThis, { paints });
    const figure = document.querySelector(selector) as Element;
    new MutationObserver(() => {
      const value = Number(figure.getAttribute('data-value'));
      // The task after a frame's callbacks runs when the frame has been drawn.
      requestAnimationFrame(() => setTimeout(() => paints.push({ value, atMs: Date.now() })));
    }).observe(figure, { attributes: true, attributeFilter: ['data-value'] });
  }, MARKER);
}

/** Marker n is on the wall with the first paint of a value of n or more. */
function latenciesOf(sentAt: readonly number[], paints: readonly Paint[]): number[] {
  let at = 0;
  return sentAt.map((sentAtMs, n) => {
    while ((paints[at]?.value ?? Infinity) <= n) at++;
    return (paints[at] as Paint).atMs - sentAtMs;
  });
}

/** Waits until all are there. */
async function viewersOf(url: string): Promise<number> {
  for (let tries = 0; ; tries++) {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    const viewers = Number(/^\w*viewers\S* (\d+)/m.exec(metrics)?.[1] ?? 0);
    if (viewers > VIEWERS || tries > 150) return viewers;
    await sleep(100);
  }
}
