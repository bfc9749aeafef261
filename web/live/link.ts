/**
 * Keeps the live feed connected: brings a lost link back, gives up one that has fallen silent, and changes the way where
 * WebSockets do not get through.
 *
 * It asks each second whether the server answers, and only then connects: a browser holds WebSockets back for seconds
 * after some have failed, plain requests it does not; so a wall is right soon after a long outage too.
 */
import type { Socket } from 'socket.io-client';
import type { ClientToServer, ServerToClient } from '../../contract/live.ts';
import { atRoot } from '../routing/root.ts';
import { LinkWay } from './link-way.ts';

/** ms; spread, so that many viewers do not come in one instant. */
const TRY_AFTER_LEAST_MS = 400;
const TRY_AFTER_MOST_MS = 1_400;
const ANSWER_WITHIN_MS = 3_000;
const LOOK_EVERY_MS = 1_000;
/** Six heartbeats are missing. */
const SILENT_AFTER_MS = 6_000;
/** A server that hung and answers again tells its heartbeats within this time. */
const GRACE_MS = 1_500;
/** So many heartbeats by a WebSocket prove that it carries the feed. */
const PROVING_BEATS = 5;
/** socket.io's reason when the page itself ends a connection. */
const OWN_END = 'io client disconnect';

export type LiveSocket = Socket<ServerToClient, ClientToServer>;

export class Link {
  readonly #socket: LiveSocket;
  readonly #onChange: (up: boolean) => void;
  readonly #way = new LinkWay();
  #trying = false;
  #looking = false;
  #aliveAtMs = 0;
  #beats = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #webSocketTry: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  /** `onChange` hears of connections that are made and lost, not of those that are changed for another way. */
  constructor(socket: LiveSocket, onChange: (up: boolean) => void) {
    this.#socket = socket;
    this.#onChange = onChange;
  }

  /** Connects and stays connected; returns the clean-up. The socket must not reconnect by itself. */
  listen(): () => void {
    this.#socket.on('connect', () => this.#onConnect());
    this.#socket.on('disconnect', (reason) => reason !== OWN_END && this.#onLost());
    this.#socket.on('connect_error', (error) => this.#onFailed(error));
    this.#socket.on('feed:heartbeat', () => this.#onBeat());
    const timer = setInterval(() => void this.#look(), LOOK_EVERY_MS);
    this.#connect();
    return () => {
      this.#stopped = true;
      clearInterval(timer);
      clearTimeout(this.#retry);
      clearTimeout(this.#webSocketTry);
      this.#socket.disconnect();
    };
  }

  get #isPolling(): boolean {
    return this.#socket.io.engine?.transport.name === 'polling';
  }

  #connect(): void {
    clearTimeout(this.#retry);
    clearTimeout(this.#webSocketTry);
    this.#trying = true;
    this.#aliveAtMs = performance.now();
    this.#beats = 0;
    // The next connection reads them again.
    Object.assign(this.#socket.io.opts, this.#way.next);
    this.#socket.connect();
  }

  #onConnect(): void {
    if (this.#isPolling) {
      this.#way.avoidWebSocket();
      const waitMs = this.#way.waitMs * (1 + Math.random() / 4);
      this.#webSocketTry = setTimeout(() => this.#tryWebSocket(), waitMs);
    }
    this.#onChange(true);
  }

  #onLost(): void {
    if (this.#isPolling) this.#way.pollingBroke();
    this.#onChange(false);
    this.#tryLater();
  }

  #onFailed({ message }: Error): void {
    if (this.#isPolling) this.#way.pollingBroke();
    else if (message === 'timeout') this.#way.webSocketTimedOut();
    this.#tryLater();
  }

  #onBeat(): void {
    this.#aliveAtMs = performance.now();
    if (this.#isPolling) return;
    this.#beats += 1;
    if (this.#beats === PROVING_BEATS) this.#way.webSocketWorks();
  }

  #tryWebSocket(): void {
    if (!this.#isPolling) return;
    this.#way.tryWebSocketAgain();
    this.#changeWay();
  }

  #changeWay(): void {
    this.#socket.disconnect();
    this.#connect();
  }

  #tryLater(): void {
    clearTimeout(this.#retry);
    this.#trying = false;
    if (this.#stopped) return;
    const spreadMs = TRY_AFTER_MOST_MS - TRY_AFTER_LEAST_MS;
    this.#retry = setTimeout(() => void this.#retryNow(), TRY_AFTER_LEAST_MS + Math.random() * spreadMs);
  }

  async #retryNow(): Promise<void> {
    const up = await isServerUp();
    if (this.#stopped) return;
    if (up) this.#connect();
    else this.#tryLater();
  }

  /** Ends a link that says nothing. Where the server answers beside it, the way is to blame. */
  async #look(): Promise<void> {
    const aliveAtMs = this.#aliveAtMs;
    if (!this.#trying || this.#looking || performance.now() - aliveAtMs < SILENT_AFTER_MS) return;
    this.#looking = true;
    const up = await isServerUp();
    if (up) await new Promise((resolve) => setTimeout(resolve, GRACE_MS));
    this.#looking = false;
    if (this.#stopped || !this.#trying || this.#aliveAtMs !== aliveAtMs) return;
    if (up) {
      if (this.#isPolling) this.#way.pollingBroke();
      else this.#way.avoidWebSocket();
    }
    this.#onChange(false);
    this.#changeWay();
  }
}

async function isServerUp(): Promise<boolean> {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), ANSWER_WITHIN_MS);
  try {
    return (await fetch(atRoot('healthz'), { cache: 'no-store', signal: giveUp.signal })).ok;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
