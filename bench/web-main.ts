/**
 * `npm run bench:web`: how soon a wall that was never opened before shows the coloured map, how much script that takes,
 * and what share of a core the browser uses while figures change, all with WebGL in software.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../test/e2e/browser.ts';
import { sendStream } from './event-stream.ts';
import { percentiles } from './percentiles.ts';
import { note, withStand } from './stand.ts';
import { deviceLink } from '../test/support/device-link.ts';
import { startWall } from './wall-stand.ts';

const quick = process.argv.includes('--quick');
const OPENINGS = quick ? 3 : 9;
const CPU_SECONDS = quick ? 8 : 30;
const SETTLE_S = 4;
const RATE = 50;

await withStand(process.env, async (stand) => {
  const { url } = await startWall(stand);
  await sendStream(stand.brokers, 200, 3);
  const browser = await launchBrowser();
  try {
    const openings = [];
    for (let n = 0; n < OPENINGS; n++)
      openings.push(await openCold(browser, url, await deviceLink(stand.clickHouse, '/wall')));
    const median = (values: number[]) => percentiles(values).p50;
    const firstMapMs = median(openings.map((opening) => opening.firstMapMs));
    const webGlMapMs = median(openings.map((opening) => opening.webGlMapMs));
    note(`first map after ${firstMapMs} ms, by WebGL after ${webGlMapMs} ms`);
    const scripts = await scriptSizes(browser, url, await deviceLink(stand.clickHouse, '/wall'));
    const pageCpuShare = await cpuShare(browser, url + (await deviceLink(stand.clickHouse, '/wall')), () =>
      sendStream(stand.brokers, RATE, SETTLE_S + CPU_SECONDS + 1),
    );
    console.log(JSON.stringify({ firstMapMs, webGlMapMs, ...scripts, pageCpuShare, eventsPerSecond: RATE }));
  } finally {
    await browser.close();
  }
});

/** Opens the wall with an empty cache: when areas are coloured by their figures, and when MapLibre has drawn them. */
async function openCold(
  browser: Browser,
  url: string,
  link: string,
): Promise<{ firstMapMs: number; webGlMapMs: number }> {
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  // Signs the browser in without loading anything of the page.
  await page.request.get(url + link, { maxRedirects: 0 });
  await page.addInitScript(noteMaps);
  await page.goto(`${url}/wall`);
  await page.waitForFunction(() => 'webGlMapMs' in globalThis);
  const times = await page.evaluate(() => {
    const { firstMapMs, webGlMapMs } = globalThis as unknown as { firstMapMs?: number; webGlMapMs: number };
    return { firstMapMs: firstMapMs ?? webGlMapMs, webGlMapMs };
  });
  await page.close();
  return times;
}

/** Runs in the page before anything of it. No function in it has a name: the compiler would add a helper for it. */
function noteMaps(): void {
  const seen = globalThis as unknown as { firstMapMs?: number; webGlMapMs?: number };
  new MutationObserver((_changes, observer) => {
    // Hatched areas have no figures yet.
    if (document.querySelector('[data-tile="map"] svg path[data-code]:not([fill^="url"])')) {
      seen.firstMapMs ??= performance.now();
    }
    if (!document.querySelector('[data-tile="map"] .view.ready')) return;
    seen.webGlMapMs ??= performance.now();
    observer.disconnect();
  }).observe(document, { subtree: true, childList: true, attributes: true });
}

/** Scripts that the page itself names, and all that a wall loads while its pages take their turns. */
async function scriptSizes(
  browser: Browser,
  url: string,
  link: string,
): Promise<{ initialJsGzipKb: number; allJsGzipKb: number }> {
  const html = await (await fetch(`${url}/wall`)).text();
  const initial = [...html.matchAll(/(?:src|href)="([^"]+\.m?js)"/g)].map(([, path]) => path as string);
  const loaded = new Set<string>();
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  await page.request.get(url + link, { maxRedirects: 0 });
  page.on('request', (request) => {
    if (/\.m?js$/.test(request.url())) loaded.add(request.url());
  });
  await page.goto(`${url}/wall?paused=1`);
  const bar = page.getByTestId('rotation');
  await bar.waitFor();
  for (let at = Number(await bar.getAttribute('data-pages')); at > 0; at--) {
    await sleep(1_000);
    await page.keyboard.press('ArrowRight');
  }
  await page.close();
  const kb = async (paths: Iterable<string>) => {
    let bytes = 0;
    for (const path of paths) {
      bytes += gzipSync(Buffer.from(await (await fetch(new URL(path, url))).arrayBuffer())).length;
    }
    return Math.round(bytes / 102.4) / 10;
  };
  return { initialJsGzipKb: await kb(initial), allJsGzipKb: await kb(loaded) };
}

/** Share of one core that all processes of the browser use together while an open wall follows a stream. */
async function cpuShare(browser: Browser, link: string, stream: () => Promise<unknown>): Promise<number> {
  const page: Page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  await page.goto(link);
  const devtools = await browser.newBrowserCDPSession();
  const cpuSeconds = async () => {
    const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
    return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  };
  const streaming = stream();
  await sleep(SETTLE_S * 1_000);
  const [before, startedAt] = [await cpuSeconds(), performance.now()];
  await sleep(CPU_SECONDS * 1_000);
  const share = (await cpuSeconds()) - before;
  const seconds = (performance.now() - startedAt) / 1_000;
  await streaming;
  await page.close();
  return Math.round((share / seconds) * 1_000) / 1_000;
}
