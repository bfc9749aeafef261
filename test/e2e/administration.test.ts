/** The pages of administration and of one's own account, as an administrator and a leader use them on a tablet. */
import { readFile } from 'node:fs/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import decodeQR from 'qr/decode.js';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { ask } from '../support/ask.ts';
import { Product } from '../support/product.ts';
import { launchBrowser } from './browser.ts';
import { openUrl, openMenu } from './open-page.ts';
import { addPeople, PASSWORD, signIn } from './people.ts';

/** Of a wall whose figures nobody looks at: drawing it in software takes time. */
const SMALL_SCREEN = { width: 640, height: 360 };
const SOON = { timeout: 20_000, interval: 50 };

let product: Product;
let browser: Browser;

beforeAll(async () => {
  product = await Product.create();
  [browser] = await Promise.all([launchBrowser(), product.startServer()]);
  await addPeople(product, [
    ['admin', 'administrator', 'province'],
    ['viet', 'leader', 'area:692'],
    ['tam', 'viewer', 'province'],
  ]);
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

const signedIn = (name: string, path: string, password = PASSWORD) =>
  signIn(browser, product.serverUrl + path, name, { password });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const rowOf = (page: Page, name: string) => page.locator(`tr[data-name="${name}"]`);
const secretOn = (page: Page) => page.locator('[data-testid=secret]').innerText();
const troubleOn = async (page: Page) => (await page.locator('[data-testid=trouble]').innerText()).trim();
const isFocused = (place: Locator) => place.evaluate((element) => element === document.activeElement);

/** Asks for something that cannot be taken back, and says yes. */
async function confirm(page: Page, name: string, label: string): Promise<void> {
  await button(page, `Thay đổi ${name}`).tap();
  await button(page, label).tap();
  await button(page, `Đồng ý: ${label.toLowerCase()}`).tap();
}

it('an administrator adds an account by the keyboard, and that person sees whose figures these are', async () => {
  const page = await signedIn('admin', '/');
  await openMenu(page);
  await page.getByRole('link', { name: 'Quản trị' }).tap();
  const add = button(page, 'Thêm tài khoản');
  await add.focus();
  await page.keyboard.press('Enter');
  const name = page.locator('input[name=name]');
  await expect.poll(() => isFocused(name), SOON).toBe(true);
  await page.keyboard.press('Escape');
  await expect.poll(() => isFocused(add), SOON).toBe(true);
  await page.keyboard.press('Enter');
  await name.fill('Nguyễn Lan');
  await page.getByLabel('Huyện Lộc Ninh', { exact: true }).check();
  await page.locator('select[name=role]').selectOption('viewer');
  await name.press('Enter');
  await expect.poll(() => troubleOn(page), SOON).toBe('Tên chưa đúng quy định ghi dưới ô tên.');
  await name.fill('lan');
  await name.press('Enter');
  const password = await secretOn(page);
  expect(password).toMatch(/^([a-z2-9]{5}-){3}[a-z2-9]{5}$/);
  await expect.poll(() => isFocused(page.locator('[data-testid=shown-once]')), SOON).toBe(true);
  await button(page, 'Đã lưu lại, đóng').tap();
  await expect.poll(() => isFocused(add), SOON).toBe(true);
  expect(await page.locator('[data-testid=secret]').count()).toBe(0);
  await expect
    .poll(() => rowOf(page, 'lan').innerText(), SOON)
    .toMatch(/^lan\s+Người xem\s+Huyện Lộc Ninh\s+Đang hoạt động/);

  const lan = await signedIn('lan', '/', password);
  expect(await lan.locator('[data-testid=signed-in]').innerText()).toBe('lan');
  expect(await lan.locator('[data-testid=signed-in-scope]').innerText()).toBe('Huyện Lộc Ninh');

  await confirm(page, 'lan', 'Khóa tài khoản');
  await expect.poll(() => rowOf(page, 'lan').innerText(), SOON).toContain('Đã khóa');
  await lan.locator('input[name=username]').waitFor();
});

it('an administrator gives another role and a new password, but cannot disable the only administrator', async () => {
  const page = await signedIn('admin', '/administration');
  await button(page, 'Thay đổi tam').tap();
  await page.locator('select[name=role]').selectOption('leader');
  await page.getByLabel('Huyện Bù Đăng', { exact: true }).check();
  await button(page, 'Lưu').tap();
  await expect.poll(() => rowOf(page, 'tam').innerText(), SOON).toMatch(/Lãnh đạo\s+Huyện Bù Đăng\s/);
  await confirm(page, 'tam', 'Cấp mật khẩu mới');
  const tam = await signedIn('tam', '/', await secretOn(page));
  expect(await tam.locator('[data-testid=signed-in-scope]').innerText()).toBe('Huyện Bù Đăng');
  await confirm(page, 'admin', 'Khóa tài khoản');
  await expect.poll(() => troubleOn(page), SOON).toMatch(/^Đây là quản trị viên duy nhất đang hoạt động/);
});

it('the code and the link of a device open a wall once, and its row says when it is open and when revoked', async () => {
  const page = await signedIn('admin', '/administration/devices');
  await button(page, 'Thêm màn hình').tap();
  await page.locator('input[name=name]').fill('Sảnh A');
  await page.keyboard.press('Enter');
  const link = await secretOn(page);
  expect(link).toMatch(new RegExp(`^${product.serverUrl}/d/[\\w-]{43}$`));
  expect(await decoded(page.locator('[data-testid=qr]'))).toBe(link);
  await page.reload();
  await expect.poll(() => rowOf(page, 'Sảnh A').innerText(), SOON).toContain('Chờ mở liên kết');
  expect(await page.locator('body').innerText()).not.toContain('/d/');

  const { page: wall, troubles } = await openUrl(browser, link, SMALL_SCREEN);
  expect(wall.url()).toBe(`${product.serverUrl}/wall`);
  expect(troubles).toEqual([]);
  await page.reload();
  await expect.poll(() => rowOf(page, 'Sảnh A').innerText(), SOON).toContain('Đang dùng');
  await confirm(page, 'Sảnh A', 'Thu hồi');
  await expect.poll(() => rowOf(page, 'Sảnh A').innerText(), SOON).toContain('Đã thu hồi');
  await wall.locator('[data-testid=not-open]').waitFor();
  expect(await rowOf(page, 'Sảnh A').getByRole('button').count()).toBe(0);
});

it('a token reads what it was added for until it is revoked', async () => {
  const page = await signedIn('admin', '/administration/tokens');
  await button(page, 'Thêm mã truy cập').tap();
  await page.locator('input[name=name]').fill('Cổng dữ liệu');
  await page.getByLabel('Huyện Lộc Ninh', { exact: true }).check();
  await page.getByLabel('Dùng đến hết ngày', { exact: true }).fill('31/12/2150');
  await button(page, 'Thêm mã truy cập').last().tap();
  const token = await secretOn(page);
  const snapshot = async (scope: string) =>
    (await ask(`${product.serverUrl}/api/v1/snapshot?scope=${scope}`, { token })).status;
  expect([await snapshot('area:692'), await snapshot('province')]).toEqual([200, 403]);
  await button(page, 'Đã lưu lại, đóng').tap();
  await expect
    .poll(() => rowOf(page, 'Cổng dữ liệu').innerText(), SOON)
    .toMatch(/Còn hiệu lực\s+đến hết ngày 31\/12\/2150/);
  await confirm(page, 'Cổng dữ liệu', 'Thu hồi');
  await expect.poll(() => rowOf(page, 'Cổng dữ liệu').innerText(), SOON).toContain('Đã thu hồi');
  expect(await snapshot('area:692')).toBe(401);
});

it('the audit log is filtered by action and name, and taken as a file', async () => {
  const page = await signedIn('admin', '/administration/audit');
  const rows = page.locator('[data-testid=audit] tbody tr');
  await page.locator('select[name=action]').selectOption('accountAdded');
  await expect.poll(() => new URL(page.url()).search, SOON).toBe('?action=accountAdded');
  await page.locator('input[name=name]').fill('viet');
  await page.keyboard.press('Enter');
  await expect
    .poll(() => rows.allInnerTexts(), SOON)
    .toEqual([
      expect.stringMatching(/Lệnh trên máy chủ\s+Thêm tài khoản\s+Tài khoản viet\s+Lãnh đạo: Huyện Lộc Ninh/),
    ]);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Tải CSV' }).click();
  const file = await readFile(await (await download).path(), 'utf8');
  expect(file.trim().split('\r\n')).toEqual([
    expect.stringContaining('Thời điểm,Loại,Tên'),
    expect.stringContaining('Thêm tài khoản,person viet'),
  ]);
  await button(page, 'Bỏ lọc').tap();
  await expect.poll(() => rows.count(), SOON).toBeGreaterThan(3);
});

it('who is no administrator finds neither the entry nor the pages of administration', async () => {
  const page = await signedIn('viet', '/administration/audit');
  await page.getByText('Không tìm thấy trang này').waitFor();
  await openMenu(page);
  expect(await page.getByRole('link', { name: 'Quản trị' }).count()).toBe(0);
  expect(await page.locator('table').count()).toBe(0);
});

it('somebody ends a session of theirs elsewhere, and changes the password', async () => {
  const [page, other] = [await signedIn('viet', '/account'), await signedIn('viet', '/account')];
  const sessions = page.locator('[data-testid=sessions] tbody tr');
  await page.reload();
  await expect.poll(async () => (await sessions.allInnerTexts()).join('\n'), SOON).toContain('Phiên này');
  const before = await sessions.count();
  for (let left = before; left > 1; left--) {
    await page
      .getByRole('button', { name: /^Kết thúc phiên Chrome trên Linux/ })
      .first()
      .tap();
    await expect.poll(() => sessions.count(), SOON).toBe(left - 1);
  }
  expect(before).toBeGreaterThan(1);
  await other.locator('input[name=username]').waitFor();

  const change = async (password: string, newPassword: string) => {
    await page.locator('input[name=password]').fill(password);
    await page.locator('input[name=newPassword]').fill(newPassword);
    await page.keyboard.press('Enter');
  };
  await change('not the password', PASSWORD);
  await expect.poll(() => troubleOn(page), SOON).toBe('Mật khẩu hiện nay không đúng.');
  await change(PASSWORD, 'short');
  await expect.poll(() => troubleOn(page), SOON).toBe('Mật khẩu mới phải có từ 12 đến 128 ký tự.');
  await change(PASSWORD, 'passwordpassword');
  await expect.poll(() => troubleOn(page), SOON).toMatch(/^Mật khẩu mới dễ đoán/);
  await change(PASSWORD, 'five wet umbrellas in Loc Ninh');
  await expect
    .poll(() => page.locator('[data-testid=password-changed]').innerText(), SOON)
    .toMatch(/^Đã đổi mật khẩu/);
  await button(page, 'Đăng xuất mọi nơi').tap();
  await button(page, 'Đồng ý: đăng xuất mọi nơi').tap();
  await page.locator('input[name=username]').waitFor();
});

it('everything that is touched is at least 44 px high, the header one line, and no page wider than the tablet', async () => {
  const page = await signedIn('admin', '/account');
  for (const [path, ready, opener] of [
    ['/account', '[data-testid=sessions]', 'Đăng xuất mọi nơi'],
    ['/administration', 'tr[data-name=admin]', 'Thay đổi admin'],
    ['/administration/devices', 'table', 'Thêm màn hình'],
    ['/administration/tokens', 'table', 'Thêm mã truy cập'],
    ['/administration/audit', '[data-testid=audit] td', undefined],
  ] as const) {
    await page.goto(product.serverUrl + path);
    await page.locator(ready).first().waitFor();
    if (opener !== undefined) await button(page, opener).tap();
    const small = await page
      .locator(':is(a, button, select, input:not([type=checkbox]), label:has(input)):visible')
      .evaluateAll((all) =>
        all
          .filter((one) => one.getBoundingClientRect().height < 43.5)
          .map((one) => `${one.tagName} ${one.textContent}`),
      );
    const { scrollWidth, clientWidth } = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return { scrollWidth, clientWidth };
    });
    expect([path, small, scrollWidth]).toEqual([path, [], clientWidth]);
    expect((await page.locator('header').boundingBox())?.height).toBeLessThan(60);
  }
});

/** What a camera reads of a QR code on the page. */
async function decoded(code: Locator): Promise<string> {
  await code.waitFor();
  const png = (await code.screenshot()).toString('base64');
  const image = await code.page().evaluate(async (png) => {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
    context?.drawImage(image, 0, 0);
    const { data, width, height } = context?.getImageData(0, 0, image.width, image.height) as ImageData;
    return { data: [...data], width, height };
  }, png);
  return decodeQR({ ...image, data: Uint8ClampedArray.from(image.data) });
}
