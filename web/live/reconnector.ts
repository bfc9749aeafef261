/**
 * Brings a lost link back: asks each second whether the server answers, and only then connects.
 *
 * A browser holds WebSockets back for seconds after some have failed, plain requests it does not; so a wall is right
 * soon after a long outage too.
 */
import type { Socket } from 'socket.io-client';
import { atRoot } from '../routing/root.ts';

/** ms; spread, so that many viewers do not come in one instant. */
const TRY_AFTER_LEAST_MS = 400;
const TRY_AFTER_MOST_MS = 1_400;
const ANSWER_WITHIN_MS = 3_000;

export class Reconnector {
  readonly #socket: Pick<Socket, 'on' | 'connect' | 'disconnect'>;
  readonly #isServerUp: () => Promise<boolean>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(socket: Pick<Socket, 'on' | 'connect' | 'disconnect'>, isServerUp = askServer) {
    this.#socket = socket;
    this.#isServerUp = isServerUp;
  }

  /** Connects and stays connected; returns the clean-up. The socket must not reconnect by itself. */
  listen(): () => void {
    this.#socket.on('disconnect', () => this.#tryLater());
    this.#socket.on('connect_error', () => this.#tryLater());
    this.#socket.connect();
    return () => {
      this.#stopped = true;
      clearTimeout(this.#timer);
      this.#socket.disconnect();
    };
  }

  #tryLater(): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    const spreadMs = TRY_AFTER_MOST_MS - TRY_AFTER_LEAST_MS;
    this.#timer = setTimeout(() => void this.#try(), TRY_AFTER_LEAST_MS + Math.random() * spreadMs);
  }

  async #try(): Promise<void> {
    const up = await this.#isServerUp();
    if (this.#stopped) return;
    if (up) this.#socket.connect();
    else this.#tryLater();
  }
}

async function askServer(): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    return (await fetch(atRoot('healthz'), { cache: 'no-store', signal })).ok;
  } catch {
    return false;
  }
}
