/** Signing in on a tablet, and a wall from its link to its revocation. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Program } from '../../embedded/child.ts';
import { makeCertificate } from '../support/certificate.ts';
import { messageOf, snapshotEvent } from '../support/events.ts';
import { Gateway } from '../support/gateway.ts';
import { Product } from '../support/product.ts';
import { launchBrowser } from './browser.ts';
import { figure, openUrl, signOut, TABLET_SCREEN, WALL_SCREEN, openMenu } from './open-page.ts';

const PASSWORD = 'seven lanterns over Bu Dop';
const SOON = { timeout: 20_000, interval: 50 };

let product: Product;
let browser: Browser;

const signInOf = (page: Page) => page.locator('input[name=username]');

/** A page of somebody who has just signed in there. */
async function openSignedIn(name: string, url: string): Promise<Page> {
  const { page } = await openUrl(browser, url, TABLET_SCREEN);
  await signIn(page, name);
  return page;
}

async function signIn(page: Page, name: string): Promise<void> {
  await signInOf(page).fill(name);
  await page.locator('input[name=password]').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('[data-testid=signed-in]').innerText(), SOON).toContain(name);
}

const command = (program: Program, words: string[]) => product.command(program, words, PASSWORD);

beforeAll(async () => {
  product = await Product.create({ TRUSTED_PROXIES: 'loopback' });
  [browser] = await Promise.all([launchBrowser(), product.startIngest(), product.startServer()]);
  await product.produce([
    messageOf(
      snapshotEvent({ code: 'FIRST', unit: { code: 'H10.2.03' }, dueAt: '2021-10-05T17:00:00+07:00' }),
    ),
  ]);
  for (const [name, role, scope] of [
    ['admin', 'administrator', 'province'],
    ['an', 'viewer', 'area:692'],
    ['binh', 'viewer', 'province'],
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
  expect(await page.locator('[data-testid=signed-in-scope]').innerText()).toBe('Huyện Lộc Ninh');
  await expect.poll(() => page.locator('main').innerText(), SOON).toContain('Lộc Ninh');
  expect(await page.evaluate(() => document.cookie)).toBe('');

  // What is open is shown by itself, and nothing else is offered.
  await openMenu(page);
  const menu = page.getByRole('navigation').getByRole('link');
  expect((await menu.allInnerTexts()).join()).not.toContain('Chất lượng dữ liệu');
  await page.getByRole('link', { name: 'Hồ sơ', exact: true }).tap();
  await page.locator('[data-dossier=FIRST]').waitFor();
  expect(await page.getByRole('combobox', { name: 'Địa bàn' }).count()).toBe(0);
  await page.getByTestId('saved-views').getByText('Danh sách đã lưu').tap();
  await page.locator('input[name=view]').fill('Của tôi');
  await page.getByRole('button', { name: 'Lưu', exact: true }).tap();
  await page.getByRole('link', { name: 'Của tôi' }).waitFor();
  for (const name of ['So sánh', 'Biểu 06a', 'Dịch vụ công', 'Xem lại']) {
    await page.getByRole('link', { name, exact: true }).tap();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    expect([name, await page.getByRole('alert').count()]).toEqual([name, 0]);
  }
  await page.goBack();
  const views = () =>
    page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('case-views:')));
  expect(await views()).toEqual(['case-views:person:an']);
  await signOut(page);
  await expect.poll(views, SOON).toEqual([]);
  await page.locator('input[name=username]').waitFor();
  await page.context().close();
});

it.each([
  ['nobody has used for too long', { SESSION_IDLE_MS: '4000' }, 'idle'],
  ['has lasted its time', { SESSION_MAX_MS: '6000' }, 'lasted'],
])(
  'a session that %s shows the sign-in by itself, and then the page that was there',
  async (_what, env, name) => {
    await product.startServer(env, name);
    const url = `${product.serverUrlOf(name)}/indicators`;
    const page = await openSignedIn('binh', url);
    await expect.poll(() => page.locator('main').innerText(), SOON).toContain('Chỉ tiêu');
    await signInOf(page).waitFor(SOON);
    expect(await page.locator('main').innerText()).not.toContain('Chỉ tiêu');
    await signIn(page, 'binh');
    expect(page.url()).toBe(url);
    await page.context().close();
    await product.kill(name);
  },
);

it('an account that is disabled at another server is out here by itself, and cannot sign in again', async () => {
  const page = await openSignedIn('binh', `${product.serverUrl}/`);
  await product.startServer({}, 'other');
  const admin = await openSignedIn('admin', `${product.serverUrlOf('other')}/`);
  const change = (verb: string) =>
    admin.evaluate(async (path) => {
      const headers = { 'content-type': 'application/json' };
      return (await fetch(path, { method: 'POST', headers, body: '{"name":"binh"}' })).status;
    }, `/api/v1/accounts/${verb}`);
  expect(await change('disable')).toBe(204);
  await signInOf(page).waitFor({ timeout: 5_000 });
  await signInOf(page).fill('binh');
  await page.locator('input[name=password]').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await expect
    .poll(() => page.locator('[data-testid=sign-in-trouble]').innerText(), SOON)
    .toBe('Tên đăng nhập hoặc mật khẩu không đúng.');
  expect(await change('enable')).toBe(204);
  await Promise.all([page, admin].map((one) => one.context().close()));
  await product.kill('other');
});

it('a cookie that was stolen opens nothing once its owner has signed out', async () => {
  const page = await openSignedIn('an', `${product.serverUrl}/`);
  const cookies = await page.context().cookies();
  const thief = await browser.newContext();
  await thief.addCookies(cookies);
  const stolen = await thief.newPage();
  await stolen.goto(`${product.serverUrl}/areas/692`);
  await expect.poll(() => stolen.locator('main').innerText(), SOON).toContain('Lộc Ninh');
  await signOut(page);
  await signInOf(stolen).waitFor({ timeout: 5_000 });
  await stolen.reload();
  await signInOf(stolen).waitFor();
  expect(await stolen.locator('main').innerText()).not.toContain('Lộc Ninh');
  await Promise.all([page.context().close(), thief.close()]);
});

it('behind TLS the session is in a cookie of this host alone, and the browser comes by TLS from then on', async () => {
  const gateway = await Gateway.open(product.serverUrl, { certificate: await makeCertificate() });
  const { page } = await openUrl(browser, `${gateway.url}/`, TABLET_SCREEN);
  const answered = page.waitForResponse((response) => response.url().endsWith('/auth/login'));
  await signIn(page, 'an');
  expect((await answered).headers()['strict-transport-security']).toMatch(/^max-age=\d{8}/);
  await expect.poll(() => page.locator('main').innerText(), SOON).toContain('Lộc Ninh');
  const cookies = await page.context().cookies();
  expect(
    cookies.map(({ name, path, httpOnly, secure, sameSite }) => ({ name, path, httpOnly, secure, sameSite })),
  ).toEqual([{ name: '__Host-ioc-session', path: '/', httpOnly: true, secure: true, sameSite: 'Lax' }]);
  await page.context().close();
  gateway.close();
});

it('a wall opens its link once, stays in, and when it is revoked says so and nothing else', async () => {
  const link = new URL(await command('device', ['add', 'Sảnh A', '--scope', 'province']));
  const { page, troubles } = await openUrl(browser, product.serverUrl + link.pathname, WALL_SCREEN);
  expect(page.url()).toBe(`${product.serverUrl}/wall`);
  await expect.poll(() => figure(page, 'year.received.total'), SOON).toBe(1);
  await page.reload();
  await expect.poll(() => figure(page, 'year.received.total'), SOON).toBe(1);
  // A wall has no lists, and shows where cases became late.
  await page.locator('[data-tile="newest-late"]', { hasText: '05/10' }).waitFor({ timeout: 20_000 });
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
