/**
 * Bounds the connections of the live feed, before anybody is known and after. A connection has a few seconds to join; so
 * many of one address may be about to, and when one more comes the one that has stood there for the longest makes room,
 * so nobody can keep others out by standing in the door.
 */
import type { IncomingMessage } from 'node:http';

export interface DoorwayBounds {
  /** Connections that have not joined, of one address and in all. */
  waitingOfOne: number;
  waiting: number;
  joinWithinMs: number;
  /** Connections that have joined, of one token or address and in all. */
  joinedOfOne: number;
  joined: number;
}

export const DOORWAY_BOUNDS: DoorwayBounds = {
  waitingOfOne: 1_000,
  waiting: 3_000,
  joinWithinMs: 5_000,
  joinedOfOne: 2_000,
  joined: 10_000,
};
const LOOK_EVERY_MS = 500;

/** One of engine.io's. */
export interface Connection {
  request: IncomingMessage;
  close(discard?: boolean): void;
  once(event: 'close', listener: () => void): void;
  transport: object;
}

/** As many have joined as may. */
export class DoorwayFull extends Error {
  override readonly name = 'DoorwayFull';

  constructor(identity: string, bounds: DoorwayBounds, ofOne: boolean) {
    super(
      ofOne
        ? `429: too many connections of ${identity}; accepted: ${bounds.joinedOfOne} at a time`
        : `503: too many connections; accepted: ${bounds.joined} in all at a time`,
    );
  }
}

interface Waiting {
  address: string;
  untilMs: number;
}

export class Doorway {
  /** Connections that were closed because they did not join. */
  dropped = 0;
  /** Connections that asked to join and may not. */
  refused = 0;
  /** In the order in which they came. */
  readonly #waitingOnes = new Map<Connection, Waiting>();
  readonly #waitingOf = new Map<string, Set<Connection>>();
  readonly #joinedOf = new Map<string, Set<Connection>>();
  #joinedCount = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #bounds: DoorwayBounds;
  readonly #addressOf: (request: IncomingMessage) => string;

  constructor(bounds: DoorwayBounds, addressOf: (request: IncomingMessage) => string) {
    this.#bounds = bounds;
    this.#addressOf = addressOf;
  }

  get waiting(): number {
    return this.#waitingOnes.size;
  }

  start(): void {
    this.#timer = setInterval(() => this.#look(performance.now()), LOOK_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** A connection has been opened. */
  came(connection: Connection): void {
    const address = this.#addressOf(connection.request);
    const neighbours = this.#waitingOf.get(address) ?? new Set();
    if (neighbours.size >= this.#bounds.waitingOfOne) this.#drop(first(neighbours));
    if (this.#waitingOnes.size >= this.#bounds.waiting) this.#drop(first(this.#waitingOnes.keys()));
    this.#waitingOnes.set(connection, { address, untilMs: performance.now() + this.#bounds.joinWithinMs });
    this.#waitingOf.set(address, neighbours.add(connection));
    connection.once('close', () => this.#leaves(connection));
  }

  /** A connection joins the feed. @throws DoorwayFull */
  join(connection: Connection, identity: string): void {
    const own = this.#joinedOf.get(identity) ?? new Set();
    if (own.has(connection)) return;
    const ofOne = own.size >= this.#bounds.joinedOfOne;
    if (ofOne || this.#joinedCount >= this.#bounds.joined) {
      this.refused++;
      throw new DoorwayFull(identity, this.#bounds, ofOne);
    }
    this.#leaves(connection);
    this.#joinedOf.set(identity, own.add(connection));
    this.#joinedCount++;
    connection.once('close', () => {
      if (own.delete(connection)) this.#joinedCount--;
      if (own.size === 0 && this.#joinedOf.get(identity) === own) this.#joinedOf.delete(identity);
    });
  }

  #look(nowMs: number): void {
    for (const [connection, { untilMs }] of this.#waitingOnes) {
      if (untilMs > nowMs) return;
      this.#drop(connection);
    }
  }

  #drop(connection: Connection): void {
    this.#leaves(connection);
    this.dropped++;
    connection.close(true);
    // Closing a WebSocket waits for the other side, which may never answer.
    (connection.transport as { socket?: { terminate?(): void } }).socket?.terminate?.();
  }

  #leaves(connection: Connection): void {
    const waiting = this.#waitingOnes.get(connection);
    if (!waiting) return;
    this.#waitingOnes.delete(connection);
    const neighbours = this.#waitingOf.get(waiting.address);
    neighbours?.delete(connection);
    if (neighbours?.size === 0) this.#waitingOf.delete(waiting.address);
  }
}

function first(connections: Iterable<Connection>): Connection {
  const [connection] = connections;
  return connection as Connection;
}
