/**
 * Viewers whose link cannot keep up: their rooms are left until what waits for them is through, and then they are told
 * everything anew. So memory holds a few messages for each, however long it stops reading.
 *
 * socket.io's own `volatile` does not serve: it drops a message whenever the one before is not yet flushed, so of
 * several rooms of one viewer only the first would ever be told.
 */
import type { Socket } from 'socket.io';

/** Messages that may wait for one viewer; at four ticks a second of three periods about five seconds. */
const MAX_WAITING = 64;

export class SlowViewers<Viewer extends Pick<Socket, 'conn' | 'rooms' | 'id' | 'leave'>> {
  /** Viewer -> the rooms it comes back to. */
  private readonly paused = new Map<Viewer, string[]>();
  private readonly comeBack: (viewer: Viewer, rooms: string[]) => void;

  /** `comeBack` lets a viewer join its rooms again and tells it their snapshots. */
  constructor(comeBack: (viewer: Viewer, rooms: string[]) => void) {
    this.comeBack = comeBack;
  }

  get count(): number {
    return this.paused.size;
  }

  /** Looks at every viewer; call it before a broadcast. */
  look(viewers: Iterable<Viewer>): void {
    for (const viewer of viewers) {
      if (waitingFor(viewer) > MAX_WAITING && !this.paused.has(viewer)) this.pause(viewer);
    }
    for (const [viewer, rooms] of this.paused) {
      if (waitingFor(viewer) > 0) continue;
      this.paused.delete(viewer);
      this.comeBack(viewer, rooms);
    }
  }

  forget(viewer: Viewer): void {
    this.paused.delete(viewer);
  }

  private pause(viewer: Viewer): void {
    const rooms = [...viewer.rooms].filter((room) => room !== viewer.id);
    for (const room of rooms) void viewer.leave(room);
    this.paused.set(viewer, rooms);
  }
}

/** Messages that wait until the link takes them; engine.io has no public name for it. */
function waitingFor(viewer: Pick<Socket, 'conn'>): number {
  return viewer.conn['writeBuffer'].length;
}
