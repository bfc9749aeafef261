/** Alerts as people see and handle them: on a tablet, on the page of a case, on the wall, and in administration. */
import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { AlertPage } from '../../contract/alerts.ts';
import { formatTime } from '../../contract/time.ts';
import { messageOf, progressEvent, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { Product } from '../support/product.ts';
import { launchBrowser } from './browser.ts';
import { momentInPage, openMenu, openPage, TABLET_SCREEN, WALL_SCREEN } from './open-page.ts';
import { addPeople, signIn } from './people.ts';

const PHONE_SCREEN = { width: 390, height: 844 };
const SOON = { timeout: 20_000, interval: 50 };
/** From the acknowledgement to the wall. */
const SHOWN_WITHIN_MS = 1_000;
const LOC_NINH = { code: 'H10.2.03' };
const BU_DANG = { code: 'H10.2.09' };
const yesterday = () => formatTime(Date.now() - 86_400_000);

let product: Product;
let browser: Browser;
let receiver: Server;
/** What the receiver answers. */
let status = 204;

beforeAll(async () => {
  receiver = createServer((request, response) =>
    request.resume().on('end', () => response.writeHead(status).end()),
  );
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  product = await Product.create({
    ALERT_WEBHOOK_URL: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
    ALERT_WEBHOOK_SECRET: `whsec_${randomBytes(32).toString('base64')}`,
    ALERT_WEBHOOK_ALLOW: '127.0.0.1',
  });
  [browser] = await Promise.all([launchBrowser(), product.startIngest(), product.startServer()]);
  await addPeople(product, [
    ['admin', 'administrator', 'province'],
    ['lan', 'operator', 'province'],
    ['tam', 'viewer', 'province'],
    ['viet', 'operator', 'area:696'],
  ]);
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
  receiver?.closeAllConnections();
  receiver?.close();
});

const signedIn = (name: string, path: string, screen = TABLET_SCREEN) =>
  signIn(browser, product.serverUrl + path, name, { screen });
const openAlerts = () => product.get<AlertPage>('/api/v1/alerts?rule=late');
const becomeLate = async (unit: { code: string }, codes: readonly string[]) => {
  const before = (await openAlerts()).total;
  await product.produce(codes.map((code) => messageOf(snapshotEvent({ code, unit, dueAt: yesterday() }))));
  await eventually(async () => (await openAlerts()).total === before + codes.length, 30_000);
};
/** What a test has made late is over when it ends. */
const returned = async (codes: readonly string[]) => {
  await product.produce(codes.map((code) => messageOf(progressEvent({ code, status: 'returned' }))));
  await eventually(async () => {
    const { items } = await openAlerts();
    return items.every((item) => item.case === null || !codes.includes(item.case.code));
  }, 30_000);
};
const rowOf = (page: Page, code: string) => page.locator('[data-alert]', { hasText: code });
const count = async (page: Page, name: string) =>
  Number(await page.locator(`[data-alerts="${name}"]`).getAttribute('data-value'));

it('who acknowledges an alert on a tablet, with a note, sees it acknowledged, and so does the wall within a second', async () => {
  const codes = ['ACK-1', 'ACK-2'];
  await becomeLate(LOC_NINH, codes);
  const { page: wall, troubles } = await openPage(product, browser, '/wall?paused=1', WALL_SCREEN);
  await expect.poll(() => count(wall, 'critical.unacknowledged'), SOON).toBe(2);
  expect(await count(wall, 'critical.acknowledged')).toBe(0);

  const page = await signedIn('lan', '/');
  await expect.poll(() => page.getByTestId('waiting').getAttribute('data-value'), SOON).toBe('2');
  await openMenu(page);
  await page.getByRole('link', { name: 'Cảnh báo' }).tap();
  const row = rowOf(page, 'ACK-1');
  await row.getByRole('button', { name: /^Xác nhận/ }).tap();
  await row.locator('textarea').fill('Đã gọi Một cửa Lộc Ninh');
  const shown = momentInPage(
    wall,
    (name) => document.querySelector(`[data-alerts="${name}"]`)?.getAttribute('data-value') === '1',
    'critical.acknowledged',
  );
  await row.locator('form .primary').tap();
  await expect.poll(() => row.getAttribute('data-state'), SOON).toBe('acknowledged');
  const text = await row.innerText();
  expect(text).toMatch(/lan xác nhận lúc \d\d:\d\d:\d\d: “Đã gọi Một cửa Lộc Ninh”/);
  expect(await row.getByRole('button', { name: /^Xác nhận/ }).count()).toBe(0);
  const { items } = await openAlerts();
  const acknowledged = items.find((item) => item.case?.code === 'ACK-1')?.acknowledged;
  expect((await shown) - Date.parse(acknowledged?.at ?? '')).toBeLessThan(SHOWN_WITHIN_MS);
  expect(await count(wall, 'critical.unacknowledged')).toBe(1);
  await expect.poll(() => page.getByTestId('waiting').getAttribute('data-value'), SOON).toBe('1');

  // It is over: nobody has done anything at either screen.
  await returned(codes);
  await expect.poll(() => page.locator('[data-alert]').count(), SOON).toBe(0);
  await page.getByText('Không có cảnh báo nào.').waitFor();
  await expect.poll(() => count(wall, 'critical.acknowledged'), SOON).toBe(0);
  expect(troubles).toEqual([]);
});

it('many alerts are acknowledged at once with one note, and the choice stays while others come', async () => {
  const codes = ['MANY-1', 'MANY-2', 'MANY-3'];
  await becomeLate(LOC_NINH, codes);
  // On a slow machine other rules may have something to tell too.
  const page = await signedIn('lan', '/alerts?rule=late');
  for (const code of codes.slice(0, 2)) await rowOf(page, code).locator('input[type=checkbox]').check();
  const bar = page.getByTestId('selected-alerts');
  await becomeLate(LOC_NINH, ['MANY-4']);
  await rowOf(page, 'MANY-4').waitFor();
  expect(await bar.getByRole('button', { name: 'Xác nhận 2 cảnh báo' }).count()).toBe(1);
  await bar.locator('input').fill('Đã giao Văn phòng đôn đốc');
  await bar.getByRole('button', { name: 'Xác nhận 2 cảnh báo' }).tap();
  await page.getByText('Đã xác nhận 2 cảnh báo.').waitFor();
  for (const code of codes.slice(0, 2))
    expect(await rowOf(page, code).innerText()).toContain('“Đã giao Văn phòng đôn đốc”');
  expect(await bar.count()).toBe(0);

  await page.getByLabel(/^Chọn tất cả/).check();
  await bar.getByRole('button', { name: 'Xác nhận 2 cảnh báo' }).tap();
  await expect.poll(() => page.locator('[data-state=acknowledged]').count(), SOON).toBe(4);
  await returned([...codes, 'MANY-4']);
});

it('an alert is put aside for a time of one’s own, is counted apart and taken back', async () => {
  await becomeLate(LOC_NINH, ['ASIDE']);
  const page = await signedIn('lan', '/alerts');
  const row = rowOf(page, 'ASIDE');
  await row.getByRole('button', { name: /^Tạm gác/ }).tap();
  await page.getByLabel('Đến lúc khác').check();
  const until = formatTime(Date.now() + 2 * 3_600_000).slice(0, 16);
  const fields = row.locator('form input[inputmode=numeric]');
  await fields.first().fill(until.slice(0, 10).split('-').reverse().join('/'));
  // A day alone is until its end.
  await page.keyboard.press('Tab');
  await fields.last().fill(until.slice(11));
  await row.locator('form .primary').tap();
  await expect.poll(() => row.count(), SOON).toBe(0);
  await expect.poll(() => count(page, 'shelved'), SOON).toBe(1);
  const [hours, minutes] = [until.slice(11, 13), until.slice(14)];

  const figures = page.getByRole('group', { name: 'Cảnh báo' });
  await figures.getByRole('button', { name: /^Tạm gác/ }).tap();
  expect(new URL(page.url()).search).toBe('?state=shelved');
  await row.waitFor();
  expect(await row.innerText()).toMatch(new RegExp(`lan tạm gác đến ${hours}:${minutes}`));
  await row.getByRole('button', { name: /^Thôi gác/ }).tap();
  await expect.poll(() => row.count(), SOON).toBe(0);
  await page.getByRole('button', { name: 'Bỏ lọc' }).tap();
  await row.waitFor();
  expect(await count(page, 'shelved')).toBe(0);
  await returned(['ASIDE']);
});

it('the page of a case shows its alert, which is acknowledged there', async () => {
  await becomeLate(LOC_NINH, ['ON-ITS-PAGE']);
  const page = await signedIn('lan', '/alerts');
  await page.getByRole('link', { name: 'ON-ITS-PAGE' }).tap();
  const alert = page.getByTestId('case-alerts').locator('[data-alert]');
  await alert.getByRole('button', { name: /^Xác nhận/ }).tap();
  await alert.locator('form .primary').tap();
  await expect.poll(() => alert.getAttribute('data-state'), SOON).toBe('acknowledged');
  await returned(['ON-ITS-PAGE']);
  await expect.poll(() => page.getByTestId('case-alerts').count(), SOON).toBe(0);
});

it('a note on a case keeps what was typed until it is saved, once, and is read by who may see the case', async () => {
  await becomeLate(LOC_NINH, ['NOTED']);
  const page = await signedIn('lan', '/dossiers/NOTED');
  const notes = page.getByTestId('case-notes');
  const field = notes.locator('textarea');
  const said = 'Đã gọi cho công dân.\nHẹn thứ Hai.';
  await field.fill(said);
  expect(await page.getByTestId('note-typed').innerText()).toContain(`${said.length}/2.000`);
  // The answer is lost, so that the page cannot know that it was written.
  await page.route('**/notes', async (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    await route.fetch();
    await route.abort();
  });
  await notes.locator('.primary').tap();
  await notes.getByTestId('trouble').waitFor();
  expect(await field.inputValue()).toBe(said);
  await page.unroute('**/notes');
  await notes.locator('.primary').tap();
  await expect.poll(() => field.inputValue(), SOON).toBe('');
  const written = notes.locator('[data-note]');
  await expect.poll(() => written.count(), SOON).toBe(1);
  expect(await written.innerText()).toMatch(/^lan[^]*Đã gọi cho công dân\.\nHẹn thứ Hai\.$/);
  const viewers = await signedIn('tam', '/dossiers/NOTED');
  await viewers.locator('[data-note]', { hasText: 'Hẹn thứ Hai' }).waitFor();
  expect(await viewers.getByTestId('case-notes').locator('textarea').count()).toBe(0);
  await returned(['NOTED']);
});

it('whoever handles a case is reminded from its page, once in an hour, and an administrator sees the message', async () => {
  const [before, received, moved] = [5, 4, 3].map((days) => formatTime(Date.now() - days * 86_400_000));
  const officer = { id: '7', name: 'Trần Văn Bình' };
  await product.produce([
    messageOf(
      snapshotEvent(
        { code: 'REMIND', unit: LOC_NINH, receivedAt: received as string, dueAt: before as string },
        { time: received as string },
      ),
    ),
    messageOf(progressEvent({ code: 'REMIND', status: 'processing', officer }, { time: moved as string })),
    messageOf(
      snapshotEvent(
        { code: 'REMIND', unit: LOC_NINH, receivedAt: received as string, dueAt: yesterday() },
        { time: moved as string },
      ),
    ),
  ]);
  await eventually(async () => (await product.dossiers('?q=REMIND')).total === 1);
  const page = await signedIn('lan', '/dossiers/REMIND');
  const notes = page.getByTestId('case-notes');
  const remind = async (words: string) => {
    await notes.getByRole('button', { name: 'Nhắc xử lý' }).tap();
    await notes.locator('form textarea').first().fill(words);
    await notes.getByRole('button', { name: 'Gửi nhắc' }).tap();
  };
  await remind('Đề nghị trả trong ngày');
  const reminder = notes.locator('[data-note="reminder"]');
  await expect.poll(() => reminder.innerText(), SOON).toContain('Đề nghị trả trong ngày');
  await remind('Lần nữa');
  await expect.poll(() => notes.getByTestId('trouble').innerText(), SOON).toContain('trong vòng 60 phút');
  expect(await reminder.count()).toBe(1);
  // Beside it, who held the case for how long and how its due date moved.
  const held = page.getByTestId('holdings').locator('li');
  await expect.poll(() => held.allInnerTexts(), SOON).toHaveLength(2);
  expect((await held.allInnerTexts())[1]).toMatch(/^Trần Văn Bình[^]*làm việc[^]*nay$/);
  expect(await page.getByTestId('due-changes').locator('li').allInnerTexts()).toEqual([
    expect.stringMatching(/^Hạn ban đầu/),
    expect.stringMatching(/^Đổi hạn thành/),
  ]);
  const admin = await signedIn('admin', '/administration/deliveries');
  await admin.locator('[data-delivery]', { hasText: 'Nhắc xử lý REMIND' }).waitFor();
  await returned(['REMIND']);
});

it('a viewer sees the alerts and can do nothing with them', async () => {
  await becomeLate(LOC_NINH, ['SEEN']);
  const page = await signedIn('tam', '/alerts');
  const row = rowOf(page, 'SEEN');
  await row.waitFor();
  expect(await row.locator('button, input').count()).toBe(0);
  expect(await page.getByLabel(/^Chọn tất cả/).count()).toBe(0);
  await returned(['SEEN']);
});

it('who is in charge of one area sees and counts the alerts of its units alone', async () => {
  await becomeLate(LOC_NINH, ['FOREIGN']);
  await becomeLate(BU_DANG, ['OWN-1', 'OWN-2']);
  const page = await signedIn('viet', '/alerts');
  await rowOf(page, 'OWN-1').waitFor();
  expect(await page.locator('[data-alert]').count()).toBe(2);
  expect(await count(page, 'critical.unacknowledged')).toBe(2);
  await expect.poll(() => page.getByTestId('waiting').getAttribute('data-value'), SOON).toBe('2');
  await returned(['FOREIGN', 'OWN-1', 'OWN-2']);
});

it('filters are the address, and English is spoken when it says so', async () => {
  await becomeLate(LOC_NINH, ['LN']);
  await becomeLate(BU_DANG, ['BD']);
  const page = await signedIn('lan', '/alerts?lang=en');
  await rowOf(page, 'LN').waitFor();
  await page.getByLabel('Unit').selectOption(`unit:${BU_DANG.code}`);
  await expect.poll(() => page.locator('[data-alert]').count(), SOON).toBe(1);
  expect(new URL(page.url()).searchParams.get('unit')).toBe(BU_DANG.code);
  await page.getByRole('button', { name: /^Warning/ }).tap();
  await page.getByText('No alert matches.').waitFor();
  await page.reload();
  await page.getByText('No alert matches.').waitFor();
  await returned(['LN', 'BD']);
  await page.goto(`${product.serverUrl}/alerts?state=resolved`);
  await rowOf(page, 'LN').first().waitFor();
  expect(await rowOf(page, 'LN').first().innerText()).toMatch(/Hết lúc \d\d:\d\d/);
});

it('an administrator sees what was sent and what failed, and sends it again', async () => {
  const page = await signedIn('admin', '/administration/deliveries');
  status = 500;
  await becomeLate(LOC_NINH, ['FAILS']);
  const waiting = page.locator('[data-delivery][data-state=waiting]');
  await expect.poll(() => waiting.count(), SOON).toBe(1);
  await expect.poll(() => waiting.innerText(), SOON).toContain('500');
  status = 204;
  await waiting.getByRole('button', { name: /^Gửi lại/ }).tap();
  await expect.poll(() => waiting.count(), SOON).toBe(0);
  await page.getByLabel('Trạng thái').selectOption('delivered');
  await expect.poll(() => new URL(page.url()).search, SOON).toBe('?state=delivered');
  const delivered = page.locator('[data-delivery]').first();
  await expect.poll(() => delivered.innerText(), SOON).toContain('Đã gửi');
  expect(await delivered.innerText()).toContain('127.0.0.1');
  await returned(['FAILS']);
});

it('an administrator tests where alerts go, and sees whom the contacts lack', async () => {
  const page = await signedIn('admin', '/administration/endpoints');
  const own = page.locator('[data-endpoint]', { hasText: '127.0.0.1' });
  const result = page.getByTestId('test-result');
  await own.getByRole('button', { name: /^Gửi thử/ }).tap();
  await expect.poll(() => result.getAttribute('data-ok'), SOON).toBe('true');
  status = 500;
  await own.getByRole('button', { name: /^Gửi thử/ }).tap();
  await expect.poll(() => result.getAttribute('data-ok'), SOON).toBe('false');
  expect(await result.innerText()).toContain('500');
  status = 204;
  expect(await page.getByTestId('missing-contacts').innerText()).toContain('UBND huyện Lộc Ninh');
});

it('who is no administrator finds neither page of administration', async () => {
  const page = await signedIn('lan', '/administration/deliveries');
  await page.getByText('Không tìm thấy trang này').waitFor();
  await page.goto(`${product.serverUrl}/administration/endpoints`);
  await page.getByText('Không tìm thấy trang này').waitFor();
});

it('everything that is touched is large enough for a thumb, and no page is wider than the screen', async () => {
  await becomeLate(LOC_NINH, ['TOUCHED']);
  for (const screen of [TABLET_SCREEN, { width: 1_180, height: 820 }, PHONE_SCREEN]) {
    const page = await signedIn('admin', '/alerts', screen);
    for (const [path, ready, opener, leastPx] of [
      ['/alerts', '[data-alert]', /^Tạm gác cảnh báo/, 48],
      ['/administration/deliveries', '[data-delivery]', undefined, 44],
      ['/administration/endpoints', '[data-endpoint]', undefined, 44],
    ] as const) {
      await page.goto(product.serverUrl + path);
      await page.locator(ready).first().waitFor();
      if (opener) await page.getByRole('button', { name: opener }).first().tap();
      const small = await page
        .locator('main')
        .locator(
          ':is(button, select, textarea, input:not([type=checkbox], [type=radio]), label:has(input)):visible',
        )
        .evaluateAll(
          (all, leastPx) =>
            all
              .filter((one) => one.getBoundingClientRect().height < leastPx - 0.5)
              .map((one) => `${one.tagName} ${one.textContent}`),
          leastPx,
        );
      const { scrollWidth, clientWidth } = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return { scrollWidth, clientWidth };
      });
      expect([path, screen.width, small, scrollWidth]).toEqual([path, screen.width, [], clientWidth]);
    }
  }
  await returned(['TOUCHED']);
});
