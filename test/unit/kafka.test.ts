import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import { afterEach, expect, it, vi } from 'vitest';
import '../../kafka/kafka.ts';

const logger = { debug: () => undefined };
const timers = vi.spyOn(globalThis, 'setTimeout');

afterEach(() => timers.mockClear());

it('a request queue without requests sets no timer', () => {
  const queue = new RequestQueue({ maxInFlightRequests: null, logger });
  queue.checkPendingRequests();
  expect(timers).not.toHaveBeenCalled();
});

it.each([
  ['while Kafka wants no requests', 500, 400, 500],
  ['after that time', -500, 10, 10],
])('a request that waits %s is looked at in time', (_when, fromNowMs, least, most) => {
  const queue = new RequestQueue({ maxInFlightRequests: null, logger });
  queue.throttledUntil = Date.now() + fromNowMs;
  queue.pending.push({});
  queue.scheduleCheckPendingRequests();
  queue.destroy();
  const [delay = 0] = timers.mock.calls.map(([, ms]) => ms);
  expect(delay).toBeGreaterThanOrEqual(least);
  expect(delay).toBeLessThanOrEqual(most);
});
