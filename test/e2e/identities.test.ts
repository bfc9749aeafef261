/** Signing in on a tablet, and a wall from its link to its revocation. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Program } from '../../embedded/child.ts';
import { messageOf, snapshotEvent } from '../support/events.ts';
import { Product } from '../support/product.ts';
import { launchBrowser } from './browser.ts';
import { figure, openUrl, TABLET_SCREEN, WALL_SCREEN } from './open-page.ts';

const PASSWORD = 'seven lanterns over Bu Dop';
const SOON = { timeout: 20_000, interval: 50 };

let product: Product;
let browser: Browser;

const command = (program: Program, words: string[]) => product.command(program, words, PASSWORD);

beforeAll(async () => {
  product = await Product.create();
  [browser] = await Promise.all([launchBrowser(), product.startIngest(), product.startServer()]);
  await product.produce([messageOf(snapshotEvent({ code: 'FIRST' }))]);
  for (const [name, role, scope] of [
    ['admin', 'administrator', 'province'],
    ['an', 'viewer', 'area:692'],
  ] as const)
    await command('account', ['add', name, '--role', role, '--scope', scope, '--password-stdin']);
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

it('a person signs in, sees who is signed in and what is open, and signs out', async () => {
  const { page } = await openUrl(browser, `${product.serverUrl}/`, TABLET_SCREEN);
  await page.locator('input[name=username]').waitFor();
  const trySignIn = async (password: string) => {
    await page.locator('input[name=username]').fill('an');
    await page.locator('input[name=password]').fill(password);
    await page.keyboard.press('Enter');
  };
  await trySignIn('not the password');
  await expect
    .poll(() => page.locator('[data-testid=sign-in-trouble]').innerText(), SOON)
    .toBe('Tên đăng nhập hoặc mật khẩu không đúng.');
  await trySignIn(PASSWORD);
  await expect.poll(() => page.url(), SOON).toBe(`${product.serverUrl}/areas/692`);
  await expect.poll(() => page.locator('[data-testid=signed-in]').innerText(), SOON).toBe('an');
  await expect.poll(() => page.locator('main').innerText(), SOON).toContain('Lộc Ninh');
  expect(await page.evaluate(() => document.cookie)).toBe('');
  await page.getByRole('button', { name: 'Đăng xuất' }).click();
  await page.locator('input[name=username]').waitFor();
  await page.context().close();
});

it('a wall opens its link once, stays in, and when it is revoked says so and nothing else', async () => {
  const link = new URL(await command('device', ['add', 'Sảnh A', '--scope', 'province']));
  const { page, troubles } = await openUrl(browser, product.serverUrl + link.pathname, WALL_SCREEN);
  expect(page.url()).toBe(`${product.serverUrl}/wall`);
  await expect.poll(() => figure(page, 'year.received.total'), SOON).toBe(1);
  await page.reload();
  await expect.poll(() => figure(page, 'year.received.total'), SOON).toBe(1);
  expect(troubles).toEqual([]);
  await command('device', ['revoke', 'Sảnh A']);
  await page.locator('[data-testid=not-open]').waitFor({ timeout: 5_000 });
  expect(await page.locator('body').innerText()).toMatch(
    /^Màn hình này không còn được xem số liệu\n+Quản trị viên/,
  );
  await page.reload();
  await page.locator('[data-testid=not-open]').waitFor();
  expect(await page.locator('input').count()).toBe(0);
  await page.context().close();
});

it('a wall without a link shows that it was not let in, never a form to sign in by', async () => {
  const { page } = await openUrl(browser, `${product.serverUrl}/wall`, WALL_SCREEN);
  await page.locator('[data-testid=not-open]').waitFor();
  expect(await page.locator('input').count()).toBe(0);
  await page.context().close();
});
