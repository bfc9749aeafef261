/** The settings of a wall on its own device, and what they do to it. */
import jsQr from 'jsqr';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { formatTime, ZONE } from '../../contract/time.ts';
import { messageOf, snapshotEvent } from '../support/events.ts';
import { Gateway } from '../support/gateway.ts';
import { Product } from '../support/product.ts';
import { launchBrowser } from './browser.ts';
import { openPage, picture, WALL_SCREEN } from './open-page.ts';

const SOON = { timeout: 20_000, interval: 50 };
const HOUR_MS = 3_600_000;

let product: Product;
let browser: Browser;

beforeAll(async () => {
  product = await Product.create();
  [browser] = await Promise.all([
    launchBrowser(['--autoplay-policy=no-user-gesture-required']),
    product.startIngest(),
    product.startServer(),
  ]);
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

const open = (path: string, root = product.serverUrl) => openPage(product, browser, path, WALL_SCREEN, root);
const set = async (page: Page, name: string, value: string) => {
  await page.locator(`[name="${name}"]`).fill(value);
  await page.locator(`[name="${name}"]`).blur();
};
const isSet = (page: Page) =>
  page.evaluate(() => JSON.parse(localStorage.getItem('wall-settings') ?? 'null'));
/** Another page of the same device. */
async function beside(context: BrowserContext, path: string): Promise<Page> {
  const page = await context.newPage();
  await page.setViewportSize(WALL_SCREEN);
  await page.goto(product.serverUrl + path);
  return page;
}
/** Whether the page shows it, asked so that the browser does not take the question for a touch, as it takes a locator. */
async function isThereUntouched(page: Page, selector: string): Promise<boolean> {
  const devTools = await page.context().newCDPSession(page);
  const expression = `document.querySelector(${JSON.stringify(selector)}) !== null`;
  const { result } = await devTools.send('Runtime.evaluate', { expression, userGesture: false });
  await devTools.detach();
  return result.value === true;
}
/** The clock of the province some hours from now, `HH:MM`. */
const clock = (hours: number) =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone: ZONE,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(Date.now() + hours * HOUR_MS);

it('lie behind a gear that shows itself to whoever moves the mouse or presses S, and hides again', async () => {
  const { page, troubles } = await open('/wall?diagonal=86&lang=en');
  await page.getByTestId('header').waitFor();
  const gear = page.getByTestId('settings-link');
  expect(await gear.count()).toBe(0);
  await page.mouse.move(300, 300);
  await gear.waitFor();
  await gear.waitFor({ state: 'detached', timeout: 10_000 });
  await page.keyboard.press('s');
  await gear.click();
  await page.getByTestId('wall-settings').waitFor();
  // What the address says goes before the settings, is told, and goes along.
  expect(await page.getByTestId('from-address').innerText()).toContain('diagonal=86, lang=en');
  await page.getByRole('link', { name: 'Back to the wall' }).click();
  await page.getByTestId('header').waitFor();
  expect(new URL(page.url()).search).toBe('?diagonal=86&lang=en');
  expect(troubles).toEqual([]);
});

it('say how large text becomes, keep what was chosen, and the wall of the device follows at once', async () => {
  const { page, troubles } = await open('/wall/settings');
  const wall = await beside(page.context(), '/wall');
  const unitPx = () =>
    wall
      .locator('.wall')
      .evaluate((one) => parseFloat((one as HTMLElement).style.getPropertyValue('--u')))
      .catch(() => 0);
  await expect.poll(unitPx, SOON).toBeGreaterThan(0);
  const before = await unitPx();
  expect(await page.getByTestId('sizes').innerText()).toMatch(/^Chữ nhỏ nhất 19 mm .* 16,\d phút góc/);
  await set(page, 'diagonal', '86');
  await set(page, 'distance', '5');
  expect(await page.getByTestId('sizes').innerText()).toMatch(/^Chữ nhỏ nhất 3\d mm/);
  await expect.poll(unitPx, SOON).toBeGreaterThan(before);
  await page.reload();
  expect(await page.locator('[name="diagonal"]').inputValue()).toBe('86');
  expect(await page.getByTestId('too-small').count()).toBe(0);

  await set(page, 'distance', '40');
  const advice = await page.getByTestId('too-small').innerText();
  const [, distance, diagonal] = /từ (\d+,\d) m trở lại.*từ (\d+) inch/.exec(advice) as unknown as string[];
  await set(page, 'distance', (distance as string).replace(',', '.'));
  expect(await page.getByTestId('too-small').count()).toBe(0);
  await set(page, 'distance', '40');
  await set(page, 'diagonal', diagonal as string);
  expect(await page.getByTestId('too-small').count()).toBe(0);
  expect(troubles).toEqual([]);
});

it('take no number that is out of range, and say which are taken', async () => {
  const { page } = await open('/wall/settings');
  await set(page, 'diagonal', '86');
  await set(page, 'diagonal', '5');
  const field = page.locator('[name="diagonal"]');
  expect(await field.getAttribute('aria-invalid')).toBe('true');
  expect(await page.locator(`[id="${await field.getAttribute('aria-describedby')}"]`).innerText()).toContain(
    'Nhận từ 10 đến 500',
  );
  expect(await isSet(page)).toMatchObject({ screen: { diagonalInch: 86 } });
});

it('prove the size with a bar of 10 cm, from which a ruler corrects the diagonal', async () => {
  const { page } = await open('/wall/settings');
  const barPx = async () => (await page.getByTestId('ruler').boundingBox())?.width ?? 0;
  const mmPerPx = (inch: number) => (inch * 25.4) / Math.hypot(1920, 1080);
  expect(await barPx()).toBeCloseTo(100 / mmPerPx(55), 0);
  // On a screen of 65 inch the bar is longer than it should be.
  await set(page, 'measured', '118');
  expect(await page.locator('[name="diagonal"]').inputValue()).toBe('64.9');
  expect(await barPx()).toBeCloseTo(100 / mmPerPx(64.9), 0);
  expect(await page.locator('[name="measured"]').inputValue()).toBe('100');
});

it('choose theme and language of the wall; the address goes before them', async () => {
  const { page } = await open('/wall/settings');
  await page.locator('[name="theme"]').selectOption('light');
  await page.locator('[name="language"]').selectOption('en');
  const wall = await beside(page.context(), '/wall');
  const html = wall.locator('html');
  await expect.poll(() => html.getAttribute('data-theme'), SOON).toBe('light');
  expect(await html.getAttribute('lang')).toBe('en');
  await wall.goto(`${product.serverUrl}/wall?theme=dark&lang=vi`);
  await expect.poll(() => html.getAttribute('data-theme'), SOON).toBe('dark');
  expect(await html.getAttribute('lang')).toBe('vi');
  // The pages of tablets are not the wall's.
  await wall.goto(`${product.serverUrl}/`);
  await expect.poll(() => html.getAttribute('lang'), SOON).toBe('vi');
});

it('hold without a place to keep them, and say that they will be gone', async () => {
  const { page } = await open('/wall/settings');
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get: () => {
        throw new DOMException('denied', 'SecurityError');
      },
    });
  });
  await page.reload();
  await set(page, 'diagonal', '86');
  expect(await page.getByRole('status').first().innerText()).toContain('không cho lưu');
  expect(await page.getByTestId('sizes').innerText()).toContain('30 mm');
});

it('darken the wall in their hours, but not while a critical alert is unacknowledged', async () => {
  const { page } = await open('/wall/settings');
  await page.locator('[name="dim"]').check();
  await set(page, 'dim-from', clock(-1));
  await set(page, 'dim-to', clock(2));
  await set(page, 'dim-percent', '70');
  const wall = await beside(page.context(), '/wall');
  const dark = wall.getByTestId('dimmed');
  await dark.waitFor();
  expect(await dark.evaluate((one) => getComputedStyle(one).opacity)).toBe('0.7');
  const late = snapshotEvent({ code: 'LATE', dueAt: formatTime(Date.now() - 24 * HOUR_MS) });
  await product.produce([messageOf(late)]);
  await dark.waitFor({ state: 'detached', timeout: 30_000 });
  expect(
    Number(await wall.locator('[data-alerts="critical.unacknowledged"]').getAttribute('data-value')),
  ).toBe(1);
});

it('let the wall sound once for new alerts of a severity that is on', async () => {
  const { page } = await open('/wall/settings');
  await expect.poll(() => page.getByTestId('sound-state').getAttribute('data-state'), SOON).toBe('ready');
  await page.locator('[name="sound-critical"]').check();
  const wall = await page.context().newPage();
  await wall.addInitScript(() => {
    const heard: number[] = [];
    Object.assign(window, { heard });
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (when) {
      heard.push(this.frequency.value);
      return start.call(this, when);
    };
  });
  const heard = () => wall.evaluate(() => (window as unknown as { heard: number[] }).heard.length);
  await wall.goto(`${product.serverUrl}/wall`);
  const unacknowledged = wall.locator('[data-alerts="critical.unacknowledged"]');
  const count = async () => Number(await unacknowledged.getAttribute('data-value'));
  // Those of the tests before are all there.
  const before = (await product.snapshot()).counts.inProgress.late;
  await expect.poll(count, { timeout: 30_000 }).toBe(before);
  await wall.evaluate(() => ((window as unknown as { heard: number[] }).heard.length = 0));
  const dueAt = formatTime(Date.now() - 24 * HOUR_MS);
  await product.produce(['S-1', 'S-2', 'S-3'].map((code) => messageOf(snapshotEvent({ code, dueAt }))));
  await expect.poll(count, { timeout: 30_000 }).toBe(before + 3);
  // One tone of five beats, however many alerts came.
  await expect.poll(heard, SOON).toBe(5);
  expect(await wall.getByTestId('sound-blocked').count()).toBe(0);
});

it('say on the wall too when the browser blocks its sound, until somebody touches it', async () => {
  const strict = await launchBrowser(['--autoplay-policy=document-user-activation-required']);
  try {
    const { page } = await openPage(product, strict, '/wall/settings', WALL_SCREEN);
    await page.locator('[name="sound-critical"]').check();
    await expect.poll(() => page.getByTestId('sound-state').getAttribute('data-state'), SOON).toBe('ready');
    const wall = await beside(page.context(), '/wall');
    await expect.poll(() => isThereUntouched(wall, '[data-testid="sound-blocked"]'), SOON).toBe(true);
    await wall.mouse.click(900, 500);
    await wall.getByTestId('sound-blocked').waitFor({ state: 'detached' });
  } finally {
    await strict.close();
  }
});

it('has the screen kept awake, and asks for it again when the browser has taken it back', async () => {
  const { page } = await open('/wall/settings');
  await page.context().grantPermissions(['screen-wake-lock']);
  await page.addInitScript(() => {
    const locks: WakeLockSentinel[] = [];
    Object.assign(window, { locks });
    const request = navigator.wakeLock.request.bind(navigator.wakeLock);
    navigator.wakeLock.request = async (type) => {
      const lock = await request(type);
      locks.push(lock);
      return lock;
    };
  });
  await page.goto(`${product.serverUrl}/wall`);
  const held = () =>
    page.evaluate(() =>
      (window as unknown as { locks: WakeLockSentinel[] }).locks.map(({ released }) => !released),
    );
  await expect.poll(held, SOON).toEqual([true]);
  await page.evaluate(async () => {
    await (window as unknown as { locks: WakeLockSentinel[] }).locks[0]?.release();
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await expect.poll(held, SOON).toEqual([false, true]);
});

it.each(['dark', 'light'])(
  'show a QR code that a reader takes to the page below its path, on the %s ground',
  async (theme) => {
    const gateway = await Gateway.open(product.serverUrl, { path: '/ioc/' });
    try {
      const { page } = await open(`/wall/settings?theme=${theme}`, gateway.url);
      const code = page.locator('[data-code="/"]');
      await code.getByTestId('qr').waitFor();
      const { data, width, height } = await picture(code);
      expect(jsQr(data, width, height)?.data).toBe(`${gateway.url}/`);
      expect(await code.getByTestId('qr').getAttribute('aria-label')).toContain(`${gateway.url}/`);
      await page.locator('[name="codes"]').uncheck();
      expect(await code.count()).toBe(0);
    } finally {
      gateway.close();
    }
  },
);
