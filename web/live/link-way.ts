/**
 * Which way the next connection of the live feed goes. Pure.
 *
 * A WebSocket goes first. Some proxies refuse it, others take the request for it and never answer, or let it through and
 * drop what follows; then long polling carries the feed, and a WebSocket is tried beside it from time to time.
 */

/** As socket.io-client takes them. */
export interface Way {
  transports: ('websocket' | 'polling')[];
  /** Whether a running polling link tries to become a WebSocket. */
  upgrade: boolean;
}

const WEBSOCKET_FIRST: Way = { transports: ['websocket', 'polling'], upgrade: false };
const POLLING: Way = { transports: ['polling'], upgrade: false };
/** Figures come by polling at once, whatever becomes of the WebSocket. */
const POLLING_THEN_WEBSOCKET: Way = { transports: ['polling', 'websocket'], upgrade: true };

/** From a polling link to the next try of a WebSocket, ms; doubled with each try that fails. */
const TRY_AGAIN_LEAST_MS = 5_000;
const TRY_AGAIN_MOST_MS = 15 * 60_000;

export class LinkWay {
  #next: Way = WEBSOCKET_FIRST;
  #waitMs = TRY_AGAIN_LEAST_MS;
  #webSocketWorked = false;
  #timeouts = 0;

  get next(): Way {
    return this.#next;
  }

  /** How long a polling link stays one before a WebSocket is tried. */
  get waitMs(): number {
    return this.#waitMs;
  }

  /** A WebSocket did not open in time. Where one has worked before, a busy server may have caused it once. */
  webSocketTimedOut(): void {
    this.#timeouts += 1;
    if (this.#timeouts > (this.#webSocketWorked ? 1 : 0)) this.avoidWebSocket();
  }

  /** One was refused, or is open and silent while the server answers other requests. */
  avoidWebSocket(): void {
    this.#next = POLLING;
  }

  /** As it does behind a load balancer without sticky sessions: neither way is stuck to. */
  pollingBroke(): void {
    this.#next = WEBSOCKET_FIRST;
    this.#timeouts = 0;
  }

  tryWebSocketAgain(): void {
    this.#next = POLLING_THEN_WEBSOCKET;
    this.#waitMs = Math.min(2 * this.#waitMs, TRY_AGAIN_MOST_MS);
  }

  /** One has carried the feed for a while. */
  webSocketWorks(): void {
    this.#next = WEBSOCKET_FIRST;
    this.#webSocketWorked = true;
    this.#timeouts = 0;
    this.#waitMs = TRY_AGAIN_LEAST_MS;
  }
}
