/** Pages as a screen or a tablet shows them, and what a reader sees on them. */
import type { Browser, Locator, Page } from 'playwright-core';
import type { Product } from '../support/product.ts';

export const WALL_SCREEN = { width: 1920, height: 1080 };
export const TABLET_SCREEN = { width: 820, height: 1180 };

export interface OpenPage {
  page: Page;
  /** Errors of the page, which include what the content security policy refused, and requests to other hosts. */
  troubles: string[];
}

/** A page of the product as somebody sees it to whom the province is open, lists too. `root`: where the product's pages begin. */
export async function openPage(
  product: Product,
  browser: Browser,
  path: string,
  viewport: { width: number; height: number },
  root = product.serverUrl,
): Promise<OpenPage> {
  return openUrl(browser, root + (await product.linkTo(path)), viewport);
}

export async function openUrl(
  browser: Browser,
  url: string,
  viewport: { width: number; height: number },
): Promise<OpenPage> {
  const context = await browser.newContext({
    ...{ viewport, hasTouch: viewport.width < 1_500, locale: 'vi-VN' },
    // Nobody but itself has signed the certificate of a test.
    ignoreHTTPSErrors: url.startsWith('https:'),
  });
  const page = await context.newPage();
  const troubles: string[] = [];
  const { host } = new URL(url);
  page.on('pageerror', (error) => troubles.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`console: ${message.text()}`);
  });
  const isForeign = (address: string) =>
    !/^(data|blob):/.test(address) && new URL(address).host !== host && troubles.push(`request: ${address}`);
  page.on('request', (request) => isForeign(request.url()));
  page.on('websocket', (socket) => isForeign(socket.url()));
  await page.goto(url);
  return { page, troubles };
}

/** Opens the menu as a tablet has it. */
export async function openMenu(page: Page): Promise<void> {
  await page.getByRole('navigation').getByRole('button', { name: 'Danh mục' }).tap();
}

/** Signs out as somebody does on a tablet. */
export async function signOut(page: Page): Promise<void> {
  await page.locator('[data-testid=signed-in]').click();
  await page.getByRole('button', { name: 'Đăng xuất', exact: true }).click();
}

/** The value behind a figure such as `year.received.total`. @throws Error when it is absent or stands there with two values. */
export async function figure(page: Page, name: string): Promise<number> {
  const values = await page
    .locator(`[data-figure="${name}"]`)
    .evaluateAll((all) => all.map((one) => one.getAttribute('data-value')));
  const [value, ...others] = new Set(values);
  if (value == null || others.length > 0)
    throw new Error(`${name} stands on the page as ${JSON.stringify(values)}`);
  return Number(value);
}

export async function figures(page: Page, names: readonly string[]): Promise<Record<string, number>> {
  const entries = await Promise.all(names.map(async (name) => [name, await figure(page, name)] as const));
  return Object.fromEntries(entries);
}

/** Every tile's freshness, without repetition. */
export async function freshnessOfTiles(page: Page): Promise<string[]> {
  const all = await page
    .locator('[data-freshness]')
    .evaluateAll((marks) => marks.map((mark) => mark.getAttribute('data-freshness') ?? ''));
  return [...new Set(all)].sort();
}

/**
 * When a condition holds in the page for the first time from now on, by the clock of the machine. The page itself looks
 * at each of its changes, so a slow way from the browser to the test adds nothing. The condition sees
 * nothing but the page and its argument.
 */
export function momentInPage<Argument>(
  page: Page,
  holds: (argument: Argument) => boolean,
  argument: Argument,
): Promise<number> {
  return page.evaluate<number>(
    `new Promise((resolve) => {
      const look = () => {
        if (!(${holds.toString()})(${JSON.stringify(argument)})) return;
        observer.disconnect();
        resolve(Date.now());
      };
      const observer = new MutationObserver(look);
      observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
      look();
    })`,
  );
}

/** What is painted there, four bytes for each pixel. */
export async function picture(
  place: Locator,
): Promise<{ data: Uint8ClampedArray; width: number; height: number }> {
  const png = (await place.screenshot()).toString('base64');
  const { bytes, width, height } = await place.page().evaluate(async (png) => {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    return { bytes: Array.from(data), width: image.width, height: image.height };
  }, png);
  return { data: Uint8ClampedArray.from(bytes), width, height };
}

/** How many pixels of what is painted there have exactly this colour (`#rrggbb`). */
export async function pixelsOf(place: Locator, colour: string): Promise<number> {
  const png = (await place.screenshot()).toString('base64');
  return place.page().evaluate(
    async ({ png, colour }) => {
      const image = new Image();
      image.src = `data:image/png;base64,${png}`;
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, image.width, image.height);
      const wanted = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
      let count = 0;
      for (let at = 0; at < data.length; at += 4) {
        if (wanted.every((part, i) => data[at + i] === part)) count++;
      }
      return count;
    },
    { png, colour },
  );
}
