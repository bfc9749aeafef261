/**
 * Viewers whose link cannot keep up: their rooms are left until what waits for them is through, and then they are told
 * everything again. So memory holds a few messages for each, however long it stops reading.
 *
 * socket.io's own `volatile` does not serve: it drops a message whenever the one before is not yet flushed, so of
 * several rooms of one viewer only the first would ever be told.
 */
import type { Socket } from 'socket.io';

/** Messages that may wait for one viewer: two to five seconds of ticks. */
const MAX_WAITING = 20;
/** Snapshots that may wait for one viewer: each has its own, while the text of a delta is the same for all. */
const MAX_UNREAD_BYTES = 4_000_000;
/** Answers wait too. Who asks on and on and reads nothing is let go. */
const MAX_UNREAD = 4_096;

export class SlowViewers<Viewer extends Pick<Socket, 'conn' | 'rooms' | 'id' | 'leave' | 'disconnect'>> {
  /** Viewer -> the rooms it comes back to. */
  readonly #paused = new Map<Viewer, Set<string>>();
  /** Viewers that left their rooms, ever. */
  pauses = 0;
  readonly #comeBack: (viewer: Viewer, rooms: Iterable<string>) => void;

  /** `comeBack` lets a viewer join its rooms again and tells it their snapshots. */
  constructor(comeBack: (viewer: Viewer, rooms: Iterable<string>) => void) {
    this.#comeBack = comeBack;
  }

  get count(): number {
    return this.#paused.size;
  }

  /** Looks at every viewer; call it before a broadcast. */
  look(viewers: Iterable<Viewer>): void {
    for (const viewer of viewers) {
      if (waitingFor(viewer) > MAX_WAITING) this.#pause(viewer);
    }
    for (const [viewer, rooms] of this.#paused) {
      if (!hasTakenAll(viewer)) continue;
      this.#paused.delete(viewer);
      this.#comeBack(viewer, rooms);
    }
  }

  /** Before a request is answered: who asks on and reads nothing has to wait as well. */
  asked(viewer: Viewer): void {
    if (waitingFor(viewer) > MAX_UNREAD) viewer.disconnect(true);
    else if (bytesFor(viewer) > MAX_UNREAD_BYTES) this.#pause(viewer);
  }

  /** Whether a room has to wait because its viewer does; then it comes with the others. */
  defers(viewer: Viewer, room: string): boolean {
    const rooms = this.#paused.get(viewer);
    rooms?.add(room);
    return rooms !== undefined;
  }

  /** A viewer has left a room. */
  left(viewer: Viewer, room: string): void {
    this.#paused.get(viewer)?.delete(room);
  }

  forget(viewer: Viewer): void {
    this.#paused.delete(viewer);
  }

  #pause(viewer: Viewer): void {
    if (this.#paused.has(viewer)) return;
    const rooms = [...viewer.rooms].filter((room) => room !== viewer.id);
    for (const room of rooms) void viewer.leave(room);
    this.#paused.set(viewer, new Set(rooms));
    this.pauses++;
  }
}

/** Messages that wait until the link takes them; engine.io has no public name for it. */
function waitingFor(viewer: Pick<Socket, 'conn'>): number {
  return viewer.conn['writeBuffer'].length;
}

function bytesFor(viewer: Pick<Socket, 'conn'>): number {
  const waiting: { data?: string }[] = viewer.conn['writeBuffer'];
  return waiting.reduce((sum, { data }) => sum + (data?.length ?? 0), 0);
}

/** The kernel has all of it: nothing waits, and nothing is being written. */
function hasTakenAll(viewer: Pick<Socket, 'conn'>): boolean {
  return waitingFor(viewer) === 0 && viewer.conn.transport.writable;
}
