/** The rooms of the watched scopes and periods: a snapshot for who comes, then what each tick changed. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Namespace, Socket } from 'socket.io';
import type {
  ClientToServer,
  LiveSnapshot,
  ServerToClient,
  WatchPeriod,
  WatchRequest,
} from '../../contract/live.ts';
import { watchKey } from '../../contract/watch-period.ts';
import type { Monitor } from '../monitor.ts';
import type { Tick } from '../state/board.ts';
import type { Scope } from '../state/figures.ts';
import type { PeriodBoard } from '../state/period-board.ts';
import type { FrameAdapter } from './frame-adapter.ts';
import { Room } from './room.ts';

/** What a viewer may watch. */
interface ViewerData {
  granted: Scope;
}
type NoEvents = Record<string, never>;

export type LiveNamespace = Namespace<ClientToServer, ServerToClient, NoEvents, ViewerData>;
export type LiveSocket = Socket<ClientToServer, ServerToClient, NoEvents, ViewerData>;

/** Nobody sees so short a wait, and a crowd of thousands makes a few groups. */
const GATHER_MS = 10;

export class Rooms {
  private readonly rooms = new Map<string, Room>();
  /** Room -> who is about to join it. */
  private readonly entering = new Map<string, { viewers: Set<LiveSocket>; admitted: Promise<void> }>();
  /** A room that is made anew counts on from here: within an epoch no number comes twice for different deltas. */
  private lastSeq = 0;
  private readonly live: LiveNamespace;
  private readonly monitor: Monitor;
  private readonly epoch: string;
  private readonly log: Logger;

  constructor(live: LiveNamespace, monitor: Monitor, epoch: string, log: Logger) {
    this.live = live;
    this.monitor = monitor;
    this.epoch = epoch;
    this.log = log;
  }

  /**
   * Lets a viewer in and tells it the snapshot; settles then. Who comes within a moment is told together: after a
   * restart thousands come back, and the snapshot is made and written as text once for all of them.
   *
   * `isLetIn` is asked last, in the turn of the joining.
   */
  enter(
    viewer: LiveSocket,
    scope: Scope,
    watch: WatchPeriod,
    isLetIn: (viewer: LiveSocket, key: string) => boolean,
  ): Promise<void> {
    const key = roomKey(scope, watch);
    let entry = this.entering.get(key);
    if (!entry) {
      const viewers = new Set<LiveSocket>();
      const admit = async () => {
        await sleep(GATHER_MS);
        try {
          const { board } = this.monitor;
          const periodBoard = await board.periodBoard(watch, board.asOfMs);
          this.admit(
            key,
            [...viewers].filter((one) => isLetIn(one, key)),
            this.snapshot(scope, watch, periodBoard),
          );
        } finally {
          this.entering.delete(key);
        }
      };
      this.entering.set(key, (entry = { viewers, admitted: admit() }));
    }
    entry.viewers.add(viewer);
    return entry.admitted;
  }

  leave(viewer: LiveSocket, key: string): void {
    this.entering.get(key)?.viewers.delete(viewer);
    void viewer.leave(key);
  }

  /** Joined and told in one turn, so no delta falls between the two. */
  private admit(key: string, viewers: readonly LiveSocket[], snapshot: LiveSnapshot): void {
    if (viewers.length === 0) return;
    for (const viewer of viewers) void viewer.join(key);
    this.live.to(viewers.map(({ id }) => id)).emit('scope:snapshot', snapshot);
  }

  broadcast(tick: Tick): void {
    const { board, feedWatch } = this.monitor;
    const byKey = new Map(
      [...tick.changes.keys()].map((periodBoard) => [watchKey(periodBoard.watch), periodBoard]),
    );
    const told = new Map<string, readonly [name: keyof ServerToClient, value: object]>();
    for (const [key, room] of this.rooms) {
      const periodBoard = byKey.get(watchKey(room.watch));
      const empty = !this.live.adapter.rooms.has(key);
      if (empty || !periodBoard) {
        // Nobody is there: whoever comes next begins with a snapshot.
        this.remove(key, room);
        if (!empty) this.renew(key, room, tick.nowMs);
        continue;
      }
      periodBoard.lastUsedAt = tick.nowMs;
      if (tick.renewed.has(periodBoard)) {
        told.set(key, ['scope:snapshot', room.snapshot(board, periodBoard, feedWatch.feed)]);
        continue;
      }
      const delta = room.delta(board, periodBoard, tick);
      if (delta) told.set(key, ['scope:delta', delta]);
    }
    (this.live.adapter as FrameAdapter).tell(told);
  }

  private snapshot(scope: Scope, watch: WatchPeriod, periodBoard: PeriodBoard): LiveSnapshot {
    const key = roomKey(scope, watch);
    let room = this.rooms.get(key);
    if (!room) this.rooms.set(key, (room = new Room(scope, watch, this.epoch, this.lastSeq + 1)));
    return room.snapshot(this.monitor.board, periodBoard, this.monitor.feedWatch.feed);
  }

  private remove(key: string, room: Room): void {
    this.rooms.delete(key);
    this.lastSeq = Math.max(this.lastSeq, room.seq);
  }

  /** Another period took the place of this one's figures while the ticks stood still: build them again. */
  private renew(key: string, { scope, watch }: Room, nowMs: number): void {
    this.monitor.board.periodBoard(watch, nowMs).then(
      (periodBoard) => this.live.to(key).emit('scope:snapshot', this.snapshot(scope, watch, periodBoard)),
      (error: unknown) => {
        this.log.warn({ err: error, room: key }, 'a watched period could not be kept');
        // They come back, ask again and are told why not.
        this.live.in(key).disconnectSockets(true);
      },
    );
  }
}

export function roomKey(scope: Scope, watch: WatchPeriod): string {
  return JSON.stringify({ scope: scope.name, period: watch });
}

/** The request that a room's key was made of. */
export function watchOf(key: string): WatchRequest {
  return JSON.parse(key) as WatchRequest;
}
