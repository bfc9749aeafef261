/** What a page's device does: how it is connected, and what its clock says. */
import type { Page } from 'playwright-core';

/** How the live feed of a page comes: over the WebSockets and polls that the browser has begun so far. */
export function waysOf(page: Page) {
  const seen = { webSockets: 0, polls: 0 };
  page.on('websocket', () => (seen.webSockets += 1));
  page.on('request', (request) => {
    if (request.url().includes('transport=polling')) seen.polls += 1;
  });
  return seen;
}

/** Sets the clock of the device, as the page sees it. */
export function setClock(page: Page, shiftMs: number): Promise<void> {
  return page.evaluate((shiftMs) => {
    const known = window as unknown as { RealDate?: DateConstructor };
    const Real = (known.RealDate ??= Date);
    window.Date = class extends Real {
      constructor(...parts: []) {
        super(...(parts.length > 0 ? parts : ([Real.now() + shiftMs] as unknown as [])));
      }
      static override now = () => Real.now() + shiftMs;
    } as DateConstructor;
  }, shiftMs);
}

/** Lets time pass on the page's own clock, which ages and waits go by. */
export function passTime(page: Page, ms: number): Promise<void> {
  return page.evaluate((ms) => {
    const now = performance.now.bind(performance);
    performance.now = () => now() + ms;
  }, ms);
}
