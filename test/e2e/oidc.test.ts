/** Signing in by the province's sign-in service in a browser, and a service that is away. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../../embedded/ports.ts';
import { Product } from '../support/product.ts';
import { SignInService } from '../support/sign-in-service.ts';
import { launchBrowser } from './browser.ts';
import { openUrl, TABLET_SCREEN } from './open-page.ts';

const SOON = { timeout: 20_000, interval: 50 };
const BUTTON = { name: 'Đăng nhập bằng tài khoản của tỉnh' };

let product: Product;
let service: SignInService;
let browser: Browser;

beforeAll(async () => {
  product = await Product.create();
  service = new SignInService(await freePort(), product.serverUrl);
  service.people['lan'] = { name: 'Nguyễn Thị Lan', role: 'viewer', scope_ioc: ['area:692'] };
  const env = { PUBLIC_URL: product.serverUrl, ...service.env };
  [browser] = await Promise.all([launchBrowser(), product.startServer(env), service.start()]);
});
afterAll(async () => {
  await browser?.close();
  await service?.stop();
  await product?.stop();
});

/** Fills in what the service asks for: an account, then that the product may know it. */
async function signInAs(subject: string, path: string) {
  const { page } = await openUrl(browser, product.serverUrl + path, TABLET_SCREEN);
  await page.getByRole('link', BUTTON).click();
  await page.locator('input[name=login]').fill(subject);
  await page.locator('input[name=password]').fill('any');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  return page;
}

it('a person comes back from the service to the page that was asked for, and stays in while the service is away', async () => {
  const page = await signInAs('lan', '/areas/692?lang=vi');
  await expect.poll(() => page.url(), SOON).toBe(`${product.serverUrl}/areas/692?lang=vi`);
  await expect.poll(() => page.locator('[data-testid=signed-in]').innerText(), SOON).toBe('Nguyễn Thị Lan');
  await expect.poll(() => page.locator('main').innerText(), SOON).toContain('Lộc Ninh');
  expect(await page.evaluate(() => document.cookie)).toBe('');
  await service.stop();
  await page.reload();
  await expect.poll(() => page.locator('[data-testid=signed-in]').innerText(), SOON).toBe('Nguyễn Thị Lan');
  await page.locator('[data-testid=signed-in]').click();
  expect(await page.locator('input[name=newPassword]').count()).toBe(0);
  await page.getByRole('button', { name: 'Đăng xuất', exact: true }).click();
  await page.getByRole('link', BUTTON).click();
  await expect
    .poll(() => page.locator('[data-testid=service-trouble]').innerText(), SOON)
    .toBe(
      'Hệ thống đăng nhập của tỉnh không trả lời. Hãy thử lại sau; tài khoản do trung tâm cấp vẫn đăng nhập được.',
    );
  expect(await page.locator('input[name=username]').count()).toBe(1);
  await service.start();
  await page.context().close();
});

it('who was given nothing here is told what to tell the administrator, in words, once', async () => {
  const page = await signInAs('nobody-77', '/');
  await expect
    .poll(() => page.locator('[data-testid=service-trouble]').innerText(), SOON)
    .toBe('Tài khoản của tỉnh chưa được cấp quyền ở đây. Hãy báo cho quản trị viên mã tài khoản: nobody-77');
  expect(page.url()).toBe(`${product.serverUrl}/`);
  await page.reload();
  await page.getByRole('link', BUTTON).waitFor();
  expect(await page.locator('[data-testid=service-trouble]').count()).toBe(0);
  await page.context().close();
});
