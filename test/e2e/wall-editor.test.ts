/** The page on which an administrator arranges walls, by touch and by keyboard, up to the file that the pack takes. */
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Wall, WallTile } from '../../contract/wall.ts';
import { loadProvincePack } from '../../pack/load-pack.ts';
import { readWalls } from '../../pack/wall-file.ts';
import { Product } from '../support/product.ts';
import { launchBrowser } from './browser.ts';
import { TABLET_SCREEN } from './open-page.ts';
import { addPeople, signIn } from './people.ts';

const SOON = { timeout: 20_000, interval: 50 };
const LANDSCAPE = { width: 1180, height: 820 };
/** The sample with walls of its own, whose places these tests count on. */
const packDir = await mkdtemp(join(tmpdir(), 'wall-editor-'));
await cp('sample/binh-phuoc', packDir, { recursive: true });
await cp('test/support/editor-walls.json', join(packDir, 'walls.json'));
const pack = await loadProvincePack(packDir);

let product: Product;
let browser: Browser;

beforeAll(async () => {
  product = await Product.create({ PROVINCE_PACK: packDir });
  [browser] = await Promise.all([launchBrowser(), product.startServer()]);
  await addPeople(product, [
    ['admin', 'administrator', 'province'],
    ['dong', 'administrator', 'area:689'],
  ]);
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
  await rm(packDir, { recursive: true, force: true });
});

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const tile = (page: Page, type: WallTile['type'], index = 0) =>
  page.locator(`button[data-tile=${type}]`).nth(index);
const placeOn = (page: Page) => page.locator('[data-testid=tile-place]').innerText();

async function opened(name = 'admin', screen = TABLET_SCREEN, query = ''): Promise<Page> {
  const url = `${product.serverUrl}/administration/walls${query}`;
  const page = await signIn(browser, url, name, { screen });
  await tile(page, 'figure').waitFor();
  return page;
}

/** What the pack's reader makes of the file that the page gives. */
async function taken(page: Page, label = 'Tải walls.json'): Promise<Wall[]> {
  const [download] = await Promise.all([page.waitForEvent('download'), button(page, label).click()]);
  expect(download.suggestedFilename()).toBe('walls.json');
  return readWalls('walls.json', await readFile(await download.path(), 'utf8'), pack);
}

async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).selectOption({ label: option });
}

async function write(field: Locator, text: string): Promise<void> {
  await field.fill(text);
  await field.press('Tab');
}

it('gives the walls of the pack as they are, when nothing is changed', async () => {
  expect(await taken(await opened())).toEqual(pack.walls);
});

it('an administrator arranges a page by touch and takes the file, which the pack accepts', async () => {
  const page = await opened();
  await choose(page, 'Màn hình', 'Thành phố Đồng Xoài');
  await tile(page, 'newestLate').tap();
  expect(await placeOn(page)).toBe('cột 17, hàng 9, rộng 8, cao 4');
  // The units lie above it, the edge of the page beside and below.
  for (const way of ['Lên trên', 'Sang phải', 'Xuống dưới', 'Cao thêm']) {
    expect(await button(page, way).getAttribute('aria-disabled')).toBe('true');
    await button(page, way).tap({ force: true });
  }
  expect(await placeOn(page)).toBe('cột 17, hàng 9, rộng 8, cao 4');
  await button(page, 'Hẹp bớt').tap();
  await button(page, 'Thấp bớt').tap();
  await button(page, 'Xuống dưới').tap();
  expect(await placeOn(page)).toBe('cột 17, hàng 10, rộng 7, cao 3');
  await button(page, '+ Thông báo').tap();
  await write(page.getByLabel('Nội dung thông báo', { exact: true }), 'Họp giao ban lúc 8 giờ');
  await tile(page, 'map').tap();
  await button(page, 'Thêm lớp').tap();
  await choose(page, 'Lớp 2', 'Đang giải quyết');
  await choose(page, 'Loại hồ sơ của lớp 2', 'Phản ánh, kiến nghị');
  await write(page.getByLabel('Ngưỡng của lớp 2', { exact: true }), '1; 10; 50');
  await tile(page, 'figure', 3).tap();
  await write(page.getByLabel('Giá trị mục tiêu', { exact: true }), '97,5');
  await write(page.getByLabel('Số giây hiện mỗi lượt', { exact: true }), '45');
  const walls = await taken(page);
  const wall = walls[1] as Wall;
  expect(walls.toSpliced(1, 1)).toEqual(pack.walls.toSpliced(1, 1));
  const [first] = wall.pages;
  expect(first?.seconds).toBe(45);
  expect(first?.tiles).toContainEqual(
    expect.objectContaining({ type: 'newestLate', column: 16, row: 9, width: 7, height: 3 }),
  );
  const text = { vi: 'Họp giao ban lúc 8 giờ', en: 'Notice' };
  expect(first?.tiles.at(-1)).toMatchObject({ type: 'notice', text });
  expect(first?.tiles.find(({ type }) => type === 'map')).toMatchObject({
    overlays: [{ overlay: 'lateRate' }, { overlay: 'open', kind: 'feedback', bounds: [1, 10, 50] }],
  });
  expect(first?.tiles.find((one) => one.type === 'figure' && one.figure === 'onTimeRate')).toMatchObject({
    target: { atLeast: 0.975 },
  });
});

it('a tile is moved, resized and removed by keys alone, and what was done is taken back', async () => {
  const page = await opened('admin', LANDSCAPE);
  const alerts = tile(page, 'alerts');
  await alerts.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => placeOn(page), SOON).toBe('cột 19, hàng 9, rộng 6, cao 4');
  await page.keyboard.press('ArrowDown');
  expect(await placeOn(page)).toBe('cột 19, hàng 9, rộng 6, cao 4');
  await page.keyboard.press('Delete');
  await expect.poll(() => alerts.count(), SOON).toBe(0);
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.hasAttribute('data-tile')), SOON)
    .toBe(true);
  await button(page, 'Hoàn tác').click();
  await expect.poll(() => alerts.count(), SOON).toBe(1);
  const [province] = await taken(page);
  expect(province?.pages[0]?.tiles.find(({ type }) => type === 'alerts')).toMatchObject({
    column: 18,
    width: 6,
  });
});

it('a tile is dragged to a free place, and not over another', async () => {
  const page = await opened('admin', LANDSCAPE);
  await button(page, 'Thêm trang').click();
  const clock = tile(page, 'clock');
  await clock.click();
  const box = await clock.boundingBox();
  const grid = await page.getByRole('group', { name: 'Các ô của trang' }).boundingBox();
  if (!box || !grid) throw new Error('no page of tiles');
  const drag = async (columns: number, rows: number) => {
    const { x, y, width, height } = (await clock.boundingBox()) ?? box;
    await page.mouse.move(x + width / 2, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(
      x + width / 2 + (columns * grid.width) / 24,
      y + height / 2 + (rows * grid.height) / 12,
      { steps: 5 },
    );
    await page.mouse.up();
  };
  await drag(12, 6);
  await expect.poll(() => placeOn(page), SOON).toBe('cột 13, hàng 7, rộng 12, cao 6');
  await button(page, '+ Bản đồ').click();
  await clock.click();
  await drag(-12, -6);
  expect(await placeOn(page)).toBe('cột 13, hàng 7, rộng 12, cao 6');
});

it('what the file could not have is not taken, and says so where it stands', async () => {
  const page = await opened();
  for (const [label, text] of [
    ['Mã', 'dong-xoai'],
    ['Mã', 'Đồng Xoài'],
    ['Số giây hiện mỗi lượt', '4'],
  ] as const) {
    const field = page.getByLabel(label, { exact: true });
    await write(field, text);
    expect(await field.getAttribute('aria-invalid')).toBe('true');
  }
  expect(await taken(page)).toEqual(pack.walls);
});

it('a wall is added for another scope, with what that scope has', async () => {
  const page = await opened('admin', LANDSCAPE, '?lang=en');
  await choose(page, 'Scope of the new wall', 'UBND huyện Lộc Ninh');
  await button(page, 'Add a wall').click();
  const walls = await taken(page, 'Download walls.json');
  expect(walls).toHaveLength(5);
  expect(walls[4]).toMatchObject({ wall: 'unit-H10.2.03', scope: 'unit:H10.2.03' });
  const types = new Set(walls[4]?.pages.flatMap(({ tiles }) => tiles.map(({ type }) => type)));
  expect([types.has('map'), types.has('units'), types.has('form')]).toEqual([false, false, true]);
});

it('whoever sees a part of the province is told that the file has that part alone', async () => {
  const page = await opened('dong');
  await page.getByText('Tệp chỉ có các màn hình trong phạm vi của bạn').waitFor();
  expect((await taken(page)).map(({ wall }) => wall)).toEqual(['dong-xoai']);
});

it.each([TABLET_SCREEN, LANDSCAPE])(
  'everything to be touched is as large as a finger at %o',
  async (screen) => {
    const page = await opened('admin', screen);
    await tile(page, 'map').click();
    const small = await page
      .locator(
        '[data-testid=administration] :is(button:not([data-tile]), select, input:not([type=checkbox]), a)',
      )
      .evaluateAll((all) =>
        all.filter((one) => one.getBoundingClientRect().height < 44).map((one) => one.textContent ?? ''),
      );
    expect(small).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  },
);
