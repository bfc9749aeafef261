import { Lane } from './lane.ts';

const IDLE_MS = 60_000;

interface Held {
  lane: Lane;
  /** Settles when the session's last statement is through. */
  tail: Promise<unknown>;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Sessions of clients that send a `session_id`: each has a lane of its own, which keeps its temporary tables and
 * settings, one statement after the other, until it was idle for a minute.
 */
export class Sessions {
  readonly #dataDir: string;
  readonly #held = new Map<string, Held>();

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
  }

  async with<T>(sessionId: string, readonly: boolean, use: (lane: Lane) => Promise<T>): Promise<T> {
    const key = `${readonly ? 'reader' : 'writer'}-session-${sessionId}`;
    const held = this.#held.get(key) ?? {
      lane: new Lane(key, this.#dataDir, readonly),
      tail: Promise.resolve(),
      timer: undefined,
    };
    this.#held.set(key, held);
    clearTimeout(held.timer);
    const result = held.tail.then(() => use(held.lane));
    const tail = result.catch(() => undefined);
    held.tail = tail;
    void tail.then(() => {
      if (held.tail !== tail) return;
      held.timer = setTimeout(() => {
        this.#held.delete(key);
        held.lane.close();
      }, IDLE_MS).unref();
    });
    return result;
  }

  async drain(): Promise<void> {
    await Promise.all([...this.#held.values()].map((held) => held.tail));
  }

  close(): void {
    for (const { lane, timer } of this.#held.values()) {
      clearTimeout(timer);
      lane.close();
    }
  }
}
