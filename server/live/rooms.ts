/** The rooms of the watched scopes and periods: a snapshot for who comes, then what each tick changed. */
import type { Logger } from 'pino';
import type { Namespace } from 'socket.io';
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
import { Room } from './room.ts';

export type LiveNamespace = Namespace<ClientToServer, ServerToClient>;

export class Rooms {
  private readonly rooms = new Map<string, Room>();
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

  /** What a viewer is told that joins the room in the same turn; `periodBoard` is that of the watched period. */
  snapshot(scope: Scope, watch: WatchPeriod, periodBoard: PeriodBoard): LiveSnapshot {
    const key = roomKey(scope, watch);
    let room = this.rooms.get(key);
    if (!room) this.rooms.set(key, (room = new Room(scope, watch, this.epoch, this.lastSeq + 1)));
    return room.snapshot(this.monitor.board, periodBoard, this.monitor.feedWatch.feed);
  }

  broadcast(tick: Tick): void {
    const { board, feedWatch } = this.monitor;
    const byKey = new Map(
      [...tick.changes.keys()].map((periodBoard) => [watchKey(periodBoard.watch), periodBoard]),
    );
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
        this.live.to(key).emit('scope:snapshot', room.snapshot(board, periodBoard, feedWatch.feed));
        continue;
      }
      const delta = room.delta(board, periodBoard, tick);
      if (delta) this.live.to(key).emit('scope:delta', delta);
    }
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
