import { beforeEach, describe, expect, it } from 'vitest';
import { LinkWay } from '../../web/live/link-way.ts';

let way: LinkWay;
beforeEach(() => {
  way = new LinkWay();
});
const first = () => way.next.transports[0];
const tries = (count: number) =>
  Array.from({ length: count }, () => {
    const { waitMs } = way;
    way.tryWebSocketAgain();
    return waitMs / 1_000;
  });

describe('the way of the live feed', () => {
  it('is a WebSocket, and polling where one is refused', () => {
    expect(way.next.transports).toEqual(['websocket', 'polling']);
  });

  it('is polling after one WebSocket that nobody answered', () => {
    way.webSocketTimedOut();
    expect(way.next).toEqual({ transports: ['polling'], upgrade: false });
  });

  it('is polling after the second, where a WebSocket has worked before', () => {
    way.webSocketWorks();
    way.webSocketTimedOut();
    expect(first()).toBe('websocket');
    way.webSocketTimedOut();
    expect(first()).toBe('polling');
  });

  it('tries a WebSocket beside polling, ever more seldom, and at once again after one has worked', () => {
    way.avoidWebSocket();
    expect(tries(8)).toEqual([5, 10, 20, 40, 80, 160, 320, 640]);
    expect(way.next).toEqual({ transports: ['polling', 'websocket'], upgrade: true });
    way.webSocketWorks();
    expect(way.waitMs).toBe(5_000);
    expect(first()).toBe('websocket');
  });

  it('is not stuck to polling where that breaks', () => {
    way.avoidWebSocket();
    way.pollingBroke();
    expect(first()).toBe('websocket');
    way.webSocketTimedOut();
    expect(first()).toBe('polling');
  });
});
