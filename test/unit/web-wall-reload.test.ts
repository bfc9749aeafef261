import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Reload } from '../../web/wall/reload.ts';
import { servedPage, type ServedPage } from '../../web/wall/served-page.ts';

const MINUTE_MS = 60_000;

let served: ServedPage;
let asked: number;
let reloads: number;
let reload: Reload;

beforeEach(() => {
  vi.useFakeTimers();
  [served, asked, reloads] = ['none', 0, 0];
  reload = new Reload({
    askServedPage: async () => {
      asked += 1;
      return served;
    },
    reload: () => void (reloads += 1),
  });
});
afterEach(() => vi.useRealTimers());

describe('a reload of the wall', () => {
  it.each(['quietHour', 'contextLost', 'newBuild'] as const)(
    'for %s waits while the server has no page, and comes once when it has',
    async (reason) => {
      reload.want(reason);
      await vi.advanceTimersByTimeAsync(10 * MINUTE_MS);
      expect(reloads).toBe(0);
      // Neither given up nor asked without a pause.
      expect(asked).toBeGreaterThan(10 * 3);
      expect(asked).toBeLessThan(10 * 8);
      served = 'other';
      await vi.advanceTimersByTimeAsync(10 * MINUTE_MS);
      expect(reloads).toBe(1);
    },
  );

  it('for a new build waits for a page of another build, as long as nothing else is wanted', async () => {
    served = 'same';
    reload.want('newBuild');
    await vi.advanceTimersByTimeAsync(10 * MINUTE_MS);
    expect(reloads).toBe(0);
    reload.want('quietHour');
    await vi.advanceTimersByTimeAsync(MINUTE_MS);
    expect(reloads).toBe(1);
  });

  it('is asked for once however often it is wanted', async () => {
    for (let times = 0; times < 100; times++) reload.want('quietHour');
    await vi.advanceTimersByTimeAsync(3_000);
    expect(asked).toBe(1);
  });

  it('follows a start without the server only when the server has another build', async () => {
    served = 'same';
    await reload.wantIfOther();
    await vi.advanceTimersByTimeAsync(MINUTE_MS);
    expect(reloads).toBe(0);
    served = 'other';
    await reload.wantIfOther();
    await vi.advanceTimersByTimeAsync(MINUTE_MS);
    expect(reloads).toBe(1);
  });
});

describe('what a server gives', () => {
  const page = (...files: string[]) =>
    `<!doctype html><head><script src="./browser-check.js"></script>${files
      .map((file) => `<link href="../assets/${file}">`)
      .join('')}</head><body><div id="app"></div>`;
  const own = new Set(['index-B6dWggAH.js', 'index-BH9T5kk_.css', 'map-view-BWszJQM5.js']);

  it('is known by the names of its files', () => {
    expect(servedPage(page('index-B6dWggAH.js', 'index-BH9T5kk_.css'), own)).toBe('same');
    expect(servedPage(page('index-B6dWggAH.js', 'index-ZZZZZZZZ.css'), own)).toBe('other');
  });

  it('is no page when a gateway answers in its place', () => {
    expect(servedPage('<html><h1>502 Bad Gateway</h1></html>', own)).toBe('none');
    expect(servedPage('<link href="/portal/index-B6dWggAH.js"><form>Sign in</form>', own)).toBe('none');
    expect(servedPage('', own)).toBe('none');
  });
});
